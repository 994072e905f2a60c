import { type FSWatcher, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { describeError } from './sqlite/sqliteError.ts';

const signalName = 'uploads.changed';
/** A burst of writes rings once at its start and then this often, in milliseconds. */
const ringEvery = 50;

/**
 * Tells other windows that something was written, without anybody polling. The database's own files are not enough: on
 * Windows a file that stays open reports no change until it is closed, and on Linux the event of a write may come before
 * the transaction can be seen. So a tiny file is written, and closed, after each commit.
 */
export class ChangeSignal {
  readonly #folder: string;
  readonly #log: Log;
  #watcher: FSWatcher | undefined;
  #pause: NodeJS.Timeout | undefined;
  #ringAgain = false;
  #complained = false;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Call after a commit. */
  ring(): void {
    if (this.#pause !== undefined) {
      this.#ringAgain = true;
      return;
    }
    this.#write();
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#ringAgain) {
        this.#ringAgain = false;
        this.ring();
      }
    }, ringEvery);
    this.#pause.unref();
  }

  /** Calls back when the folder may have changed, by this process or another. */
  start(onPossibleChange: () => void): void {
    try {
      const watcher = watch(this.#folder, { persistent: false }, (_event, name) => {
        // Some platforms do not name the file.
        if (name === null || name.startsWith('uploads.')) {
          onPossibleChange();
        }
      });
      watcher.on('error', (error) => this.#lost(error));
      this.#watcher = watcher;
    } catch (error) {
      // E.g. Linux' limit of watched folders (fs.inotify.max_user_watches): own changes are still shown.
      this.#lost(error);
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
    if (this.#ringAgain) {
      this.#ringAgain = false;
      this.#write();
    }
  }

  #write(): void {
    try {
      writeFileSync(join(this.#folder, signalName), '');
    } catch (error) {
      if (!this.#complained) {
        this.#complained = true;
        this.#log.warn(`Other windows are not told about uploads: ${describeError(error)}`);
      }
    }
  }

  #lost(error: unknown): void {
    this.stop();
    this.#log.warn(`Uploads of other windows appear only after a refresh: ${describeError(error)}`);
  }
}
