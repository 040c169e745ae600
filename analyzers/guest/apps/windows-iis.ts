import type { ListedApplication } from '../recognition/application.ts';
import { windowsApplication, windowsServices } from '../recognition/windows.ts';

const units = ['W3SVC'];

export const application: ListedApplication = {
  kind: 'listed',
  id: 'windows-iis',
  title: 'Internet Information Services',
  role: 'web server',
  evidence: { units },
  officialImage: null,
  unverified: true,
  recognise: (view) => windowsServices(view, units).map((unit) => windowsApplication(application, unit, view)),
};
