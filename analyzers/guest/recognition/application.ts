import type {
  ApplicationCluster,
  ConfiguredPeer,
  GuestApplication,
  GuestProcess,
  GuestUnit,
  Listener,
} from '../../../src/model/guest.ts';
import type { Interpreter } from './command-line.ts';
import type { GuestView } from './guest-view.ts';

/**
 * What an application is found by. Names choose candidates and never decide alone: see matches.ts for what must come
 * together. `*` stands for anything within a name or a part of a path.
 */
export interface ApplicationEvidence {
  /** Names of units without their type: "nginx", "postgresql@*". */
  readonly units?: readonly string[];
  /** Packages of Debian and of RPM distributions that bring it. */
  readonly packages?: readonly string[];
  /** Where packages put the executable. */
  readonly executables?: readonly string[];
  /** What an interpreter runs: main class, jar, script, module, assembly; by the last part of its path. */
  readonly programs?: Partial<Readonly<Record<Interpreter, readonly string[]>>>;
  /** Ports that it listens on unless it is configured otherwise. */
  readonly ports?: readonly number[];
  /** Configuration that it reads where it is installed from packages, or files that are there where it is. */
  readonly files?: readonly string[];
}

/** What runs on a guest as one: a unit of systemd with its processes, or a process tree that no unit holds. */
export interface Service {
  /** Unique on the guest: the unit without ".service", else the name of the executable or program. */
  readonly name: string;
  readonly unit: GuestUnit | null;
  /** The process that the others descend from; null where none runs or none could be seen. */
  readonly main: GuestProcess | null;
  /** The process that does the work: `main`, or what a wrapping script started. */
  readonly lead: GuestProcess | null;
  readonly processes: readonly GuestProcess[];
  /** TCP and UDP sockets that its processes listen on, or that systemd holds for it. */
  readonly listeners: readonly Listener[];
  /** Executable and arguments of `lead`; of a service that does not run, of its unit. */
  readonly executable: string | null;
  readonly argv: readonly string[];
}

/** What an application file knows of one instance; what it leaves out is told by processes and unit (describe.ts). */
export interface Recognised {
  readonly instance?: string;
  readonly title?: string;
  readonly role?: string;
  readonly version?: string | null;
  readonly officialImage?: string | null;
  /** Where it is only a part of the service's processes. */
  readonly processes?: readonly GuestProcess[];
  /** The command that stays in the foreground; null where none is known, left out where the unit's own does. */
  readonly command?: readonly string[] | null;
  /** Instead of what the unit prepares. */
  readonly prepare?: readonly (readonly string[])[];
  readonly workingDirectory?: string | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly packages?: readonly string[];
  /** Paths; with a slash at its end, whatever was carried from that folder. */
  readonly configuration?: readonly string[];
  readonly content?: readonly string[];
  readonly data?: readonly string[];
  readonly scratch?: readonly string[];
  readonly logs?: readonly string[];
  readonly peers?: readonly ConfiguredPeer[];
  readonly cluster?: ApplicationCluster | null;
  readonly includes?: readonly string[];
  readonly probe?: GuestApplication['probe'];
  /** Ports by configuration: counted only where no process could be seen. */
  readonly ports?: readonly number[];
  readonly evidence?: readonly string[];
}

interface Common {
  /** Name of its file. */
  readonly id: string;
  readonly title: string;
  readonly role: string;
  readonly evidence: ApplicationEvidence;
  /** Name of its official image, without tag; null where none is known. */
  readonly officialImage: string | null;
  /** True until a real guest of ours showed it. */
  readonly unverified: boolean;
}

/** An application that runs as a service. */
export interface ServerApplication extends Common {
  readonly kind: 'server';
  /** Applications that it holds: a WordPress its Apache. */
  readonly includes?: readonly string[];
  /** Units that are parts of it and have processes of their own: RabbitMQ's port mapper. */
  readonly companions?: readonly string[];
  /** Users that it changes to, where its first process is root's; root where it has to stay that. */
  readonly users?: readonly string[];
  /** Instances in a service that matched the evidence; none where a closer look says that it is something else. */
  recognise(service: Service, view: GuestView): readonly Recognised[];
}

/** An application that lives within the process of another: PHP code in Apache. */
export interface HostedApplication extends Common {
  readonly kind: 'hosted';
  /** Ids of the applications that can hold it. */
  readonly hosts: readonly string[];
  readonly includes?: readonly string[];
  /** Each instance with the folder of its code. */
  recognise(view: GuestView): readonly (Recognised & { readonly root: string })[];
}

/** Something that is no service and is read from the guest as a whole: jobs, containers. */
export interface ListedApplication extends Common {
  readonly kind: 'listed';
  readonly includes?: readonly string[];
  recognise(view: GuestView): readonly GuestApplication[];
}

export type Application = ServerApplication | HostedApplication | ListedApplication;
