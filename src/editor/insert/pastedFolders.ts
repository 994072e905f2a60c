import { type Disposable, Uri, workspace } from 'vscode';
import type { Log } from '../../core/log.ts';
import { inBackground } from '../promises.ts';

/** Folders that a paste would make below one another; a setting with more of them is nobody's intention. */
const maxFolders = 8;
/** Pasted files that are remembered; an older paste is hardly undone. */
const maxFiles = 100;

/**
 * Removes the folders that a paste has made once undoing it has left them empty. VS Code makes a folder for a file it
 * creates, and undoing that removes the file only.
 */
export class PastedFolders implements Disposable {
  /** By URI of a pasted file: the folders that weren't there before it, the innermost first. */
  readonly #made = new Map<string, readonly Uri[]>();
  readonly #log: Log;
  #listener: Disposable | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Looks which folders are missing for files that an edit may create. */
  async remember(files: readonly Uri[]): Promise<void> {
    this.#listener ??= workspace.onDidDeleteFiles(({ files: deleted }) => {
      for (const file of deleted) {
        inBackground(this.#log, removeEmpty(this.#made.get(file.toString()) ?? []));
      }
    });
    for (const file of files) {
      const missing = await missingFolders(file);
      if (missing.length > 0) {
        this.#made.set(file.toString(), missing);
      }
    }
    for (const file of [...this.#made.keys()].slice(0, -maxFiles)) {
      this.#made.delete(file);
    }
  }

  dispose(): void {
    this.#listener?.dispose();
    this.#made.clear();
  }
}

/** @param folders the innermost first */
async function removeEmpty(folders: readonly Uri[]): Promise<void> {
  for (const folder of folders) {
    try {
      if ((await workspace.fs.readDirectory(folder)).length > 0) {
        return;
      }
      // Fails where something has been put into it meanwhile.
      await workspace.fs.delete(folder, { recursive: false, useTrash: false });
    } catch {
      return;
    }
  }
}

async function missingFolders(file: Uri): Promise<readonly Uri[]> {
  const missing: Uri[] = [];
  for (let folder = Uri.joinPath(file, '..'); missing.length < maxFolders; folder = Uri.joinPath(folder, '..')) {
    try {
      await workspace.fs.stat(folder);
      return missing;
    } catch {
      missing.push(folder);
    }
  }
  // Nothing on the way exists: a drive or a server is gone, and nothing here has made it.
  return [];
}
