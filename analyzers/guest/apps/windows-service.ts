import type { ListedApplication } from '../recognition/application.ts';
import { windowsApplication, windowsServices } from '../recognition/windows.ts';

/** Any other service of Windows whose program lies outside the system's own folders and those of agents. */
export const application: ListedApplication = {
  kind: 'listed',
  id: 'windows-service',
  title: 'Service of Windows',
  role: 'service',
  evidence: { units: ['*'] },
  officialImage: null,
  unverified: true,
  recognise: (view) =>
    windowsServices(view, ['*'])
      .filter(({ execStart }) => {
        const path = (execStart[0]?.path ?? '').replaceAll('"', '').toLowerCase();
        return (
          path !== '' &&
          !/\\windows\\|\\(?:vmware|microsoft|windows defender|common files|trend micro|mcafee|symantec|sophos|crowdstrike|zabbix agent|veeam|veritas|tivoli|commvault|splunk|puppet labs)\b/u.test(
            path,
          )
        );
      })
      .map((unit) => ({ ...windowsApplication(application, unit, view), title: unit.description ?? unit.name })),
};
