import type { ListedApplication } from '../recognition/application.ts';
import { windowsApplication, windowsServices } from '../recognition/windows.ts';

const units = ['NTDS'];

export const application: ListedApplication = {
  kind: 'listed',
  id: 'windows-active-directory',
  title: 'Active Directory domain controller',
  role: 'directory',
  evidence: { units },
  officialImage: null,
  unverified: true,
  recognise: (view) => windowsServices(view, units).map((unit) => windowsApplication(application, unit, view)),
};
