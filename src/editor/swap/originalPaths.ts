import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uri } from 'vscode';
import { addOriginals, carryOriginals, readOriginals } from '../../core/workflow/edit/restorations.ts';
import type { Restoration } from '../../core/workflow/edit/textEdit.ts';
import type { Services } from '../services.ts';

/** Documents of one workspace whose original paths are kept; the ones not swapped for longest go first. */
const maxDocuments = 500;

/** Writes follow one another, so that two swaps of one document cannot lose each other's entries. */
let lastWrite: Promise<unknown> = Promise.resolve();

/**
 * Keeps what a swap replaced, so that the document gets its own spelling of each path back and not one of ours. To be
 * called after the edit was applied, with the plan's `restorations`. Never throws: the swap has worked either way, and a
 * path can still be found through the history.
 *
 * One file per document in the workspace's storage: a `Memento` would be written whole for every swap.
 */
export function remember(services: Services, document: Uri, restorations: readonly Restoration[]): Promise<void> {
  return change(services, document, (known) => addOriginals(known, restorations));
}

/** The same where the strings replaced were references themselves, and an expired one is not worth going back to. */
export function rememberRenewal(
  services: Services,
  document: Uri,
  restorations: readonly Restoration[],
): Promise<void> {
  return change(services, document, (known) => carryOriginals(known, restorations));
}

/**
 * What stood in the document before references took its place, newest first; may hold several entries per place, of which
 * `planRestore` takes the one whose reference stands there.
 */
export async function restorationsFor(services: Services, document: Uri): Promise<readonly Restoration[]> {
  await lastWrite;
  return read(fileOf(services, document));
}

function change(
  services: Services,
  document: Uri,
  update: (known: readonly Restoration[]) => readonly Restoration[],
): Promise<void> {
  const write = lastWrite.then(async () => {
    try {
      const file = fileOf(services, document);
      const updated = update(await read(file));
      if (updated.length > 0) {
        await replaceFile(file, JSON.stringify(updated));
        await forgetOldest(folderOf(services));
      }
    } catch (error) {
      services.log.warn(`Original paths were not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  lastWrite = write;
  return write;
}

async function read(file: string): Promise<readonly Restoration[]> {
  try {
    return readOriginals(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Not there, or damaged: then the history tells where a reference came from.
    return [];
  }
}

/** By way of another file: a window that closes in the middle must not leave half a list. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const temporary = `${file}.${randomUUID()}.new`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= maxDocuments) {
    return;
  }
  const files = await Promise.all(
    names.map(async (name) => ({ name, mtimeMs: await stat(join(folder, name)).then((found) => found.mtimeMs) })),
  );
  files.sort((a, b) => b.mtimeMs - a.mtimeMs);
  await Promise.all(files.slice(maxDocuments).map(({ name }) => rm(join(folder, name), { force: true })));
}

function folderOf({ context }: Services): string {
  return join((context.storageUri ?? context.globalStorageUri).fsPath, 'originalPaths');
}

function fileOf(services: Services, document: Uri): string {
  const name = createHash('sha256').update(document.toString()).digest('hex').slice(0, 32);
  return join(folderOf(services), `${name}.json`);
}
