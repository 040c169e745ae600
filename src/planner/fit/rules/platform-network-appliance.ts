import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule } from '../rule.ts';

interface Appliance extends NameSign {
  readonly isLoadBalancer: boolean;
  /** The notes that the maker's template leaves on the VM, matched from their beginning. */
  readonly annotation: RegExp | null;
}

function balancer(product: string, words: NameSign['words'], annotation: RegExp | null = null): Appliance {
  return { product, words, annotation, isLoadBalancer: true };
}

function firewallOrRouter(product: string, words: NameSign['words'], annotation: RegExp | null = null): Appliance {
  return { product, words, annotation, isLoadBalancer: false };
}

const appliances: readonly Appliance[] = [
  balancer('F5 BIG-IP', ['f5', 'bigip', ['big', 'ip']], /^(?:f5 )?big-ip\b/i),
  balancer('NetScaler', ['netscaler', ['citrix', 'adc']], /^(?:citrix )?(?:netscaler|adc)\b/i),
  balancer(
    'NSX Advanced Load Balancer (Avi)',
    [['avi', 'controller'], ['avi', 'se'], 'nsxalb'],
    /^avi (?:controller|se)\b/i,
  ),
  balancer('Kemp LoadMaster', ['loadmaster', 'kemp'], /^(?:kemp )?loadmaster\b/i),
  balancer('HAProxy', ['haproxy', 'keepalived']),
  firewallOrRouter('Palo Alto Networks', ['paloalto', 'panos', 'panorama', ['palo', 'alto']], /^palo alto networks\b/i),
  firewallOrRouter(
    'Fortinet',
    ['fortigate', 'fortimanager', 'fortianalyzer', 'fortiweb', 'fortinet', 'fortimail'],
    /^forti(?:gate|manager|analyzer|web|mail)\b/i,
  ),
  firewallOrRouter('Check Point', ['checkpoint', 'cloudguard', ['check', 'point']], /^check point\b/i),
  firewallOrRouter('Cisco', ['asav', 'csr1000v', 'c8000v', 'ftdv', 'fmcv', 'cisco', 'vwlc'], /^cisco\b/i),
  firewallOrRouter('a firewall or router', [
    'pfsense',
    'opnsense',
    'vyos',
    'sophos',
    'sonicwall',
    'watchguard',
    'vsrx',
  ]),
  firewallOrRouter('Infoblox', ['infoblox', 'nios'], /^infoblox\b/i),
];

const findAppliance = nameFinder(appliances);

export const rule: Rule = {
  id: 'platform.network-appliance',
  text: {
    title: 'Network appliance',
    why: 'The VM is, or looks like, a firewall, router or load balancer. Traffic of others passes through it, it is delivered as a closed image, and it is not an application to put in a container.',
    remedy:
      'A load balancer can give its work to Services of type LoadBalancer and the Gateway API. For a firewall or router ask the maker for its KVM image, or for hardware; plan its networks before the VMs behind it move.',
  },
  needs: ['vm.name'],
  check(subject) {
    const { annotation } = subject.vm;
    const name = subject.evidence('vm.name');
    for (const appliance of appliances) {
      const noted = annotation === null ? undefined : appliance.annotation?.exec(annotation.trim())?.[0];
      if (noted === undefined) continue;
      return {
        severity: 'obstacle',
        evidence: [name, subject.evidence('vm.annotation', noted)],
        detail: `Recognised as ${appliance.product} by the note of its maker.`,
        voidsContainerize: true,
        ...(appliance.isLoadBalancer ? { candidate: 'replace' as const } : {}),
      };
    }
    const match = findAppliance(subject.words);
    if (match === null) return null;
    const detail = byNameOnly(match.sign.product, match);
    if (match.doubts.length > 0) return { severity: 'note', evidence: [name], detail };
    return match.sign.isLoadBalancer
      ? { severity: 'note', evidence: [name], detail, candidate: 'replace' }
      : { severity: 'note', evidence: [name], detail, voidsContainerize: true };
  },
};
