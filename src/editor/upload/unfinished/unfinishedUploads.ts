import { randomUUID } from 'node:crypto';
import { type Disposable, EventEmitter } from 'vscode';
import type { Clock } from '../../../core/clock.ts';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { Log } from '../../../core/log.ts';
import type { JournalEntry, RequestedUpload, UploadJournal } from '../../../core/uploads/uploadJournal.ts';
import { inBackground, stackOf } from '../../promises.ts';
import { type NotedUpload, notedFailure, readNotedUploads, subjectOf, type UnfinishedUpload } from './notedUpload.ts';
import type { NoteStorage } from './noteStorage.ts';

/** More than anybody goes through, and little enough for the workspace state, which is read whenever a window opens. */
const maxNotes = 500;
/** How long the end of an upload may wait to be written, in milliseconds: many end at the same time. */
const writeDelay = 250;

export interface UnfinishedUploadsOptions {
  readonly storage: NoteStorage;
  readonly history: Pick<HistoryStore, 'findByFile'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Process id of this window's extension host. */
  readonly host: number;
  /** Whether a process with this id is running. */
  isRunning(host: number): boolean;
}

/**
 * Uploads that haven't succeeded: each is noted before its first byte is sent, and forgotten once it has arrived or was
 * cancelled. A failed one stays until it is dismissed, or until the same file arrives at the same connection.
 */
export class UnfinishedUploads implements UploadJournal, Disposable {
  readonly #options: UnfinishedUploadsOptions;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** In the order in which they began. */
  readonly #notes = new Map<string, NotedUpload>();
  /** Ids of those that began in a window before this one, or in another one. */
  readonly #ofOthers: Set<string>;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(options: UnfinishedUploadsOptions) {
    this.#options = options;
    for (const note of readNotedUploads(options.storage.read())) {
      this.#notes.set(note.id, note);
    }
    this.#ofOthers = new Set([...this.#notes.values()].filter(({ state }) => state === 'running').map(({ id }) => id));
  }

  /** Failed and interrupted uploads, newest first; none whose file is on its way again. */
  list(): readonly UnfinishedUpload[] {
    const notes = [...this.#notes.values()];
    const running = new Set(notes.filter(({ state }) => state === 'running').map(subjectOf));
    return notes
      .filter(isUnfinished)
      .filter((note) => !running.has(subjectOf(note)))
      .reverse();
  }

  dismiss(uploads: readonly Pick<UnfinishedUpload, 'id'>[]): void {
    for (const { id } of uploads) {
      const note = this.#notes.get(id);
      if (note && isUnfinished(note)) {
        this.#notes.delete(id);
      }
    }
    this.#changed.fire();
    this.#writeSoon();
  }

  begin(upload: RequestedUpload): JournalEntry {
    const { host, clock } = this.#options;
    const note: NotedUpload = { ...upload, id: randomUUID(), begunAt: clock.now(), host, state: 'running' };
    this.#notes.set(note.id, note);
    this.#changed.fire();
    return {
      kept: this.#write(),
      succeed: () => this.#end(note, () => this.#forget(note)),
      cancel: () => this.#end(note, () => this.#notes.delete(note.id)),
      fail: (error) => this.#end(note, () => this.#note({ ...note, state: 'failed', failure: notedFailure(error) })),
    };
  }

  /** Whether another window may still be sending some. */
  get areOthersSending(): boolean {
    return this.#ofOthers.size > 0;
  }

  /**
   * Finds out which uploads ended with their windows. One that is in the history has arrived: the window was killed
   * before it could be forgotten, or another window has written what it knew before.
   * @returns those found by this call; they are among the unfinished ones from now on
   */
  findInterrupted(): readonly UnfinishedUpload[] {
    const { host, isRunning } = this.#options;
    const found: UnfinishedUpload[] = [];
    const ended = [...this.#ofOthers].filter((id) => {
      const note = this.#notes.get(id);
      return note === undefined || note.host === host || !isRunning(note.host);
    });
    for (const id of ended) {
      this.#ofOthers.delete(id);
      const note = this.#notes.get(id);
      if (note && this.#hasArrived(note)) {
        this.#notes.delete(id);
      } else if (note) {
        const interrupted = { ...note, state: 'interrupted' } as const;
        this.#note(interrupted);
        found.push(interrupted);
      }
    }
    if (ended.length > 0) {
      this.#changed.fire();
      this.#writeSoon();
    }
    const last = new Map(found.map((upload) => [subjectOf(upload), upload]));
    return [...last.values()];
  }

  #hasArrived({ fileUri, provider, origin, account, begunAt }: NotedUpload): boolean {
    return this.#options.history
      .findByFile(fileUri)
      .some(
        (record) =>
          record.provider === provider &&
          record.origin === origin &&
          (account === undefined || record.account === account) &&
          Math.max(record.uploadedAt, record.lastUsedAt) >= begunAt,
      );
  }

  #end(note: NotedUpload, change: () => void): void {
    // Closing the window breaks its connections off. Whoever reads the note then has to find that it was still running.
    if (!this.#isDisposed && this.#notes.has(note.id)) {
      change();
      this.#changed.fire();
      this.#writeSoon();
    }
  }

  /** Takes the place of an earlier attempt. */
  #note(upload: UnfinishedUpload): void {
    this.#forget(upload);
    this.#notes.set(upload.id, upload);
    const unfinished = [...this.#notes.values()].filter(isUnfinished);
    for (const { id } of unfinished.slice(0, Math.max(0, unfinished.length - maxNotes))) {
      this.#notes.delete(id);
    }
  }

  #forget(upload: NotedUpload): void {
    this.#notes.delete(upload.id);
    const subject = subjectOf(upload);
    for (const note of this.#notes.values()) {
      if (isUnfinished(note) && subjectOf(note) === subject) {
        this.#notes.delete(note.id);
      }
    }
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => inBackground(this.#options.log, this.#write()), writeDelay).unref();
  }

  /** Uploads that begin in the same turn are written together. */
  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#writing = undefined;
      return this.#writeNow();
    });
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    try {
      await this.#options.storage.write(fitting([...this.#notes.values()]));
    } catch (error) {
      this.#options.log.warn(`Unfinished uploads couldn't be noted: ${stackOf(error)}`);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#changed.dispose();
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      inBackground(this.#options.log, this.#writeNow());
    }
  }
}

function isUnfinished(note: NotedUpload): note is UnfinishedUpload {
  return note.state !== 'running';
}

/** What there is room for: what is running first, and the older of what failed goes before the newer. */
function fitting(notes: readonly NotedUpload[]): readonly NotedUpload[] {
  const running = notes.filter((note) => !isUnfinished(note)).slice(0, maxNotes);
  const unfinished = notes.filter(isUnfinished);
  return [...unfinished.slice(Math.max(0, unfinished.length + running.length - maxNotes)), ...running];
}
