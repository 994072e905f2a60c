import { EventEmitter, languages } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Lazy } from '../../lazy.ts';
import type { Countdown } from '../countdown.ts';
import { window } from '../display/window.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { uploadsCommands } from '../ids/commandIds.ts';
import { uploadsMimeType, viewIds } from '../ids/viewIds.ts';
import { once } from '../promises.ts';
import { registerCommand } from '../registerCommand.ts';
import type { UploadFlow } from '../upload/uploadFlow.ts';
import type { OpenUploads } from './openUploads.ts';
import type { UploadNode } from './rows/uploadNodes.ts';

export interface UploadsViewOptions {
  readonly countdown: Countdown;
  readonly documents: WorkflowDocuments;
  readonly flow: () => Promise<UploadFlow>;
}

export interface UploadsView {
  /** What is behind the view, loaded on first use. */
  open(): Promise<OpenUploads>;
  /** Opens the view and selects the row of an upload. */
  reveal(record: UploadRecord): Promise<void>;
}

/**
 * Registers the view and its commands. What they do is loaded when the view is shown, a command is run, or the history has
 * been opened for something else.
 */
export function registerUploadsView(lazy: Lazy, { countdown, documents, flow }: UploadsViewOptions): UploadsView {
  const { disposables } = lazy.activation;
  const changed = disposables.add(new EventEmitter<UploadNode | undefined>());
  const view = window.createTreeView<UploadNode>(viewIds.uploads, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => (await open()).rows.getChildren(node),
      getTreeItem: async (node) => (await open()).rows.getTreeItem(node),
      getParent: async (node) => (await open()).rows.getParent(node),
      resolveTreeItem: async (item, node) => {
        item.tooltip = await (await open()).rows.tooltip(node);
        return item;
      },
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
    const { services, openUploads } = await lazy.features();
    return openUploads(services, { view, changed, countdown, documents, flow });
  });

  for (const disposable of [
    view,
    // Timers stand still while the computer sleeps. Somebody who comes back must not see what they would have changed.
    window.onDidChangeWindowState(({ focused }) => focused && countdown.check()),
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
    disposables.add(disposable);
  }
  for (const name of uploadsCommands) {
    registerCommand(lazy, name, async (clicked, selected) => (await open()).commands[name](clicked, selected));
  }
  return { open, reveal: async (record) => (await open()).reveal(record) };
}
