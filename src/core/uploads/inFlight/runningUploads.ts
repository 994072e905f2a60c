import type { ProviderId } from '../../providers/providerId.ts';
import { noProgress, type UploadProgress } from './progress.ts';

/** An upload that was requested and hasn't ended. */
export interface RunningUpload {
  readonly id: string;
  /** Base name of the file. */
  readonly name: string;
  readonly fileUri: string;
  readonly provider: ProviderId;
  /** Which of the provider's connections it goes to, and what people see it called. */
  readonly connection: { readonly id: string; readonly label: string };
  readonly progress: UploadProgress;
  cancel(): void;
}

interface Entry {
  readonly upload: Omit<RunningUpload, 'progress'>;
  progress: UploadProgress;
}

/** Uploads in progress, in the order in which they were requested. */
export class RunningUploads {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #nextId = 1;

  add(upload: Omit<RunningUpload, 'id' | 'progress'>): string {
    const id = String(this.#nextId++);
    this.#entries.set(id, { upload: { ...upload, id }, progress: noProgress });
    this.#notify();
    return id;
  }

  update(id: string, progress: UploadProgress): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      entry.progress = progress;
      this.#notify();
    }
  }

  remove(id: string): void {
    this.#entries.delete(id);
    this.#notify();
  }

  list(): readonly RunningUpload[] {
    return [...this.#entries.values()].map(({ upload, progress }) => ({ ...upload, progress }));
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #notify(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
