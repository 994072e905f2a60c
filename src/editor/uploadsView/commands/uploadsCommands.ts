import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Uploader } from '../../../core/uploads/uploader.ts';
import { type ShownTreeView, window } from '../../display/window.ts';
import type { UploadsCommand } from '../../ids/commandIds.ts';
import { showUsages } from '../../navigation/showUsages.ts';
import { askForUsages, filesToFind, subjectOfFiles, subjectOfRecords } from '../../navigation/usageSubject.ts';
import { showWithButtons } from '../../outcome/messageButtons.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import type { UnfinishedUpload } from '../../upload/unfinished/notedUpload.ts';
import { labelOfUnfinished, reasonText } from '../../upload/unfinished/unfinishedText.ts';
import type { UnfinishedUploads } from '../../upload/unfinished/unfinishedUploads.ts';
import type { UploadFlow } from '../../upload/uploadFlow.ts';
import { searchUploads } from '../options/searchBox.ts';
import { askFilter, askGrouping, askOrder } from '../options/viewOptionQuestions.ts';
import { noFilter } from '../options/viewOptions.ts';
import type { ViewState } from '../options/viewState.ts';
import { isMoreNode, type UploadNode } from '../rows/uploadNodes.ts';
import type { UploadRows } from '../rows/uploadRows.ts';
import type { UsedUploads } from '../usedUploads.ts';
import { ChosenRows, type RowFile } from './chosenRows.ts';
import { exportUploads } from './exchange/exporting.ts';
import { importUploads } from './exchange/importing.ts';
import { copyAs, copyReferences, copySnippet } from './handOut/copying.ts';
import { insertReferences } from './handOut/inserting.ts';
import { type HandOutPurpose, livingUploads } from './handOut/livingUploads.ts';
import { deleteAtProvider } from './removal/deleting.ts';
import { Removals } from './removal/removing.ts';
import { renewAndCopy, renewChosen } from './renewal/renewChosen.ts';
import { renewEverywhere } from './renewal/renewEverywhere.ts';
import { copyPaths, openFile, revealFile } from './rowFiles.ts';

/** A command of the Uploads view: VS Code gives the clicked row and, with several selected, all of them. */
export type RowCommand = (clicked?: unknown, selected?: unknown) => Promise<unknown>;

export interface UploadsCommandOptions {
  readonly services: Services;
  readonly history: HistoryStore;
  readonly uploader: Uploader;
  readonly unfinished: UnfinishedUploads;
  readonly used: UsedUploads;
  readonly state: ViewState;
  readonly rows: UploadRows;
  readonly view: ShownTreeView<UploadNode>;
  readonly flow: () => Promise<UploadFlow>;
}

