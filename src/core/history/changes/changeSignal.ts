import { type FSWatcher, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import { describeError } from '../sqlite/sqliteError.ts';

const signalName = 'uploads.changed';
/** A burst of writes is signalled once at its start, and then once in so many milliseconds. */
const signalEvery = 50;

/**
 * Notifies other windows that something was written, so that none has to poll. Watching the database's own files isn't
 * enough: on Windows a file that stays open reports no change until it is closed, and on Linux the event of a write may
 * come before the transaction is visible. So a tiny file is written, and closed, after each commit.
 */
export class ChangeSignal {
  readonly #folder: string;
  readonly #log: Log;
  #watcher: FSWatcher | undefined;
  #pause: NodeJS.Timeout | undefined;
  #sendAgain = false;
  #hasFailed = false;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Call after a commit. */
  send(): void {
    if (this.#pause !== undefined) {
      this.#sendAgain = true;
      return;
    }
    this.#write();
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#sendAgain) {
        this.#sendAgain = false;
        this.send();
      }
    }, signalEvery).unref();
  }

  /** Calls back when the database may have changed, by this process or another. */
  start(onPossibleChange: () => void): void {
    try {
      const watcher = watch(this.#folder, { persistent: false }, (_event, name) => {
        // Some platforms don't name the file.
        if (name === null || name.startsWith('uploads.')) {
          onPossibleChange();
        }
      });
      watcher.on('error', (error) => this.#giveUp(error));
      this.#watcher = watcher;
    } catch (error) {
      // For example Linux' limit of watched folders (fs.inotify.max_user_watches): own changes are still shown.
      this.#giveUp(error);
    }
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  close(): void {
    this.stop();
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (this.#sendAgain) {
      this.#sendAgain = false;
      this.#write();
    }
  }

  #write(): void {
    try {
      writeFileSync(join(this.#folder, signalName), '', { mode: 0o600 });
    } catch (error) {
      if (!this.#hasFailed) {
        this.#hasFailed = true;
        this.#log.warn(`Other windows aren't notified of uploads: ${describeError(error)}`);
      }
    }
  }

  #giveUp(error: unknown): void {
    this.stop();
    this.#log.warn(`Uploads of other windows appear only after a refresh: ${describeError(error)}`);
  }
}
