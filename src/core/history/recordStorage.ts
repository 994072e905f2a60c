import type { HistoryStore } from './historyStore.ts';

/** Where records are kept, without what surrounds it: notices of change and the answer to failures. */
export interface RecordStorage extends Omit<HistoryStore, 'problem' | 'onDidChange'> {
  /** A number that is different once another process has changed something. */
  changeMark(): number;
  /** False once the file was deleted or replaced, so that what is written would be lost. */
  isInPlace(): boolean;
}
