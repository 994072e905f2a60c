import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../processes.ts';

/** Files needed while an upload lasts, in a folder of the extension's own. */
export interface TemporaryFiles {
  /** Full path for a new file, in a folder that exists. The caller creates the file and removes it. */
  newPath(extension: string): Promise<string>;
  /** Removes what processes that have ended left behind. Never fails: what it can't remove waits for the next time. */
  sweep(): Promise<void>;
}

/** Every window has its own process and all share the folder, so each file's name says which process it belongs to. */
const namePattern = /^(\d+)-[0-9a-f-]{36}\.\w+$/;

/** @param folder full path; created when needed */
export function temporaryFilesIn(folder: string): TemporaryFiles {
  return {
    newPath: async (extension) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Also where an earlier version made it: others on this machine need not know what is sent. Windows has no such bits.
      await chmod(folder, 0o700).catch(() => {});
      return join(folder, `${process.pid}-${randomUUID()}${extension}`);
    },
    sweep: async () => {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        const owner = namePattern.exec(name)?.[1];
        // A file from before a restart may have our process id by chance: it waits for the next start.
        if (owner !== undefined && !isRunning(Number(owner))) {
          await rm(join(folder, name), { force: true }).catch(() => {});
        }
      }
    },
  };
}
