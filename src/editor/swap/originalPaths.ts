import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Uri } from 'vscode';
import type { Log } from '../../core/log.ts';
import { addOriginals, carryOriginals, readOriginals } from '../../core/workflow/edit/restorations.ts';
import type { Restoration } from '../../core/workflow/edit/textEdit.ts';
import type { ActivationServices } from '../services/activationServices.ts';

/** Documents of one workspace whose original paths are kept; those swapped longest ago are dropped first. */
const maxDocuments = 500;

/**
 * Keeps what swaps replaced, so that a document gets its own spelling of each path back and not one of ours.
 *
 * One file per document in the workspace's storage: a `Memento` would be written whole for every swap.
 */
export class OriginalPaths {
  readonly #folder: string;
  readonly #log: Log;
  /** Writes follow one another, so that two swaps of one document cannot lose each other's entries. */
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor({ context, log }: Pick<ActivationServices, 'context' | 'log'>) {
    this.#folder = join((context.storageUri ?? context.globalStorageUri).fsPath, 'originalPaths');
    this.#log = log;
  }

  /**
   * To be called after the edit was applied, with the plan's `restorations`. Never throws: the swap has worked either way,
   * and a path can still be found through the history.
   */
  remember(document: Uri, restorations: readonly Restoration[]): Promise<void> {
    return this.#change(document, (known) => addOriginals(known, restorations));
  }

  /** The same where the strings replaced were references themselves, and an expired one is not worth going back to. */
  rememberRenewal(document: Uri, restorations: readonly Restoration[]): Promise<void> {
    return this.#change(document, (known) => carryOriginals(known, restorations));
  }

  /**
   * What stood in the document before references took its place, newest first; may hold several entries per place, of
   * which `planRestore` takes the one whose reference stands there.
   */
  async restorationsFor(document: Uri): Promise<readonly Restoration[]> {
    await this.#lastWrite;
    return read(this.#fileOf(document));
  }

  /** Those of some documents that have entries. */
  async rememberedAmong(documents: readonly Uri[]): Promise<readonly Uri[]> {
    await this.#lastWrite;
    const names = new Set(await readdir(this.#folder).catch(() => []));
    return names.size === 0 ? [] : documents.filter((document) => names.has(basename(this.#fileOf(document))));
  }

  /** To be called after a document, or files that were replaced in it, have moved. Never throws, see `remember`. */
  async follow(former: Uri, document: Uri, entries: readonly Restoration[]): Promise<void> {
    await this.#change(document, () => entries);
    if (former.toString() !== document.toString()) {
      await rm(this.#fileOf(former), { force: true });
    }
  }

  #change(document: Uri, update: (known: readonly Restoration[]) => readonly Restoration[]): Promise<void> {
    const write = this.#lastWrite.then(async () => {
      try {
        const file = this.#fileOf(document);
        const updated = update(await read(file));
        if (updated.length > 0) {
          await replaceFile(file, JSON.stringify(updated));
          await forgetOldest(this.#folder);
        }
      } catch (error) {
        this.#log.warn(`Original paths were not kept: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
    this.#lastWrite = write;
    return write;
  }

  #fileOf(document: Uri): string {
    const name = createHash('sha256').update(document.toString()).digest('hex').slice(0, 32);
    return join(this.#folder, `${name}.json`);
  }
}

async function read(file: string): Promise<readonly Restoration[]> {
  try {
    return readOriginals(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing or damaged: then the history says which file a reference was made from.
    return [];
  }
}

/** Writes another file first: a window that closes in the middle must not leave half a list. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.new`;
  await writeFile(temporary, text, { mode: 0o600 });
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
