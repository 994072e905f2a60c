import { type BigIntStats, constants } from 'node:fs';
import * as nodeFileSystem from 'node:fs/promises';
import { isSameFile } from '../../asset/readUnchanged.ts';
import { UploadError } from '../../errors.ts';

/** What makes two names the same file: a consent is given to this and to nothing else. */
export interface FileIdentity {
  readonly realPath: string;
  /** `undefined` where the file system has none that stays the same. */
  readonly device: bigint | undefined;
  readonly inode: bigint | undefined;
}

/** A file that is open, and where it really is. */
export interface JudgedFile {
  readonly handle: nodeFileSystem.FileHandle;
  /** Its state when it was opened. */
  readonly stats: BigIntStats;
  readonly identity: FileIdentity;
  /** Whether the open file is proven to be the one at its real path. Otherwise nobody can say where it is. */
  readonly isProven: boolean;
}

/** The calls of `node:fs/promises` that opening a file takes. */
export interface FileSystem extends Pick<typeof nodeFileSystem, 'open' | 'realpath' | 'stat'> {
  /** Path of an open file as the kernel knows it; `undefined` where the platform doesn't say. */
  pathOfHandle(handle: nodeFileSystem.FileHandle): Promise<string | undefined>;
}

export const localFileSystem: FileSystem = {
  open: nodeFileSystem.open,
  realpath: nodeFileSystem.realpath,
  stat: nodeFileSystem.stat,
  pathOfHandle: async ({ fd }) =>
    // proc_pid_fd(5). A file deleted meanwhile has ` (deleted)` behind its path, which no real path then equals.
    process.platform === 'linux' ? nodeFileSystem.readlink(`/proc/self/fd/${fd}`).catch(() => undefined) : undefined,
};

/**
 * Opens a file and only then finds out where it is: a path checked first and opened afterwards can lead to another file
 * by then. The caller closes the handle.
 *
 * Path and handle are compared by device and inode as bigints, because 64-bit inodes of Windows lose their last digits in a
 * number. A directory that is swapped for a link and back can satisfy that comparison, which is why the kernel has the last
 * word where it says what is open.
 * @throws UploadError `notAFile`; errors of the file system
 */
export async function openRegularFile(path: string, fileSystem: FileSystem): Promise<JudgedFile> {
  // Opening a tape or a watchdog already does something, so its type is looked at first; whether it is still true is
  // checked on the handle.
  assertRegular(await fileSystem.stat(path, { bigint: true }));
  const realPathBefore = await fileSystem.realpath(path);
  // Opening a named pipe for reading would otherwise occupy one of Node's few file threads until somebody writes to it.
  // Windows knows neither the flag nor the danger.
  const handle = await fileSystem.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat({ bigint: true });
    assertRegular(stats);
    const realPath = await fileSystem.realpath(path);
    const atRealPath = await fileSystem.stat(realPath, { bigint: true });
    const again = await handle.stat({ bigint: true });
    const kernelPath = await fileSystem.pathOfHandle(handle);
    const isStable = stats.ino !== 0n && stats.ino === again.ino && stats.dev === again.dev;
    const isProven =
      realPath === realPathBefore &&
      (!isStable || isSameFile(stats, atRealPath)) &&
      (kernelPath === undefined || kernelPath === realPath);
    const identity: FileIdentity = isStable
      ? { realPath, device: stats.dev, inode: stats.ino }
      : { realPath, device: undefined, inode: undefined };
    return { handle, stats, identity, isProven };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Whether a consent to one file covers another. What is unknown of one, because it had not been opened when the question
 * was asked, isn't compared.
 */
export function isCoveredBy(file: FileIdentity, agreed: FileIdentity): boolean {
  return (
    file.realPath === agreed.realPath &&
    (agreed.device === undefined || file.device === agreed.device) &&
    (agreed.inode === undefined || file.inode === agreed.inode)
  );
}

function assertRegular(stats: BigIntStats): void {
  if (!stats.isFile()) {
    throw new UploadError('notAFile', 'The path leads to something other than a file');
  }
}