/** What the commands of the Uploads view do. */
export function createUploadsCommands(options: UploadsCommandOptions): Readonly<Record<UploadsCommand, RowCommand>> {
  const { services, history, uploader, unfinished, used, state, rows, view, flow } = options;
  const removals = new Removals(history, used, services.log);
  const onRows =
    (run: (chosen: ChosenRows) => unknown): RowCommand =>
    async (clicked, selected) =>
      run(new ChosenRows({ history, uploader, unfinished, view }, clicked, selected));
  const onRecords = (run: (records: readonly UploadRecord[]) => unknown): RowCommand =>
    onRows((chosen) => (chosen.records.length > 0 ? run(chosen.records) : sayWhyNothing(chosen)));
  const onFile = (run: (file: RowFile) => unknown): RowCommand =>
    onRows(({ files: [file] }) => (file ? run(file) : undefined));
  const onLiving = (purpose: HandOutPurpose, run: (records: readonly UploadRecord[]) => unknown): RowCommand =>
    onRecords(async (records) => {
      const living = await livingUploads(services, records, purpose);
      return living.length > 0 ? run(living) : undefined;
    });
  const onUnfinished = (run: (uploads: readonly UnfinishedUpload[]) => unknown): RowCommand =>
    onRows((chosen) => (chosen.unfinished.length > 0 ? run(chosen.unfinished) : undefined));

  /** Why an upload hasn't arrived, with what can be done about it. */
  function showReason(upload: UnfinishedUpload): Promise<void> {
    const reason = reasonText(upload, labelOfUnfinished(services.connections, upload));
    return showWithButtons(window.showErrorMessage, reason, [
      { label: l10n.t('Retry'), run: async () => (await flow()).retry([upload]) },
      { label: l10n.t('Dismiss'), run: () => unfinished.dismiss([upload]) },
    ]);
  }

  return {
    copyReference: onLiving('copy', (records) => copyReferences(history, records)),
    copySnippet: onLiving('copy', (records) => copySnippet(history, records)),
    copyAs: onLiving('copy', (records) => copyAs(history, services.settings, records)),
    insertReference: onLiving('insert', (records) => insertReferences(history, records)),
    uploadAgain: onRecords((records) => renewAndCopy(services, records)),
    renewUpload: onRecords((records) => renewChosen(services, records)),
    renewEverywhere: onRecords((records) => renewEverywhere(services, records)),
    findUsages: async (clicked, selected) => {
      const files = filesToFind({ clicked, selected });
      const chosen = new ChosenRows({ history, uploader, unfinished, view }, clicked, selected);
      if (files.length > 0) {
        await showUsages(services, subjectOfFiles(history, files));
      } else if (chosen.records.length > 0) {
        await showUsages(services, subjectOfRecords(chosen.records));
      } else if (clicked === undefined) {
        await askForUsages(services, history);
      } else {
        sayWhyNothing(chosen);
      }
    },
    openSource: onFile(openFile),
    openRow: onRows((chosen) => {
      const [upload] = chosen.unfinished;
      const [file] = chosen.files;
      return upload ? showReason(upload) : file && openFile(file);
    }),
    revealFile: onFile(revealFile),
    copyPath: onRows(({ files }) => (files.length > 0 ? copyPaths(files) : undefined)),
    deleteAtProvider: onRecords((records) => deleteAtProvider(services, history, records)),
    removeFromHistory: onRows(async (chosen) => {
      unfinished.dismiss(chosen.unfinished);
      await (chosen.records.length > 0 ? removals.remove(chosen.records) : undefined);
      if (chosen.records.length + chosen.unfinished.length === 0) {
        sayWhyNothing(chosen);
      }
    }),
    undoRemoval: async () => removals.undo(),
    clearExpired: async () => removals.clearExpired(),
    clearHistory: async () => removals.clearAll(),
    exportUploads: (target) => exportUploads(history, target),
    importUploads: (source) => importUploads(history, services.log, source),
    groupUploads: () => askGrouping(state),
    sortUploads: () => askOrder(state),
    filterUploads: () => {
      const { connections } = services;
      return askFilter(state, (id) => connections.has(id) || history.countUpTo({ providers: [id], limit: 1 }) > 0);
    },
    searchUploads: () => searchUploads({ state, log: services.log, loadTime: () => rows.loadTime }),
    clearUploadFilter: () => state.change({ filter: noFilter }),
    cancelUpload: onRows(({ running }) => {
      for (const upload of running) {
        upload.cancel();
      }
    }),
    cancelWaitingUploads: async () => {
      const waiting = uploader.running().filter(({ progress }) => progress.phase === 'waiting');
      if (waiting.length === 0) {
        window.setStatusBarMessage(l10n.t('No upload is waiting'), 3000);
      }
      for (const upload of waiting) {
        upload.cancel();
      }
    },
    retryUpload: onUnfinished(async (uploads) => (await flow()).retry(uploads)),
    showReason: onUnfinished(([upload]) => upload && showReason(upload)),
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

/** A key that does nothing on a row says why: it would seem to be broken otherwise. */
function sayWhyNothing({ running, unfinished }: ChosenRows): void {
  const message =
    running.length + unfinished.length > 0
      ? l10n.t("This upload hasn't finished yet")
      : l10n.t('Choose an upload first');
  window.setStatusBarMessage(message, 3000);
}
