import { type Uri, workspace } from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import type { Services } from '../services/services.ts';
import { recordForModel } from './recordForModel.ts';

export interface ListInput {
  /** Words that file names, paths or references contain. */
  readonly text?: string;
  readonly provider?: ProviderId;
  /** Also uploads whose reference has ended. */
  readonly includeEnded?: boolean;
  /** At most this many, 20 where left out. */
  readonly limit?: number;
}

const usualLimit = 20;
const pageSize = 200;
/** Records are read until enough of them are found; a history may hold a hundred thousand of other workspaces. */
const maxRead = 5_000;

/**
 * Uploads of this workspace, newest first. Those of other workspaces are left out, because a model passes on
 * whatever it reads.
 */
export async function listForModel(services: Services, input: ListInput): Promise<object> {
  const { limit = usualLimit } = input;
  const now = Date.now();
  const found = await uploadsOfWorkspace(await services.history(), input, limit + 1);
  const uploads = found.slice(0, limit);
  return {
    uploads: uploads.map((record) => recordForModel(record, { now, withholdsCredentials: true })),
    ...(found.length > limit ? { more: 'There are more. Ask for a larger limit, or for words of the file name.' } : {}),
  };
}

async function uploadsOfWorkspace(
  history: HistoryStore,
  { text = '', provider, includeEnded = false }: ListInput,
  wanted: number,
): Promise<readonly UploadRecord[]> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found: UploadRecord[] = [];
  let after: UploadRecord | undefined;
  for (let read = 0; read < maxRead && found.length < wanted; read += pageSize) {
    const page = await history.query({
      text,
      ...(provider === undefined ? {} : { providers: [provider] }),
      ...(includeEnded ? {} : { expiry: ['valid', 'expiring', 'never'] as const }),
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.filter((record) => isOf(folders, record)));
    after = page.at(-1);
    if (page.length < pageSize) {
      break;
    }
  }
  return found.slice(0, wanted);
}

function isOf(folders: readonly Uri[], { fileUri, workspaceUri }: UploadRecord): boolean {
  return folders.some((folder) => {
    const text = folder.toString();
    return workspaceUri === text || fileUri.startsWith(text.endsWith('/') ? text : `${text}/`);
  });
}
