import type { CostHead, CostKind } from '../../model/savings.ts';
import type { FigurePath } from '../../model/settings-savings.ts';

export interface CostHeadRule {
  readonly kind: CostKind;
  /** How it is computed, in a line. */
  readonly how: string;
  /** Figures that it follows from: these and no others change it, in one scenario or another. A test holds that. */
  readonly inputs: readonly FigurePath[];
}

/** When VMs move and hosts empty. */
const course: readonly FigurePath[] = ['savings.migration.months', 'savings.migration.preparationMonths'];
const hostsInUse: readonly FigurePath[] = [
  ...course,
  'savings.migration.dualRunningMonths',
  'savings.stay.hosts',
  'savings.stay.hypervisorReservePercent',
];
const nodesInUse: readonly FigurePath[] = [...course, 'savings.migration.leadMonths', 'savings.hardware.reusedHosts'];
const renewed: readonly FigurePath[] = [
  ...hostsInUse,
  'licenses.renewalPricePerCoreYear',
  'savings.editions.vcf.pricePerCoreYear',
  'savings.editions.vvf.pricePerCoreYear',
  'savings.editions.vvs.pricePerCoreYear',
];
const serverPrices: readonly FigurePath[] = [
  'nodes.workerPrice',
  'nodes.controlPlaneType.price',
  'savings.hardware.hostPrice',
];
const hardware: readonly FigurePath[] = [
  ...nodesInUse,
  ...serverPrices,
  'savings.hardware.lifeYears',
  'savings.stay.hosts',
  'savings.stay.hypervisorReservePercent',
];
const storage: readonly FigurePath[] = [
  ...course,
  'savings.migration.leadMonths',
  'savings.hardware.lifeYears',
  'savings.storage.pricePerTiB',
];

