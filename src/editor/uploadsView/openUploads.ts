import type { DataTransfer, Disposable, DocumentDropEdit, EventEmitter, TreeView } from 'vscode';
import { window, workspace } from 'vscode';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Countdown } from '../countdown.ts';
import type { UploadsCommand } from '../ids/commandIds.ts';
import { viewIds } from '../ids/viewIds.ts';
import type { Services } from '../services.ts';
import type { UploadFlow } from '../upload/uploadFlow.ts';
import { showBadge } from './badge/badge.ts';
import type { RowCommand } from './commands/selection.ts';
import { uploadsCommands } from './commands/uploadsCommands.ts';
import { type DropOnDocument, dropEdit, droppedFiles, fillTransfer } from './dragAndDrop.ts';
import { decorateExplorer } from './explorerDecorations.ts';
import { filterText } from './options/viewOptionQuestions.ts';
import { isFiltered, noFilter } from './options/viewOptions.ts';
import { ViewState } from './options/viewState.ts';
import { SourceWatch } from './rows/recordSources.ts';
import type { UploadNode } from './rows/uploadNodes.ts';
import { UploadRows } from './rows/uploadRows.ts';
import { showRunningUploads } from './statusBar.ts';
import { WorkflowUsage } from './workflowUsage.ts';

/** What registration has made already, because VS Code asks for it before anything is loaded. */
export interface ViewParts {
  readonly view: TreeView<UploadNode>;
  readonly changed: EventEmitter<UploadNode | undefined>;
  readonly countdown: Countdown;
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

/** How long a burst of progress is waited for before rows are redrawn, in milliseconds. */
const progressPause = 100;

/** Brings the view to life: rows, badge, status bar, marks in the Explorer, all fed by one history. */
export async function openUploads(services: Services, parts: ViewParts): Promise<OpenUploads> {
  const [history, { uploader }] = await Promise.all([services.history(), services.uploads()]);
  const { settings, context } = services;
  const { view, changed, countdown, flow } = parts;
  const state = new ViewState(context.workspaceState);
  const watch = new SourceWatch();
  const usage = new WorkflowUsage(history);
  const rows = new UploadRows({
    history,
    uploader,
    settings,
    state,
    view,
    changed,
    usage: async () => window.withProgress({ location: { viewId: viewIds.uploads } }, () => usage.uploads()),
    onLoaded: () => {
      showViewOptions();
      countdown.reschedule();
    },
  });
  const badge = showBadge(history, view, settings, countdown);
  const decorations = decorateExplorer(history, settings, watch, countdown);

  function refresh(): void {
    badge.refresh();
    decorations.refresh();
    rows.refresh();
    countdown.reschedule();
  }

  function showViewOptions(): void {
    // A message would take the place of the welcome text, which says that nothing passes the filter and how to clear it.
    const message = rows.isEmpty ? undefined : filterText(state.options.filter);
    if (view.message !== message) {
      view.message = message;
    }
  }

  const disposables: Disposable[] = [
    state,
    watch,
    badge,
    decorations,
    showRunningUploads(uploader),
    { dispose: history.onDidChange(refresh) },
    { dispose: uploader.onDidChangeRunning(inBursts(() => rows.redrawRunning(), progressPause)) },
    settings.onDidChange(() => {
      refresh();
      rows.redrawAll();
    }),
    state.onDidChange(() => {
      showViewOptions();
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
        rows.awake(Date.now());
      }
      countdown.reschedule();
    }),
    view.onDidCollapseElement(({ element }) => fold(element, true)),
    view.onDidExpandElement(({ element }) => fold(element, false)),
    countdown.add({
      nextChange: (now) => (view.visible ? rows.nextChange(now) : undefined),
      refresh: (now) => rows.redrawDue(now),
    }),
  ];
  for (const disposable of disposables) {
    services.disposables.add(disposable);
  }
  showViewOptions();

  function fold(node: UploadNode, isFolded: boolean): void {
    rows.fold(node, isFolded);
    countdown.reschedule();
  }

  return {
    rows,
    commands: uploadsCommands({ services, history, state, rows, view, flow }),
    drag: fillTransfer,
    async drop(transfer) {
      const files = await droppedFiles(transfer);
      if (files.length > 0) {
        await (await flow()).fromCommand(undefined, files[0], files);
      }
    },
    dropInto: (drop) => dropEdit(history, drop),
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

/** Runs at once, and then at most once per pause however often it is called. */
function inBursts(run: () => void, pause: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  return function call() {
    if (timer) {
      again = true;
      return;
    }
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        call();
      }
    }, pause);
    timer.unref();
  };
}
