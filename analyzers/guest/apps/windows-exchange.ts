import type { ListedApplication } from '../recognition/application.ts';
import { windowsApplication, windowsServices } from '../recognition/windows.ts';

const units = ['MSExchangeTransport', 'MSExchangeIS'];

export const application: ListedApplication = {
  kind: 'listed',
  id: 'windows-exchange',
  title: 'Microsoft Exchange',
  role: 'mail server',
  evidence: { units },
  officialImage: null,
  unverified: true,
  recognise: (view) => windowsServices(view, units).map((unit) => windowsApplication(application, unit, view)),
};
