import { Disposable, type FileStat, FileSystemError, type FileSystemProvider, FileType, Uri, workspace } from 'vscode';

const scheme = 'workflow-assets-choice';
/** Choices that can still be made: of all drops and pastes of a window only the last one shows its selector. */
const maxChoices = 20;

const callbacks = new Map<string, () => void>();
let isRegistered = false;
let count = 0;

/**
 * An address that tells when the edit it is part of is applied: `edit.createFile(uri, { ignoreIfExists: true })` makes VS
 * Code ask whether this file exists; it does, so that nothing is made and nothing is added to what can be undone.
 *
 * An edit of the drop or paste selector has no command to run once it is chosen, and for drops VS Code never calls the
 * method that would resolve the chosen one (it does not in 1.103 and 1.139). Uploading when an edit is merely offered
 * would send a file nobody decided to send.
 */
export function tellingWhenChosen(subscriptions: { dispose(): unknown }[], whenChosen: () => void): Uri {
  if (!isRegistered) {
    isRegistered = true;
    subscriptions.push(workspace.registerFileSystemProvider(scheme, new ChoiceFiles(), { isReadonly: true }));
  }
  count += 1;
  const uri = Uri.from({ scheme, path: `/${count}` });
  callbacks.set(uri.path, whenChosen);
  const [oldest] = callbacks.keys();
  if (callbacks.size > maxChoices && oldest) {
    callbacks.delete(oldest);
  }
  return uri;
}

/** Files that exist only to be asked for. */
class ChoiceFiles implements FileSystemProvider {
  readonly onDidChangeFile = () => new Disposable(() => undefined);

  stat(uri: Uri): FileStat {
    const whenChosen = callbacks.get(uri.path);
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
}
