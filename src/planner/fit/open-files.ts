import type { Guest, GuestApplication } from '../../model/guest.ts';
import type { Unanswered } from './rule.ts';

/** Disks and partitions, LVM, multipath, DRBD, software RAID, raw devices and Oracle's ASM. */
export const isBlockDevice = (path: string): boolean =>
  /^\/dev\/(?:(?:sd|vd|xvd|hd)[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|dm-\d+|mapper\/(?!control$).+|drbd.*|md\d.*|raw(?:\/.*|\d+)?|oracleasm\/.+|disk\/.+|(?!shm\/|pts\/|mqueue\/|hugepages)[\w.-]+\/(?:lv|vol)[\w.-]*)$/u.test(
    path,
  );

/** What the runtime gives each container, and what belongs to memory and logging rather than to hardware. */
const given =
  /^\/dev\/(?:null|zero|full|u?random|tty|console|ptmx|core|stdin|stdout|stderr|log|kmsg|initctl|rtc0?|autofs|fd\/.*|pts\/.*|shm\/.*|mqueue\/.*|hugepages.*|mapper\/control|char\/.*)$/u;

export const isOtherDevice = (path: string): boolean =>
  path.startsWith('/dev/') && !given.test(path) && !isBlockDevice(path);

/**
 * What a rule of open files says where it found none: without root the collector sees those of its own user alone. Null
 * where it saw all of them.
 */
export function unseenFiles(guest: Guest): Unanswered | null {
  if (guest.asRoot !== false || guest.processes === null) return null;
  return {
    unknown: 'Open files of other users’ processes were not seen: the collector did not run as root.',
    evidence: [],
  };
}

/** Where an application's files are known to lie. */
export function knownPaths(application: GuestApplication): string[] {
  return [
    ...application.dataDirectories.map(({ path }) => path),
    ...application.content.map(({ path }) => path),
    ...application.scratchDirectories,
    ...application.logDirectories,
    ...application.configurationFiles,
  ];
}

/** Files of the system, of programs, and what is lost without harm. */
const neverState =
  /^\/(?:usr|lib\w*|bin|sbin|etc|boot|dev|proc|sys|run|tmp)\/|^\/var\/(?:run|tmp|log|cache|lib\/(?:sss|dpkg|rpm|apt))\//u;
const programs =
  /\.(?:jar|war|ear|so(?:\.[\d.]+)?|class|pyc?|js|mjs|rb|php|pak|dat\.br|ttf|log(?:[.-]\d+)?|pid|lock|sock|conf|jsa|mo)$|^(?!\/)|\s\(deleted\)$|\/modules$/u;

export const couldBeState = (path: string): boolean => !neverState.test(path) && !programs.test(path);
