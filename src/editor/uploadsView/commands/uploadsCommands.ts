import { commands, l10n, type TreeView, Uri, window, workspace } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import type { UploadsCommand } from '../../ids/commandIds.ts';
import type { Services } from '../../services.ts';
import type { UploadFlow } from '../../upload/uploadFlow.ts';
import { askFilter, askGrouping, askOrder, askText } from '../options/viewOptionQuestions.ts';
import { noFilter } from '../options/viewOptions.ts';
import type { ViewState } from '../options/viewState.ts';
import { isMoreNode, isRunningNode, type UploadNode } from '../rows/uploadNodes.ts';
import type { UploadRows } from '../rows/uploadRows.ts';
import { copyAs, copyReferences, copySnippet, insertReferences } from './copying.ts';
import { exportUploads, importUploads } from './exchange.ts';
import { deleteAtProvider, Removals } from './removing.ts';
import { renewEverywhere } from './renewing.ts';
import { dueRecords } from './renewUploads.ts';
import { type RowCommand, recordsOf } from './selection.ts';
import { showUsages } from './showUsages.ts';

export interface CommandParts {
  readonly services: Services;
  readonly history: HistoryStore;
  readonly state: ViewState;
  readonly rows: UploadRows;
  readonly view: TreeView<UploadNode>;
  readonly flow: () => Promise<UploadFlow>;
}

/** What the commands of the Uploads view do. */
export function uploadsCommands(parts: CommandParts): Readonly<Record<UploadsCommand, RowCommand>> {
  const { services, history, state, rows, view, flow } = parts;
  const removals = new Removals(history);
  const onRecords =
    (run: (records: readonly UploadRecord[]) => unknown): RowCommand =>
    async (clicked, selected) => {
      const records = recordsOf(clicked, selected, view.selection);
      return records.length > 0 ? run(records) : undefined;
    };
  const onFile = (run: (uri: Uri) => Thenable<unknown>): RowCommand =>
    onRecords(async ([record]) => {
      if (record && (await isThere(record))) {
        await run(Uri.parse(record.fileUri));
      }
    });

  async function uploadAgain(records: readonly UploadRecord[]): Promise<void> {
    for (const [provider, ofProvider] of Map.groupBy(records, (record) => record.provider)) {
      await (await flow()).again(
        provider,
        ofProvider.map(({ fileUri }) => Uri.parse(fileUri)),
      );
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
    findUsages: onRecords((records) => showUsages(records)),
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
    showMoreUploads: async (clicked) => rows.showMore(isMoreNode(clicked) ? clicked.group : undefined),
  };
}

async function isThere({ fileUri, fileName }: UploadRecord): Promise<boolean> {
  const uri = Uri.parse(fileUri);
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    void window.showWarningMessage(l10n.t('{0} is not there any more: {1}', fileName, uri.fsPath));
    return false;
  }
}
