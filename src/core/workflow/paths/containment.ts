import { realpath } from 'node:fs/promises';
import nodePath from 'node:path';
import { isWithin, isWrittenWithin } from './within.ts';

export interface Containment {
  /** Where the file really is, with all symbolic links resolved. */
  readonly realPath: string;
  /** `outside` also for hidden files and anything in a hidden folder: `.env`, `.git/` and `.ssh/` aren't assets. */
  readonly containment: 'inside' | 'outside';
  /** The workspace folder it lies in, as given; `undefined` outside. */
  readonly workspaceFolder: string | undefined;
}

/**
 * Whether a file lies in a workspace folder. Both sides are resolved first: a cloned repository can contain a link, or a
 * linked folder, that leads to somebody's keys.
 * @throws what `realpath` throws if the file doesn't exist
 */
export async function containmentOf(file: string, workspaceFolders: readonly string[]): Promise<Containment> {
  const realPath = await realpath(file);
  for (const workspaceFolder of workspaceFolders) {
    const folder = await realpath(workspaceFolder).catch(() => undefined);
    if (folder !== undefined && isWithin(folder, realPath, nodePath)) {
      return { realPath, containment: 'inside', workspaceFolder };
    }
  }
  return { realPath, containment: 'outside', workspaceFolder: undefined };
}

/** The same by spelling alone, for paths that must not be touched before it is known where they lead. */
export function isWrittenInside(folder: string, file: string): boolean {
  return isWrittenWithin(folder, file, nodePath);
}

/** Where a folder would really be; where it doesn't exist yet, judged by the nearest folder above it that does. */
export async function realPathOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    const above = nodePath.dirname(folder);
    return above === folder ? folder : realPathOf(above);
  }
}
