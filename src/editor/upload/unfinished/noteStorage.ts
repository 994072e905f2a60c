import type { Memento } from 'vscode';

const storageKey = 'unfinishedUploads';

/** Where the workspace state keeps uploads. VS Code keeps it outside of the workspace, where no repository can write. */
export interface NoteStorage {
  read(): unknown;
  /** Resolves once VS Code has them, which writes them to its disk a moment later. An empty list leaves nothing behind. */
  write(notes: readonly object[]): Thenable<void>;
}

export function noteStorage(workspaceState: Memento): NoteStorage {
  return {
    read: () => workspaceState.get<unknown>(storageKey),
    write: (notes) => workspaceState.update(storageKey, notes.length === 0 ? undefined : notes),
  };
}

/**
 * Whether uploads were still running when this was last written: in a window that has been closed since, or in one that
 * still sends them. Asked in every window as it opens, so it checks nothing else.
 */
export function mayBeInterrupted(storage: NoteStorage): boolean {
  const notes = storage.read();
  return Array.isArray(notes) && notes.some((note) => (note as { state?: unknown } | null)?.state === 'running');
}
