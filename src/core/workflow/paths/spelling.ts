import type { PlatformPath } from 'node:path';
import { isUriWithin, isWrittenWithin, type WorkspaceFolder } from './within.ts';

/** A file or folder as somebody named it; nothing has been looked up yet. */
export interface NamedPlace {
  readonly uri: string;
  /** Absolute path on this machine; `undefined` where the URI's scheme isn't `file`. */
  readonly path: string | undefined;
}

export type Spelling =
  /** May be looked up on this machine's disk. */
  | { readonly type: 'local'; readonly path: string }
  /** On another machine. Merely asking whether `\\server\share\x.png` exists signs in there, so it is asked about first. */
  | { readonly type: 'network'; readonly path: string }
  /** Read through VS Code, which may fetch it from anywhere. */
  | { readonly type: 'virtual'; readonly isInside: boolean }
  /** Never touched: opening a device can block, or do something. */
  | { readonly type: 'refused'; readonly reason: 'device' | 'notAbsolute' };

/** What the workspace is, and how this platform writes paths. */
export interface SpellingContext {
  readonly folders: readonly WorkspaceFolder[];
  readonly paths: PlatformPath;
}

/** `\\.\COM1`, `\\?\C:\x.png`, `\??\C:\x.png`: names of the Windows object manager, in either kind of slash. */
const devicePath = /^[\\/](?:[\\/][.?]|\?\?)(?:[\\/]|$)/;
/** Windows opens the device whatever folder and extension stand around its name. */
const deviceName = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)[ .:]*(?:\.|$)/i;

/**
 * Places where naming a host is enough to be connected with it: the automatic mounts of Linux, macOS and Solaris
 * (auto.net(5), auto_master(5)) and AFS. macOS doesn't tell cases apart.
 */
const automaticMount = /^(?:\/System\/Volumes\/Data)?\/(?:net|afs|Network\/Servers)\/[^/]/i;

/** Judges a file by how it is spelled, before anything is asked of a disk, a server or a file system provider. */
export function judgeSpelling({ uri, path }: NamedPlace, { folders, paths }: SpellingContext): Spelling {
  const [, scheme = '', host = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?/i.exec(uri) ?? [];
  if (scheme.toLowerCase() !== 'file') {
    return { type: 'virtual', isInside: folders.some((folder) => isUriWithin(folder.uri, uri)) };
  }
  // A null character would end the path early in the system's own calls, behind every check made here.
  if (path === undefined || path.includes('\0') || !paths.isAbsolute(path)) {
    return { type: 'refused', reason: 'notAbsolute' };
  }
  if (devicePath.test(path) || (paths.sep === '\\' && namesDevice(path, paths))) {
    return { type: 'refused', reason: 'device' };
  }
  const isElsewhere =
    (host !== '' && host.toLowerCase() !== 'localhost') ||
    /^[\\/]{2}/.test(path) ||
    (paths.sep === '/' && automaticMount.test(paths.normalize(path)));
  // A folder on a share that is open in the window has been signed in to already.
  const isOpen = folders.some((folder) => folder.path !== undefined && isWrittenWithin(folder.path, path, paths));
  return isElsewhere && !isOpen ? { type: 'network', path } : { type: 'local', path };
}

/** Also `x.png:hidden`, a second stream of a file, whose bytes are none of the file the name seems to mean. */
function namesDevice(path: string, paths: PlatformPath): boolean {
  const below = path.slice(paths.parse(path).root.length);
  return below.split(/[\\/]/).some((segment) => segment.includes(':') || deviceName.test(segment));
}
