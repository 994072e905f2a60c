import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import type { HistoryStore } from '../../src/core/history/historyStore.ts';
import { openHistory } from '../../src/core/history/openHistory.ts';

/**
 * The upload history of a running VS Code, opened a second time as another window would: for uploads of yesterday, which
 * no fake server can make today. The extension must have opened it before. The caller closes it.
 *
 * @param workspace full path of the workspace folder, which the harness keeps beside the data of VS Code.
 * @throws Error where there is no history yet.
 */
export async function openUploadHistory(workspace: string): Promise<HistoryStore> {
  const database = databaseOf(workspace);
  if (database === undefined) {
    throw new Error(`There is no upload history beside ${workspace} yet.`);
  }
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return openHistory(dirname(database), { log, clock: systemClock });
}

/** Whether the extension has opened its history yet. */
export function hasUploadHistory(workspace: string): boolean {
  return databaseOf(workspace) !== undefined;
}

function databaseOf(workspace: string): string | undefined {
  const home = dirname(workspace);
  const [database] = globSync('**/globalStorage/workflow-assets.workflow-assets/uploads.db', { cwd: home });
  return database === undefined ? undefined : join(home, database);
}
