import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmdirSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { onDisk, outputError, systemErrorCode } from './output-error.ts';
import { absent, foreign, type DiskState } from './output-plan.ts';

/** What stands where a folder is wanted. */
type FolderKind = 'folder' | 'absent' | Obstacle['kind'];

interface Obstacle {
  readonly path: string;
  readonly kind: 'link' | 'file' | 'mount';
}

const obstacles: Readonly<Record<Obstacle['kind'], readonly [fault: string, remedy: string]>> = {
  link: [
    'is a symbolic link, and the output does not follow links out of its folder',
    'Replace the link by a folder, or choose another folder with --out.',
  ],
  file: ['is no folder, but a folder is needed there', 'Move it away, or choose another folder with --out.'],
  mount: [
    'is on another file system than the rest of the output, so that files cannot be moved there in one step',
    'Unmount it, or choose another folder with --out.',
  ],
};

const readBuffer = Buffer.allocUnsafe(1 << 20);

/** The sha256 of a file's content, in hexadecimal digits, read in pieces. The path must be a regular file. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    for (;;) {
      const length = readSync(file, readBuffer, 0, readBuffer.length, null);
      if (length === 0) return hash.digest('hex');
      hash.update(readBuffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

function makeOneFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have been faster.
    if (systemErrorCode(error) !== 'EEXIST' || !lstatSync(path).isDirectory()) throw error;
  }
}

/** Makes a folder and those above it. (mkdir's own `recursive` never returns on file systems such as /proc.) */
export function makeFolders(path: string): void {
  const exists = onDisk(path, () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
  if (exists) return;
  const above = dirname(path);
  if (above !== path) makeFolders(above);
  onDisk(path, () => makeOneFolder(path));
}

/** The folder that a path lies in, "" for the output folder itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * Looks at what stands in an output folder, never through a symbolic link in it. Paths are relative, with forward
 * slashes. What it learned of folders it remembers, so that each is looked at once.
 */
export class OutputDisk {
  readonly #root: string;
  readonly #device: number;
  readonly #folders = new Map<string, FolderKind>([['', 'folder']]);

  constructor(root: string) {
    this.#root = root;
    this.#device = onDisk(root, () => statSync(root).dev);
  }

  #stat(path: string): Stats | undefined {
    const full = join(this.#root, path);
    return onDisk(full, () => lstatSync(full, { throwIfNoEntry: false }));
  }

  #folder(path: string): FolderKind {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const above = this.#folder(parentOf(path));
    const kind = above === 'folder' ? this.#look(path) : above;
    this.#folders.set(path, kind);
    return kind;
  }

  #look(path: string): FolderKind {
    const stats = this.#stat(path);
    if (stats === undefined) return 'absent';
    if (stats.isSymbolicLink()) return 'link';
    if (!stats.isDirectory()) return 'file';
    return stats.dev === this.#device ? 'folder' : 'mount';
  }

  /** What stands at a path; `foreign` too for what a link or mount in its way hides. */
  state(path: string): DiskState {
    const folder = this.#folder(parentOf(path));
    if (folder === 'link' || folder === 'mount') return foreign;
    if (folder !== 'folder') return absent;
    const stats = this.#stat(path);
    if (stats === undefined) return absent;
    if (!stats.isFile()) return foreign;
    const full = join(this.#root, path);
    return onDisk(full, () => sha256OfFile(full));
  }

  /** True if a file of this size and content stands at the path. */
  holds(path: string, size: number, sha256: string): boolean {
    if (this.#folder(parentOf(path)) !== 'folder') return false;
    const stats = this.#stat(path);
    return stats?.isFile() === true && stats.size === size && this.state(path) === sha256;
  }

  /** The first part of a folder's path that is something else, or null. */
  obstacle(folder: string): Obstacle | null {
    const kind = this.#folder(folder);
    if (kind === 'folder' || kind === 'absent') return null;
    return this.obstacle(parentOf(folder)) ?? { path: folder, kind };
  }

  #refuse(obstacle: Obstacle | null): void {
    if (obstacle === null) return;
    const [fault, remedy] = obstacles[obstacle.kind];
    throw outputError(join(this.#root, obstacle.path), fault, remedy);
  }

  /** Throws a DevirtError if a link or mount is on the way to a folder. */
  refuseLinks(folder: string): void {
    const obstacle = this.obstacle(folder);
    if (obstacle?.kind !== 'file') this.#refuse(obstacle);
  }

  /** Makes a folder and those above it. Throws a DevirtError if a file, link or mount is in the way. */
  makeFolder(folder: string): void {
    if (this.#folder(folder) === 'folder') return;
    this.#refuse(this.obstacle(folder));
    this.makeFolder(parentOf(folder));
    const full = join(this.#root, folder);
    onDisk(full, () => makeOneFolder(full));
    this.#folders.set(folder, 'folder');
  }

  /** Removes a folder if it is empty, then the one above it, up to the output folder, which stays. */
  removeEmptyFolders(path: string): void {
    if (path === '' || this.#folder(path) !== 'folder') return;
    try {
      rmdirSync(join(this.#root, path));
    } catch {
      // Not empty, or not ours to remove: an empty folder does no harm.
      return;
    }
    this.#folders.set(path, 'absent');
    this.removeEmptyFolders(parentOf(path));
  }

  /** Throws a DevirtError unless files can be put into a folder. */
  checkWritable(path: string): void {
    const full = join(this.#root, path);
    onDisk(full, () => accessSync(full, constants.W_OK | constants.X_OK));
  }
}