/** What money is spent on, in the order of reports. */
export const costHeads: Readonly<Record<CostHead, CostHeadRule>> = {
  contract: {
    kind: 'cash',
    how: 'cores of the contract × its price, until it ends; the same in every scenario, because no term can be cut',
    inputs: ['savings.contract.cores', 'savings.contract.pricePerCoreYear'],
  },
  renewal: {
    kind: 'cash',
    how: 'licensed cores at each renewal × renewal price, until the term ends',
    inputs: [
      ...renewed,
      'savings.contract.renewalMonths',
      'savings.contract.bridgeMonths',
      'savings.contract.upliftPercent',
      'savings.contract.bridgeUpliftPercent',
    ],
  },
  'late-renewal': {
    kind: 'cash',
    how: 'percentage of the first year, where the renewal comes late',
    inputs: [...renewed, 'savings.contract.bridgeUpliftPercent', 'savings.contract.lateRenewalPercent'],
  },
  vsan: {
    kind: 'cash',
    how: 'raw TiB beyond the edition’s TiB a licensed core × price',
    inputs: [
      ...hostsInUse,
      'savings.contract.bridgeMonths',
      'savings.editions.vcf.vsanTiBPerCore',
      'savings.editions.vvf.vsanTiBPerCore',
      'savings.editions.vvs.vsanTiBPerCore',
      'savings.contract.vsanAddOnPerTiBYear',
    ],
  },
  hardware: {
    kind: 'cash',
    how: 'nodes × price as they are needed; hosts that stay are replaced over their life, in every scenario',
    inputs: hardware,
  },
  'hardware-support': {
    kind: 'cash',
    how: 'percentage of the price a year for nodes and hosts in use',
    inputs: [
      ...nodesInUse,
      ...serverPrices,
      ...hostsInUse,
      'savings.stay.months',
      'savings.hardware.hostSupportPerYear',
      'costs.hardwareSupportPercent',
      'savings.pricesRisePercent',
    ],
  },
  network: {
    kind: 'cash',
    how: 'percentage of servers and storage bought, and maintenance of what was bought',
    inputs: [...hardware, ...storage, 'savings.network.purchasePercent', 'savings.network.maintenancePercent'],
  },
  storage: {
    kind: 'cash',
    how: 'drives of software-defined storage for nodes, and of vSAN over their life where it stays; arrays stay either way',
    inputs: [...storage, 'savings.storage.maintenancePercent'],
  },
  power: {
    kind: 'avoidable',
    how: '(idle + load × (full − idle)) W × PUE × 8,760 h × price a kWh, for nodes and hosts in use',
    inputs: [
      ...nodesInUse,
      ...hostsInUse,
      'savings.stay.months',
      'costs.powerWattsPerNode',
      'costs.powerUsageEffectiveness',
      'costs.pricePerKWh',
      'savings.power.nodeIdleWatts',
      'savings.power.nodeLoadPercent',
      'savings.power.hostFullWatts',
      'savings.power.hostIdleWatts',
      'savings.power.hostLoadPercent',
      'savings.pricesRisePercent',
    ],
  },
  rack: {
    kind: 'avoidable',
    how: 'price a year × nodes and hosts in use',
    inputs: [...nodesInUse, ...hostsInUse, 'savings.stay.months', 'costs.rackPerNodeYear', 'savings.pricesRisePercent'],
  },
  subscription: {
    kind: 'cash',
    how: 'nodes, or pairs of sockets or cores of workers, × price a year; control planes count only by node',
    inputs: [
      ...nodesInUse,
      'costs.subscriptionPerNodeYear',
      'savings.subscription.pricePerUnitYear',
      'savings.pricesRisePercent',
    ],
  },
  protection: {
    kind: 'cash',
    how: 'today’s price until a VM has moved, then the successor’s; both must be set',
    inputs: [
      ...course,
      'savings.stay.months',
      'savings.protection.backupTodayPerVmYear',
      'savings.protection.backupTargetPerVmYear',
      'savings.protection.recoveryTodayPerYear',
      'savings.protection.recoveryTargetPerYear',
      'savings.pricesRisePercent',
    ],
  },
  'guest-licenses': {
    kind: 'cash',
    how: 'today’s price until VMs have moved, then what the target asks for; both must be set',
    inputs: [...course, 'savings.guestLicensesTodayPerYear', 'savings.pricesRisePercent'],
  },
  operations: {
    kind: 'notional',
    how: 'VMs ÷ VMs a person × cost of one',
    inputs: [
      ...course,
      'savings.stay.months',
      'savings.operations.vmsPerAdmin',
      'savings.operations.adminCostPerYear',
      'savings.pricesRisePercent',
    ],
  },
  'kubernetes-operations': {
    kind: 'cash',
    how: 'people × cost of one, from the first nodes on; they have to be paid, so this is cash',
    inputs: [
      'savings.migration.preparationMonths',
      'savings.migration.leadMonths',
      'savings.operations.kubernetesAdmins',
      'savings.operations.adminCostPerYear',
      'savings.pricesRisePercent',
    ],
  },
  migration: {
    kind: 'cash',
    how: 'days a VM with learning × day rate + contingency, as VMs move',
    inputs: [
      ...course,
      'costs.dayRate',
      'costs.daysPerVm.containerize',
      'costs.daysPerVm.rehost',
      'costs.daysPerVm.replace',
      'costs.daysPerVm.retain',
      'costs.daysPerVm.retire',
      'costs.contingencyPercent',
      'savings.migration.learningPercent',
      'savings.migration.learningFloorPercent',
      'savings.stay.daysPerVm',
      'savings.stay.months',
      'savings.stay.hosts',
      'savings.stay.hypervisorReservePercent',
      'savings.pricesRisePercent',
    ],
  },
  training: {
    kind: 'cash',
    how: 'people × cost of one, when the migration begins',
    inputs: ['savings.training.people', 'savings.training.costPerPerson', 'savings.pricesRisePercent'],
  },
};
