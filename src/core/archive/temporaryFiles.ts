import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../uploads/leases/isRunning.ts';

/** Files that are needed for the length of an upload, in a folder of the extension's own. */
export interface TemporaryFiles {
  /** Full path for a new file, which is not there yet; its folder is. Whoever makes the file removes it. */
  newPath(extension: string): Promise<string>;
  /** Removes what processes that are gone have left behind. Never fails: it tries again the next time. */
  sweep(): Promise<void>;
}

/** Every window has a process of its own and all share the folder, so each file says whose it is. */
const namePattern = /^(\d+)-[0-9a-f-]{36}\.\w+$/;

/** @param folder full path; made when it is needed */
export function temporaryFilesIn(folder: string): TemporaryFiles {
  return {
    newPath: async (extension) => {
      await mkdir(folder, { recursive: true });
      return join(folder, `${process.pid}-${randomUUID()}${extension}`);
    },
    sweep: async () => {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        const owner = namePattern.exec(name)?.[1];
        // Our own number from before a restart cannot be told from ours: such a file waits for the next start.
        if (owner !== undefined && !isRunning(Number(owner))) {
          await rm(join(folder, name), { force: true }).catch(() => {});
        }
      }
    },
  };
}
