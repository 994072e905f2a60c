import { Disposable, type FileStat, FileSystemError, type FileSystemProvider, FileType, Uri, workspace } from 'vscode';

const scheme = 'workflow-assets-choice';
/** Choices kept at once. Only the last drop or paste of a window shows its selector, so older ones can't be chosen. */
const maxChoices = 20;

/**
 * Notices when an edit of the drop or paste selector is chosen: `edit.createFile(uri, { ignoreIfExists: true })` makes VS
 * Code ask whether the file exists. It does, so nothing is created and nothing is added to the undo step.
 *
 * Such an edit can't carry a command, and for drops VS Code never calls the method that would resolve the chosen one
 * (seen in 1.103 and 1.139). Uploading when an edit is merely offered would send a file nobody decided to send.
 */
export class ChosenEdits implements FileSystemProvider, Disposable {
  readonly onDidChangeFile = () => new Disposable(() => undefined);
  readonly #callbacks = new Map<string, () => void>();
  #registration: Disposable | undefined;
  #count = 0;

  /** A URI to put into the edit. `whenChosen` is called when VS Code asks for it. */
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
      // The edit is still being applied and must not wait for what follows.
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
