import type { Estate } from '../model/estate.ts';
import type { NodePlan, VmDecision } from '../model/plan.ts';
import type { NodeType, Settings } from '../model/settings.ts';
import type { LicenseCount, TargetLicense } from '../model/target-licenses.ts';
import { counted, decimal, whole } from './figures.ts';
import { guestOs } from './fit/guest-os.ts';
import {
  fewestSqlServerCores,
  fewestWindowsCores,
  fewestWindowsCoresOfProcessor,
  fewestWindowsCoresOfServer,
  oracleCoreFactor,
} from './license-terms.ts';
import { needsNodes } from './sizing/size-vm.ts';

/** VMs that need a product on the target. */
interface Users {
  vms: number;
  byNameOnly: number;
  unknownVms: number;
  /** vCPUs of each VM of which they are known. */
  readonly vcpus: number[];
}

/** Nodes of one type on which pods may run. */
interface Nodes extends Pick<NodeType, 'name' | 'sockets' | 'cores'> {
  readonly count: number;
}

type TargetPrices = Settings['licenses']['target'];

interface Product {
  readonly product: string;
  readonly rule: string;
  /** Of the guest's system, where one rule stands for several products. */
  readonly system?: string;
  /** True where a finding that is a note goes by the VM's name alone. */
  readonly notesAreByName?: true;
  counts(users: Users, nodes: readonly Nodes[]): readonly Omit<LicenseCount, 'pricePerUnitYear' | 'pricePerYear'>[];
  readonly price: keyof TargetPrices;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** vCPUs of VMs that are licensed one by one, each for `fewest` at least. */
function byVm(users: Users, fewest: number, price: keyof TargetPrices): ReturnType<Product['counts']>[number] {
  const units = sum(users.vcpus.map((vcpus) => Math.max(fewest, vcpus)));
  return {
    metric: 'cores of the VMs',
    units,
    explanation: `vCPUs of ${counted(users.vcpus.length, 'VM')} as configured, ${fewest} at least for each: ${whole(units)}`,
    setting: settingOf(price),
  };
}

/** Something of every node on which the product may run, unless it is kept to fewer. */
function byNode(
  nodes: readonly Nodes[],
  metric: string,
  unitsOf: (type: Nodes) => number,
  what: string,
  price: keyof TargetPrices,
): ReturnType<Product['counts']>[number] {
  const parts = nodes.map((type) => `${counted(type.count, 'node')} ${type.name} × ${decimal(unitsOf(type))}`);
  return {
    metric,
    units: sum(nodes.map((type) => type.count * unitsOf(type))),
    explanation: `${what}, if it may run on every worker and spare node: ${parts.join(' + ') || '0 nodes'}`,
    setting: settingOf(price),
  };
}

const settingOf = (price: keyof TargetPrices): string => `licenses.target.${price}`;

const windowsCoresOf = ({ sockets, cores }: Nodes): number =>
  Math.max(fewestWindowsCoresOfServer, sockets * fewestWindowsCoresOfProcessor, cores);

const socketPairsOf = ({ sockets }: Nodes): number => Math.ceil(sockets / 2);

function linux(product: string, system: string): Product {
  return {
    product,
    rule: 'licence.enterprise-linux',
    system,
    price: 'linuxSocketPair',
    counts: (users, nodes) => [
      byNode(nodes, 'socket pairs of the nodes', socketPairsOf, 'Pairs of sockets', 'linuxSocketPair'),
      {
        metric: 'pairs of guests',
        units: Math.ceil(users.vms / 2),
        explanation: `${counted(users.vms, 'VM')} ÷ 2, rounded up`,
        setting: settingOf('linuxSocketPair'),
      },
    ],
  };
}

const products: readonly Product[] = [
  {
    product: 'Windows Server',
    rule: 'licence.windows-server',
    price: 'windowsServerCore',
    counts: (users, nodes) => [
      byVm(users, fewestWindowsCores, 'windowsServerCore'),
      byNode(nodes, 'cores of the nodes', windowsCoresOf, 'Physical cores', 'windowsServerCore'),
    ],
  },
  {
    product: 'SQL Server',
    rule: 'licence.sql-server',
    price: 'sqlServerCore',
    notesAreByName: true,
    counts: (users) => [byVm(users, fewestSqlServerCores, 'sqlServerCore')],
  },
  {
    product: 'Oracle Database',
    rule: 'licence.oracle',
    price: 'oracleProcessor',
    notesAreByName: true,
    counts: (_users, nodes) => [
      byNode(
        nodes,
        'processors of the nodes',
        ({ cores }) => cores * oracleCoreFactor,
        `Physical cores × ${oracleCoreFactor} (core factor of x86)`,
        'oracleProcessor',
      ),
    ],
  },
  linux('Red Hat Enterprise Linux', 'rhel'),
  linux('SUSE Linux Enterprise Server', 'sles'),
];

/**
 * The licences of Windows Server, SQL Server, Oracle and Linux subscriptions that the plan asks for, a product each that
 * any VM needs, counted in the ways that their makers offer. Prices are the settings'. They are in no other sum: today's
 * licences of the same products are not known, and most are owned already. Linear in VMs and findings.
 */
export function targetLicenses(
  estate: Estate,
  decisions: readonly VmDecision[],
  nodes: NodePlan,
  types: readonly NodeType[],
  settings: Settings,
): TargetLicense[] {
  const prices = settings.licenses.target;
  const workers = workerNodes(nodes, types);
  const users = usersByProduct(estate, decisions);
  return products.flatMap((product): TargetLicense[] => {
    const ofProduct = users.get(product);
    if (ofProduct === undefined) return [];
    const { vms, byNameOnly, unknownVms } = ofProduct;
    const price = prices[product.price];
    const counts = product.counts(ofProduct, workers).map((count) => ({
      ...count,
      pricePerUnitYear: price,
      pricePerYear: price === null ? null : count.units * price,
    }));
    return [{ product: product.product, rule: product.rule, vms, byNameOnly, unknownVms, counts }];
  });
}

function workerNodes(nodes: NodePlan, types: readonly NodeType[]): Nodes[] {
  const byName = new Map(types.map((type) => [type.name, type]));
  const counts = new Map<string, number>();
  for (const { type, role, count } of nodes.pools) {
    if (role !== 'control-plane') counts.set(type, (counts.get(type) ?? 0) + count);
  }
  return [...counts].flatMap(([name, count]) => {
    const type = byName.get(name);
    return type === undefined || count === 0 ? [] : [{ name, count, sockets: type.sockets, cores: type.cores }];
  });
}

function usersByProduct(estate: Estate, decisions: readonly VmDecision[]): ReadonlyMap<Product, Users> {
  const byRule = new Map<string, Product[]>();
  for (const product of products) byRule.set(product.rule, [...(byRule.get(product.rule) ?? []), product]);
  const users = new Map<Product, Users>();
  for (const [index, { disposition, findings }] of decisions.entries()) {
    const vm = estate.vms[index];
    if (vm === undefined || !needsNodes(disposition)) continue;
    for (const { rule, severity, waived } of findings) {
      const candidates = byRule.get(rule);
      if (candidates === undefined || severity === 'unknown' || waived !== undefined) continue;
      const system = candidates.length === 1 ? null : guestOs(vm).product;
      for (const product of candidates) {
        if (product.system !== undefined && product.system !== system) continue;
        const entry = users.get(product) ?? { vms: 0, byNameOnly: 0, unknownVms: 0, vcpus: [] };
        users.set(product, entry);
        entry.vms++;
        if (product.notesAreByName === true && severity === 'note') entry.byNameOnly++;
        if (vm.cpus === null) entry.unknownVms++;
        else entry.vcpus.push(vm.cpus);
      }
    }
  }
  return users;
}
