import { type Disposable, EventEmitter, type Uri, workspace } from 'vscode';
import { mediaGlob } from '../../../core/asset/mediaTypes.ts';

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
