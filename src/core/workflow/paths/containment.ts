import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

export interface Containment {
  /** Where the file really is, all symbolic links followed. */
  readonly realPath: string;
  /** `outside` also for dot files and anything in a dot folder: `.env`, `.git/`, `.ssh/` are no assets. */
  readonly containment: 'inside' | 'outside';
  /** The workspace folder it lies in, as given; `undefined` outside. */
  readonly workspaceFolder: string | undefined;
}

/**
 * Whether a file lies in a workspace folder. Both sides are resolved first: a cloned repository can contain a link, or a
 * linked folder, that leads to somebody's keys.
 * @throws what `realpath` throws where the file does not exist.
 */
export async function containmentOf(file: string, workspaceFolders: readonly string[]): Promise<Containment> {
  const realPath = await realpath(file);
  for (const workspaceFolder of workspaceFolders) {
    const folder = await realpath(workspaceFolder).catch(() => undefined);
    if (folder !== undefined && isInside(folder, realPath)) {
      return { realPath, containment: 'inside', workspaceFolder };
    }
  }
  return { realPath, containment: 'outside', workspaceFolder: undefined };
}

/**
 * By segments and not by the text's beginning: `/home/me/art-private` begins with `/home/me/art`, and a folder may be
 * called `..foo`.
 */
function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  if (path === '' || isAbsolute(path)) {
    return false;
  }
  const segments = path.split(sep);
  return segments[0] !== '..' && !segments.some((segment) => /^\.[^.]/.test(segment));
}

/** The same without asking the file system, for paths that must not be touched before it is known where they lead. */
export function isWrittenInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '' && !isAbsolute(path) && path.split(sep)[0] !== '..';
}
