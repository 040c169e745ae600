import type { ListedApplication } from '../recognition/application.ts';
import { windowsApplication, windowsServices } from '../recognition/windows.ts';

const units = ['MSSQLSERVER', 'MSSQL$*'];

export const application: ListedApplication = {
  kind: 'listed',
  id: 'windows-sql-server',
  title: 'Microsoft SQL Server',
  role: 'database',
  evidence: { units },
  officialImage: null,
  unverified: true,
  recognise: (view) => windowsServices(view, units).map((unit) => windowsApplication(application, unit, view)),
};
