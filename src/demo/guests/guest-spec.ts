/** What a demo guest holds beside its distribution; addresses, sizes and times come from its VM. */
export interface GuestSpec {
  /** Name of the VM in the estate. */
  readonly vm: string;
  /**
   * How the guest shows its BIOS UUID: as vSphere does, with the first three fields in the other byte order and without
   * the serial number that would tell, or not at all.
   */
  readonly uuid?: 'straight' | 'swapped' | 'missing';
  readonly users: readonly UserSpec[];
  readonly packages: readonly PackageSpec[];
  readonly services: readonly ServiceSpec[];
  readonly files: readonly FileSpec[];
  /** Folders that belong to no package, as far as they are not on a file system of their own: `find -xdev` sees those not. */
  readonly trees: readonly { readonly path: string; readonly files: number; readonly sizeBytes: number }[];
  /** Private keys and the like, which the collector names and leaves where they are. */
  readonly secretFiles?: readonly string[];
  readonly certificates?: readonly { readonly path: string; readonly subject: string; readonly notAfter: string }[];
  /** Loaded kernel modules that DKMS built. */
  readonly foreignModules?: readonly string[];
  /** Mounts that are no ext4 on a partition of their disk. */
  readonly fileSystems?: Readonly<Record<string, { readonly device: string; readonly type: string }>>;
}

export interface UserSpec {
  readonly name: string;
  /** Of the user and of the group of the same name. */
  readonly id: number;
  readonly home: string;
}

export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  /** Came as a dependency of another: apt marks it so. */
  readonly automatic?: boolean;
}

export interface ServiceSpec {
  /** "nginx.service" */
  readonly unit: string;
  readonly description: string;
  readonly type: 'notify' | 'simple' | 'forking' | 'oneshot';
  readonly user?: string;
  /** The command as systemd shows it. */
  readonly start: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly environmentFile?: string;
  /** Properties of `systemctl show` that differ from the usual. */
  readonly properties?: Readonly<Record<string, string>>;
  /** The first is the main process, holds the sockets and is the parent of the others; none of a unit that has run. */
  readonly processes: readonly ProcessSpec[];
  /** TCP ports, on all addresses. */
  readonly listens?: readonly number[];
  /** Whom it was connected with while the collector looked. */
  readonly calls?: readonly { readonly vm: string; readonly port: number }[];
  /** Addresses outside the estate's VMs that were connected with its first port. */
  readonly calledBy?: readonly string[];
}

export interface ProcessSpec {
  /** As the kernel shows it, 15 characters at most. */
  readonly name: string;
  readonly executable: string;
  readonly arguments: readonly string[];
  readonly user: string;
  readonly residentMiB: number;
  /** CPU time since it began: so many thousandths of a core. */
  readonly cpuMilli: number;
}

export interface FileSpec {
  readonly path: string;
  readonly lines: readonly string[];
  /** `own`: it belongs to no package; `changed`: it differs from the one that its package brought. */
  readonly state: 'own' | 'packaged' | { readonly changed: string };
  readonly owner?: string;
  readonly mode?: number;
}
