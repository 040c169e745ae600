/** A server model as vCenter shows it. Clock rates and memory are what ESXi reports, a little below the nominal ones. */
export interface HostModel {
  readonly vendor: string;
  readonly model: string;
  readonly cpuModel: string;
  readonly cpuMHz: number;
  readonly cpuSockets: number;
  readonly coresPerSocket: number;
  readonly memoryMiB: number;
  readonly maxEvc: string;
  readonly biosVendor: string;
  readonly biosVersion: string;
  readonly biosDate: readonly [year: number, month: number, day: number];
}

export const hostModels = {
  /** The usual virtualisation host: 16 cores a CPU, so that no licensed core lies idle. */
  dl380: {
    vendor: 'HPE',
    model: 'ProLiant DL380 Gen10 Plus',
    cpuModel: 'Intel(R) Xeon(R) Gold 6346 CPU @ 3.10GHz',
    cpuMHz: 3092,
    cpuSockets: 2,
    coresPerSocket: 16,
    memoryMiB: 785_942,
    maxEvc: 'intel-icelake',
    biosVendor: 'HPE',
    biosVersion: 'U46',
    biosDate: [2024, 5, 16],
  },
  /** Holds SAP HANA. */
  dl560: {
    vendor: 'HPE',
    model: 'ProLiant DL560 Gen10',
    cpuModel: 'Intel(R) Xeon(R) Platinum 8260 CPU @ 2.40GHz',
    cpuMHz: 2394,
    cpuSockets: 4,
    coresPerSocket: 24,
    memoryMiB: 1_572_494,
    maxEvc: 'intel-cascadelake',
    biosVendor: 'HPE',
    biosVersion: 'U34',
    biosDate: [2023, 3, 9],
  },
  /** 12 cores a CPU: 4 licensed cores of each CPU are idle. */
  r640: {
    vendor: 'Dell Inc.',
    model: 'PowerEdge R640',
    cpuModel: 'Intel(R) Xeon(R) Gold 6136 CPU @ 3.00GHz',
    cpuMHz: 2992,
    cpuSockets: 2,
    coresPerSocket: 12,
    memoryMiB: 392_846,
    maxEvc: 'intel-skylake',
    biosVendor: 'Dell Inc.',
    biosVersion: '2.21.2',
    biosDate: [2024, 2, 19],
  },
  /** 8 fast cores a CPU: half of the licensed cores are idle. */
  sr630: {
    vendor: 'Lenovo',
    model: 'ThinkSystem SR630 -[7X02CTO1WW]-',
    cpuModel: 'Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz',
    cpuMHz: 3192,
    cpuSockets: 2,
    coresPerSocket: 8,
    memoryMiB: 392_894,
    maxEvc: 'intel-skylake',
    biosVendor: 'Lenovo',
    biosVersion: '-[IVE178E-3.30]-',
    biosDate: [2022, 6, 30],
  },
} as const satisfies Readonly<Record<string, HostModel>>;
