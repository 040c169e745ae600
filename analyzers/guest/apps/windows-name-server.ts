import type { ListedApplication } from '../recognition/application.ts';
import { windowsApplication, windowsServices } from '../recognition/windows.ts';

const units = ['DNS', 'DHCPServer'];

export const application: ListedApplication = {
  kind: 'listed',
  id: 'windows-name-server',
  title: 'DNS or DHCP of Windows',
  role: 'name server',
  evidence: { units },
  officialImage: null,
  unverified: true,
  recognise: (view) => windowsServices(view, units).map((unit) => windowsApplication(application, unit, view)),
};
