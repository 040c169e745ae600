import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule } from '../rule.ts';

// prettier-ignore
/** Products that are bought, whose makers say on what they may run. */
const signs: readonly NameSign[] = [
  { product: 'SAP', words: ['sap', 'sapapp', 'netweaver', 'hana', 'saphana', 's4hana'] },
  { product: 'Exchange or SharePoint', words: ['exchange', 'exch', 'exchsrv', 'sharepoint', 'spfarm'] },
  { product: 'WebSphere or IBM MQ', words: ['websphere', 'ibmmq', ['ibm', 'mq']] },
  { product: 'WebLogic', words: ['weblogic', 'wls'] },
  { product: 'Citrix', words: ['citrix', 'xenapp', 'xendesktop', 'storefront'] },
  { product: 'Db2, Informix or Sybase', words: ['db2', 'informix', 'sybase'] },
  { product: 'SAS, Tableau, Qlik or MicroStrategy', words: ['tableau', 'qlik', 'qlikview', 'qliksense', 'microstrategy'] },
  { product: 'Splunk', words: ['splunk'] },
  { product: 'TIBCO or webMethods', words: ['tibco', 'webmethods'] },
  { product: 'Dynamics or Navision', words: ['navision', ['dynamics', 'nav'], ['dynamics', 'crm'], ['dynamics', 'ax']] },
  { product: 'Atlassian', words: ['jira', 'confluence', 'bitbucket'] },
];

const find = nameFinder(signs);

export const rule: Rule = {
  id: 'licence.vendor-support',
  text: {
    title: 'Does its maker support the target',
    why: 'A bought product may run only where its maker supports it, and its licence may be counted in another way in containers or under KubeVirt. No inventory tells either.',
    remedy:
      'Does the maker support this product in containers, or in a VM under KubeVirt (KVM), in the version in use? How is it licensed there, and is the licence bound to a host, a MAC address or a hardware id? Have the answer in writing.',
  },
  needs: ['vm.name'],
  check(subject) {
    const match = find(subject.words);
    if (match === null || match.doubts.length > 0) return null;
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.name')],
      detail: byNameOnly(match.sign.product, match),
    };
  },
};
