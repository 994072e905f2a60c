import { commands, Uri, workspace } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { type ShownTreeView, window } from '../../display/window.ts';
import type { UploadsCommand } from '../../ids/commandIds.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import type { UnfinishedUpload } from '../../upload/unfinished/notedUpload.ts';
import type { UnfinishedUploads } from '../../upload/unfinished/unfinishedUploads.ts';
import type { UploadFlow } from '../../upload/uploadFlow.ts';
import { askFilter, askGrouping, askOrder, askText } from '../options/viewOptionQuestions.ts';
import { noFilter } from '../options/viewOptions.ts';
import type { ViewState } from '../options/viewState.ts';
import { isMoreNode, isRecordNode, isRunningNode, isUnfinishedNode, type UploadNode } from '../rows/uploadNodes.ts';
import type { UploadRows } from '../rows/uploadRows.ts';
import { copyAs, copyReferences, copySnippet } from './copying.ts';
import { exportUploads, importUploads } from './exchange.ts';
import { insertReferences } from './inserting.ts';
import { deleteAtProvider, Removals } from './removing.ts';
import { renewEverywhere } from './renewing.ts';
import { dueRecords } from './renewUploads.ts';
import { showUsages } from './showUsages.ts';

/** A command of the Uploads view: VS Code gives the clicked row and, with several selected, all of them. */
export type RowCommand = (clicked?: unknown, selected?: unknown) => Promise<unknown>;

export interface UploadsCommandOptions {
  readonly services: Services;
  readonly history: HistoryStore;
  readonly unfinished: UnfinishedUploads;
  readonly state: ViewState;
  readonly rows: UploadRows;
  readonly view: ShownTreeView<UploadNode>;
  readonly flow: () => Promise<UploadFlow>;
}

/** What the commands of the Uploads view do. */
export function createUploadsCommands(options: UploadsCommandOptions): Readonly<Record<UploadsCommand, RowCommand>> {
  const { services, history, unfinished, state, rows, view, flow } = options;
  const removals = new Removals(history, services.log);
  const onRecords =
    (run: (records: readonly UploadRecord[]) => unknown): RowCommand =>
    async (clicked, selected) => {
      const records = recordsIn(givenRows(clicked, selected) ?? view.selection, history);
      return records.length > 0 ? run(records) : undefined;
    };
  const onFile = (run: (uri: Uri) => Thenable<unknown>): RowCommand =>
    onRecords(async ([record]) => {
      if (record && (await isThere(record))) {
        await run(Uri.parse(record.fileUri));
      }
    });

  const onUnfinished =
    (run: (uploads: readonly UnfinishedUpload[]) => unknown): RowCommand =>
    async (clicked, selected) => {
      const uploads = unfinishedIn(givenRows(clicked, selected) ?? view.selection, unfinished);
      return uploads.length > 0 ? run(uploads) : undefined;
    };

  async function uploadAgain(records: readonly UploadRecord[]): Promise<void> {
    for (const [provider, ofProvider] of Map.groupBy(records, (record) => record.provider)) {
      await (await flow()).again(provider, ofProvider);
    }
  }

  return {
    copyReference: onRecords((records) => copyReferences(history, records)),
    copySnippet: onRecords((records) => copySnippet(history, records)),
    copyAs: onRecords((records) => copyAs(history, services.settings, records)),
    insertReference: onRecords((records) => insertReferences(history, records)),
    uploadAgain: onRecords(uploadAgain),
    renewUpload: onRecords(async (records) => {
      const due = dueRecords(records, services.settings.expiryWarning);
      if (due.length === 0) {
        window.setStatusBarMessage(l10n.t('Nothing to renew: the references still work'), 3000);
      }
      await uploadAgain(due);
    }),
    renewEverywhere: onRecords((records) => renewEverywhere(services, records)),
    findUsages: onRecords((records) => showUsages(records, services.log)),
    revealFile: onFile((uri) =>
      commands.executeCommand(workspace.getWorkspaceFolder(uri) ? 'revealInExplorer' : 'revealFileInOS', uri),
    ),
    openSource: onFile((uri) => commands.executeCommand('vscode.open', uri)),
    deleteAtProvider: onRecords((records) => deleteAtProvider(services, history, records)),
    removeFromHistory: onRecords((records) => removals.remove(records)),
    undoRemoval: async () => removals.undo(),
    clearExpired: async () => removals.clearExpired(),
    clearHistory: async () => removals.clearAll(),
    exportUploads: (target) => exportUploads(history, target),
    importUploads: (source) => importUploads(history, services.log, source),
    groupUploads: () => askGrouping(state),
    sortUploads: () => askOrder(state),
    filterUploads: () => askFilter(state),
    searchUploads: () => askText(state),
    clearUploadFilter: () => state.change({ filter: noFilter }),
    cancelUpload: async (clicked) => {
      if (isRunningNode(clicked)) {
        clicked.upload.cancel();
      }
    },
    retryUpload: onUnfinished(async (uploads) => (await flow()).retry(uploads)),
    dismissUpload: onUnfinished((uploads) => unfinished.dismiss(uploads)),
    dismissAllFailed: async () => {
      const all = unfinished.list();
      if (all.length === 0) {
        window.setStatusBarMessage(l10n.t('No upload has failed'), 3000);
      }
      unfinished.dismiss(all);
    },
    showMoreUploads: async (clicked) => rows.showMore(isMoreNode(clicked) ? clicked.group : undefined),
  };
}

/** The rows VS Code has passed; `undefined` for a command that was run by a key or from the palette. */
function givenRows(clicked: unknown, selected: unknown): readonly unknown[] | undefined {
  if (Array.isArray(selected) && selected.length > 0) {
    return selected;
  }
  return clicked === undefined ? undefined : [clicked];
}

/**
 * The uploads among rows, each once, though it may be listed under several workflows. Of a row only the id counts: anybody
 * can call a command, and the file that a made-up record names isn't one this history knows.
 */
function recordsIn(rows: readonly unknown[], history: HistoryStore): readonly UploadRecord[] {
  const ids = new Set(rows.filter(isRecordNode).map(({ record }) => String(record.id)));
  return [...ids].flatMap((id) => history.get(id) ?? []);
}

/** Of a row only the id counts here as well: the file to send is the one that was noted. */
function unfinishedIn(rows: readonly unknown[], unfinished: UnfinishedUploads): readonly UnfinishedUpload[] {
  const ids = new Set(rows.filter(isUnfinishedNode).map(({ upload }) => upload.id));
  return unfinished.list().filter(({ id }) => ids.has(id));
}

async function isThere({ fileUri, fileName }: UploadRecord): Promise<boolean> {
  const uri = Uri.parse(fileUri);
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    void window.showWarningMessage(l10n.t('{0} no longer exists: {1}', shown(fileName), shown(uri.fsPath)));
    return false;
  }
}
