import { realpath } from 'node:fs/promises';
import path, { basename, dirname, join } from 'node:path';
import { Uri } from 'vscode';
import { judgeSpelling } from '../../../../core/workflow/paths/spelling.ts';
import { maxPathLength, type ShownText, shown } from '../../../text/shown.ts';

/** A file that a command was called with: anybody can call a command, so the person is asked about it first. */
export interface NamedFile {
  /** Where links lead to, so that what is used is what was asked about. */
  readonly uri: Uri;
  readonly path: ShownText;
}

/**
 * The file a command's argument names. One on this machine is followed to its real path; anything else is only spelled out,
 * because merely looking at a share signs in there.
 * @returns `undefined` for a device
 */
export async function namedFile(argument: Uri): Promise<NamedFile | undefined> {
  const spelling = judgeSpelling(
    { uri: argument.toString(), path: argument.scheme === 'file' ? argument.fsPath : undefined },
    { folders: [], paths: path },
  );
  switch (spelling.type) {
    case 'refused':
      return undefined;
    case 'local': {
      const uri = Uri.file(await realPathOf(spelling.path));
      return { uri, path: shown(uri.fsPath, maxPathLength) };
    }
    default:
      return { uri: argument, path: shown(argument.toString(true), maxPathLength) };
  }
}

/** Also of a file that isn't there yet. */
async function realPathOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const folder = await realpath(dirname(file)).catch(() => dirname(file));
    return join(folder, basename(file));
  }
}
