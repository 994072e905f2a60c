import { EventEmitter, languages, window } from 'vscode';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Lazy } from '../../lazy.ts';
import type { Countdown } from '../countdown.ts';
import { workflowLanguages } from '../documents/workflowDocuments.ts';
import { viewIds } from '../ids/viewIds.ts';
import { once } from '../promises.ts';
import type { UploadFlow } from '../upload/uploadFlow.ts';
import type { OpenUploads } from './openUploads.ts';
import type { UploadNode } from './rows/uploadNodes.ts';
import { uploadsMimeType } from './uploadsMimeType.ts';

export interface UploadsView {
  /** What is behind the view, loaded on first use. */
  open(): Promise<OpenUploads>;
  /** Opens the view and selects the row of an upload. */
  reveal(record: UploadRecord): Promise<void>;
}

/** Registers the view; everything it does is loaded when somebody looks at it, or when the history is opened anyway. */
export function registerUploadsView(
  { activation, features }: Lazy,
  countdown: Countdown,
  flow: () => Promise<UploadFlow>,
): UploadsView {
  const changed = activation.disposables.add(new EventEmitter<UploadNode | undefined>());
  const view = window.createTreeView<UploadNode>(viewIds.uploads, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => (await open()).rows.getChildren(node),
      getTreeItem: async (node) => (await open()).rows.getTreeItem(node),
      getParent: async (node) => (await open()).rows.getParent(node),
      resolveTreeItem: async (item, node) => (await open()).rows.resolveTreeItem(item, node),
    },
    dragAndDropController: {
      dragMimeTypes: ['text/plain', uploadsMimeType],
      dropMimeTypes: ['text/uri-list', 'files'],
      handleDrag: async (nodes, transfer) => (await open()).drag(nodes, transfer),
      handleDrop: async (_target, transfer) => (await open()).drop(transfer),
    },
    canSelectMany: true,
    showCollapseAll: true,
  });

  const open = once(async (): Promise<OpenUploads> => {
    const { services, openUploads } = await features();
    return openUploads(services, { view, changed, countdown, flow });
  });

  for (const disposable of [
    view,
    // A timer stands still while the computer sleeps; coming back to the window is when it shows.
    window.onDidChangeWindowState(({ focused }) => focused && countdown.reschedule()),
    languages.registerDocumentDropEditProvider(
      workflowLanguages,
      {
        provideDocumentDropEdits: async (document, position, transfer) =>
          transfer.get(uploadsMimeType) &&
          (await open()).dropInto({ document, offset: document.offsetAt(position), transfer }),
      },
      { dropMimeTypes: [uploadsMimeType] },
    ),
  ]) {
    activation.disposables.add(disposable);
  }
  return { open, reveal: async (record) => (await open()).reveal(record) };
}
