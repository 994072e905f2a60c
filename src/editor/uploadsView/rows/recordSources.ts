import { type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import { mediaGlob } from '../../../core/asset/mediaTypes.ts';
import type { SourceState } from '../../../core/history/assetState.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { sourceState } from '../../documents/analyse.ts';

/**
 * Whether a file may be looked at without a gesture. A history can be imported from somebody else, and on Windows merely
 * looking at `file://their.server/share` sends the person's name and password hash to that server.
 */
export function isNear(uri: Uri): boolean {
  return uri.scheme === 'file' && (uri.authority === '' || workspace.getWorkspaceFolder(uri) !== undefined);
}

/** Compares size and time of the file an upload was made from. A file that isn't near counts as unchanged. */
export async function sourceOfRecord(record: UploadRecord): Promise<SourceState> {
  return isNear(Uri.parse(record.fileUri)) ? sourceState(record) : 'unchanged';
}

/** Reports media files of the workspace that were created, changed or deleted. Watches only once somebody listens. */
export class SourceWatch {
  readonly #changed = new EventEmitter<Uri>();
  readonly #disposables: Disposable[] = [this.#changed];

  onDidChange(listener: (uri: Uri) => void): Disposable {
    if (this.#disposables.length === 1) {
      const watcher = workspace.createFileSystemWatcher(mediaGlob());
      const fire = (uri: Uri): void => this.#changed.fire(uri);
      this.#disposables.push(watcher, watcher.onDidChange(fire), watcher.onDidCreate(fire), watcher.onDidDelete(fire));
    }
    return this.#changed.event(listener);
  }

  dispose(): void {
    for (const each of this.#disposables) {
      each.dispose();
    }
  }
}
