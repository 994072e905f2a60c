import { Disposable, type FileStat, FileSystemError, type FileSystemProvider, FileType, Uri, workspace } from 'vscode';

const scheme = 'workflow-assets-choice';
/** Choices that can still be made: of all drops and pastes of a window only the last one shows its selector. */
const maxChoices = 20;

/**
 * Tells when an edit of the drop or paste selector is chosen: `edit.createFile(uri, { ignoreIfExists: true })` makes VS Code
 * ask whether this file exists; it does, so that nothing is made and nothing is added to what can be undone.
 *
 * Such an edit has no command to run once it is chosen, and for drops VS Code never calls the method that would resolve
 * the chosen one (it does not in 1.103 and 1.139). Uploading when an edit is merely offered would send a file nobody
 * decided to send.
 */
export class ChosenEdits implements FileSystemProvider, Disposable {
  readonly onDidChangeFile = () => new Disposable(() => undefined);
  readonly #callbacks = new Map<string, () => void>();
  #registration: Disposable | undefined;
  #count = 0;

  /** An address for the edit, whose being asked for calls `whenChosen`. */
  uriFor(whenChosen: () => void): Uri {
    this.#registration ??= workspace.registerFileSystemProvider(scheme, this, { isReadonly: true });
    this.#count += 1;
    const uri = Uri.from({ scheme, path: `/${this.#count}` });
    this.#callbacks.set(uri.path, whenChosen);
    const [oldest] = this.#callbacks.keys();
    if (this.#callbacks.size > maxChoices && oldest) {
      this.#callbacks.delete(oldest);
    }
    return uri;
  }

  stat(uri: Uri): FileStat {
    const whenChosen = this.#callbacks.get(uri.path);
    if (whenChosen) {
      // The edit is still being applied, and must not wait for what follows.
      setTimeout(whenChosen, 0);
    }
    return { type: FileType.File, ctime: 0, mtime: 0, size: 0 };
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  readFile(): Uint8Array {
    return new Uint8Array();
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#callbacks.clear();
  }
}
