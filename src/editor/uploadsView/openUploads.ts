import { type DataTransfer, type EventEmitter, workspace } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Uploader } from '../../core/uploads/uploader.ts';
import type { Countdown } from '../countdown.ts';
import type { DocumentDropEdit } from '../display/items.ts';
import { type ShownTreeView, window } from '../display/window.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { UploadsCommand } from '../ids/commandIds.ts';
import { viewIds } from '../ids/viewIds.ts';
import type { Services } from '../services/services.ts';
import { nextRetryText } from '../text/uploadText.ts';
import type { UploadFlow } from '../upload/uploadFlow.ts';
import { attentionOf } from './attention.ts';
import { Badge } from './badge.ts';
import { Burst } from './burst.ts';
import { createUploadsCommands, type RowCommand } from './commands/uploadsCommands.ts';
import { type DropOnDocument, dropEdit, droppedFiles, fillTransfer } from './dragAndDrop.ts';
import { ExplorerDecorations } from './explorerDecorations.ts';
import { followUsage } from './followUsage.ts';
import { filterText } from './options/viewOptionQuestions.ts';
import { isFiltered, noFilter } from './options/viewOptions.ts';
import { ViewState } from './options/viewState.ts';
import { SourceWatch } from './rows/recordSources.ts';
import type { UploadNode } from './rows/uploadNodes.ts';
import { UploadRows } from './rows/uploadRows.ts';
import { showRunningUploads } from './statusBar.ts';
import { UsedUploads } from './usedUploads.ts';
import { WorkflowUsage } from './workflowUsage.ts';

/** What registration has made already, because VS Code asks for it before anything is loaded. */
export interface RegisteredView {
  readonly view: ShownTreeView<UploadNode>;
  readonly changed: EventEmitter<UploadNode | undefined>;
  readonly countdown: Countdown;
  readonly documents: WorkflowDocuments;
  readonly flow: () => Promise<UploadFlow>;
}

/** The Uploads view at work. */
export interface OpenUploads {
  readonly rows: UploadRows;
  readonly commands: Readonly<Record<UploadsCommand, RowCommand>>;
  drag(nodes: readonly UploadNode[], transfer: DataTransfer): void;
  drop(transfer: DataTransfer): Promise<void>;
  dropInto(drop: DropOnDocument): Promise<DocumentDropEdit | undefined>;
  reveal(record: UploadRecord): Promise<void>;
}

/** Progress and changes of the history come in bursts; the view follows at most this often, in milliseconds. */
const redrawInterval = 100;

/** Brings the view to life: rows, badge, status bar and marks in the Explorer, all fed by one history. */
export async function openUploads(services: Services, registered: RegisteredView): Promise<OpenUploads> {
  const [history, { uploader, unfinished }] = await Promise.all([services.history(), services.uploads()]);
  const { settings, context, disposables, log, connections, recordConnections } = services;
  const { view, changed, countdown, documents, flow } = registered;
  const state = disposables.add(new ViewState(context.workspaceState, log));
  const watch = disposables.add(new SourceWatch());
  const usage = new WorkflowUsage(history);
  const used = disposables.add(new UsedUploads(context.workspaceState, log));
  disposables.add(followUsage(used, documents));
  const badge = disposables.add(
    new Badge({
      findAttention: () => attentionOf(history, { now: Date.now(), warning: settings.expiryWarning, used: used.ids }),
      view,
      countdown,
      onChange: () => rows.refresh(),
    }),
  );
  const rows = new UploadRows({
    history,
    uploader,
    settings,
    connections,
    recordConnections,
    state,
    view,
    changed,
    log,
    usage: async () => {
      const found = await window.withProgress({ location: { viewId: viewIds.uploads } }, () => usage.uploads());
      used.noteAll(found);
      return found;
    },
    unfinished,
    attention: () => badge.attention,
    onLoaded: () => {
      showFilter();
      rowCountdown.changed();
    },
  });
  const decorations = disposables.add(
    new ExplorerDecorations({ history, settings, recordConnections, watch, countdown }),
  );
  const rowCountdown = disposables.add(
    countdown.add({
      nextChange: (now) => (view.visible ? rows.nextChange(now) : undefined),
      refresh: (now) => rows.redrawDue(now),
    }),
  );
  const refresh = disposables.add(
    new Burst(redrawInterval, () => {
      badge.refresh();
      decorations.refresh();
      rows.refresh();
    }),
  );
  const retryCountdown = disposables.add(
    countdown.add({
      nextChange: (now) => (view.visible ? nextRetryChange(uploader, now) : undefined),
      refresh: () => rows.redrawTransfers(),
    }),
  );
  const redrawTransfers = disposables.add(
    new Burst(redrawInterval, () => {
      rows.redrawTransfers();
      retryCountdown.changed();
    }),
  );

  function showFilter(): void {
    // A message would take the place of the welcome text, which says that nothing passes the filter and how to clear it.
    const message = rows.isEmpty ? undefined : filterText(state.options.filter);
    if (view.message !== message) {
      view.message = message;
    }
  }

  function setFolded(node: UploadNode, isFolded: boolean): void {
    rows.setFolded(node, isFolded);
    rowCountdown.changed();
  }

  for (const listener of [
    showRunningUploads(uploader),
    { dispose: history.onDidChange(() => refresh.call()) },
    { dispose: uploader.onDidChangeRunning(() => redrawTransfers.call()) },
    unfinished.onDidChange(() => redrawTransfers.call()),
    used.onDidChange(() => {
      badge.refresh();
      rows.refresh();
    }),
    settings.onDidChange(() => {
      refresh.call();
      rows.redrawAll();
    }),
    state.onDidChange(() => {
      showFilter();
      rows.redrawAll();
    }),
    recordConnections.onDidChange(() => {
      decorations.refresh();
      rows.redrawAll();
    }),
    watch.onDidChange((uri) => rows.redrawSource(uri.toString())),
    workspace.onDidSaveTextDocument(({ languageId }) => {
      if (languageId.startsWith('json')) {
        usage.forget();
        if (state.options.groupBy === 'workflow') {
          rows.refresh();
        }
      }
    }),
    view.onDidChangeVisibility(() => {
      if (view.visible) {
        usage.forget();
        rows.wakeUp(Date.now());
      }
      rowCountdown.changed();
      retryCountdown.changed();
    }),
    view.onDidCollapseElement(({ element }) => setFolded(element, true)),
    view.onDidExpandElement(({ element }) => setFolded(element, false)),
  ]) {
    disposables.add(listener);
  }
  showFilter();

  return {
    rows,
    commands: createUploadsCommands({ services, history, uploader, unfinished, used, state, rows, view, flow }),
    drag: (nodes, transfer) => fillTransfer(history, nodes, transfer),
    async drop(transfer) {
      const files = await droppedFiles(transfer);
      if (files.length > 0) {
        await (await flow()).dropped(files);
      }
    },
    dropInto: (drop) => dropEdit(services, drop),
    async reveal(record) {
      let node = await rows.nodeOf(record);
      if (!node && isFiltered(state.options.filter)) {
        await state.change({ filter: noFilter });
        node = await rows.nodeOf(record);
      }
      if (node) {
        await view.reveal(node, { select: true, focus: true });
      }
    },
  };
}

/** When a row of an upload that waits for another attempt changes next, in milliseconds since the epoch. */
function nextRetryChange(uploader: Uploader, now: number): number | undefined {
  const changes = uploader.running().flatMap(({ progress }) => nextRetryText(progress, now) ?? []);
  return changes.length > 0 ? Math.min(...changes) : undefined;
}
