import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { splitWorkflowName } from '../workflowNames.ts';
import { isWrittenInside, realPathOf } from './containment.ts';

/**
 * The folder for pasted media. A workspace brings its own settings, and its author must not choose where on the disk a file
 * is created: the folder has to be inside the workspace, by its spelling and, as far as it exists, through every link.
 *
 * @param base absolute path of the workspace folder
 * @param folder as set, relative to `base`; both kinds of slash
 * @returns absolute path; `undefined` where the folder lies outside, or in a hidden one
 */
export async function pasteFolderIn(base: string, folder: string): Promise<string | undefined> {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const isAbsolute = /^(?:[\\/]|[a-z]:)/i.test(folder.trim());
  if (isAbsolute || folder.includes('\0') || parts.some((part) => part.startsWith('.'))) {
    return undefined;
  }
  const wanted = resolve(base, join(...parts, '.'));
  const [realBase, real] = await Promise.all([realpath(base).catch(() => base), realPathOf(wanted)]);
  return real === realBase || isWrittenInside(realBase, real) ? wanted : undefined;
}

/**
 * A name no file has yet: `poster-1.png`, `poster-2.png`, …
 *
 * @param document name of the document; its `.json` is left out, and so is what no system takes in a name
 * @param taken names in the folder; told apart as Windows and macOS do, without regard to case
 */
export function freeName(document: string, extension: string, taken: readonly string[]): string {
  const [name] = splitWorkflowName(document);
  const stem = withoutDotsAround(name.replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')) || 'image';
  const known = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const free = `${stem}-${number}.${extension}`;
    if (!known.has(free.toLowerCase())) {
      return free;
    }
  }
}

/** Windows drops dots and blanks at the end of a name, and a dot in front hides a file. */
function withoutDotsAround(name: string): string {
  const isDropped = (at: number): boolean => /[.\s]/.test(name.charAt(at));
  let [start, end] = [0, name.length];
  while (start < end && isDropped(start)) {
    start++;
  }
  while (start < end && isDropped(end - 1)) {
    end--;
  }
  return name.slice(start, end);
}
