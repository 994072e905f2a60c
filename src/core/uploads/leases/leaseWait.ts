import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '../../clock.ts';
import { throwIfCancelled } from '../../errors.ts';
import { describeError } from '../../history/sqlite/sqliteError.ts';
import type { Log } from '../../log.ts';
import { leaseDatabaseName } from './leaseDatabase.ts';

/**
 * Milliseconds between checks while no change is reported: watchers miss changes on some systems, and a killed process
 * makes none.
 */
const checkInterval = 2_000;

export interface LeaseWait {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly isGone: (signal: AbortSignal) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Resolves once `isGone` returns true; watches the folder until then. @throws CancelledError as soon as the signal aborts */
export async function waitUntilGone({ folder, clock, log, isGone, signal }: LeaseWait): Promise<void> {
  throwIfCancelled(signal);
  let wake = new AbortController();
  const watcher = watchLeases(folder, log, () => wake.abort());
  try {
    while (!(await isGone(signal))) {
      await clock.sleep(checkInterval, AbortSignal.any([signal, wake.signal])).catch(() => undefined);
      throwIfCancelled(signal);
      // Replaced before the check: a change right after it has to end the next wait.
      wake = new AbortController();
    }
  } finally {
    watcher?.close();
  }
}

function watchLeases(folder: string, log: Log, onChange: () => void): FSWatcher | undefined {
  const lost = (error: unknown): void =>
    log.debug(`The leases of other windows can't be watched: ${describeError(error)}`);
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      // Some platforms don't name the file.
      if (name === null || name.startsWith(leaseDatabaseName)) {
        onChange();
      }
    });
    watcher.on('error', lost);
    return watcher;
  } catch (error) {
    lost(error);
    return undefined;
  }
}
