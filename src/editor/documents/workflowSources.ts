import { stat } from 'node:fs/promises';
import { TabInputText, type TextDocument, type Uri, workspace } from 'vscode';
import { readWholeText, type WholeText } from '../../core/workflow/edit/readWholeText.ts';
import type { WorkflowScan } from '../../core/workflow/mediaInput.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { cancellable } from '../cancellable.ts';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';

/** VS Code doesn't share the text of larger documents with extensions ("Files above 50MB cannot be synchronized"). */
export const maxSharedBytes = 50 * 1024 * 1024;

/** A workflow document a command works on. */
export interface WorkflowSource {
  readonly uri: Uri;
  readonly name: string;
  readonly scan: WorkflowScan;
  /** The text that was scanned; `undefined` for a file on disk, whose text isn't kept in memory. */
  readonly text: string | undefined;
  /** `undefined` where the document is too large for VS Code to share, so that the file itself is edited. */
  readonly document: TextDocument | undefined;
}

/**
 * Reads and scans documents, with a notification that can cancel it where that takes a while. Documents that can't be read
 * are left out, after a message.
 * @throws CancelledError
 */
export async function readSources(uris: readonly Uri[]): Promise<readonly WorkflowSource[]> {
  const sources: WorkflowSource[] = [];
  for (const uri of uris) {
    const title = l10n.t('Reading {0}', shown(nameOf(uri)));
    const isFile = await isLarge(uri);
    const run = (signal: AbortSignal) => (isFile ? readLarge(uri, signal) : readDocument(uri, signal));
    const source = await cancellable({ title, run });
    if (source) {
      sources.push(source);
    }
  }
  return sources;
}

async function readDocument(uri: Uri, signal: AbortSignal): Promise<WorkflowSource> {
  const document = await workspace.openTextDocument(uri);
  const text = document.getText();
  return { uri, name: nameOf(uri), scan: await scanWorkflowInSlices(text, { signal }), text, document };
}

/** Whether VS Code would refuse to share the text. Asks the disk, because opening such a file alone takes a second. */
export async function isLarge(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) {
    return false;
  }
  try {
    return (await stat(uri.fsPath)).size > maxSharedBytes;
  } catch {
    return false;
  }
}

async function readLarge(uri: Uri, signal: AbortSignal): Promise<WorkflowSource | undefined> {
  const name = nameOf(uri);
  if (hasUnsavedChanges(uri)) {
    void window.showWarningMessage(
      l10n.t('{0} has unsaved changes. It is too large for VS Code to share them, so save it first.', shown(name)),
    );
    return undefined;
  }
  const file = await readLargeFile(uri, signal);
  return (
    file && { uri, name, scan: await scanWorkflowInSlices(file.text, { signal }), text: undefined, document: undefined }
  );
}

/** Reads a large file; `undefined`, after a message, where it can't be edited. @throws CancelledError */
export async function readLargeFile(uri: Uri, signal: AbortSignal): Promise<WholeText | undefined> {
  const name = shown(nameOf(uri));
  const file = await readWholeText(uri.fsPath, signal);
  if (file === 'notUtf8') {
    void window.showErrorMessage(l10n.t("{0} isn't UTF-8 text, so it was left alone.", name));
    return undefined;
  }
  if (file === 'tooLong') {
    void window.showErrorMessage(l10n.t('{0} is larger than a text can be in VS Code, so it was left alone.', name));
    return undefined;
  }
  return file;
}

/** Whether an editor shows unsaved changes of a document, which may be too large for VS Code to share. */
export function hasUnsavedChanges(uri: Uri): boolean {
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some((tab) => tab.isDirty && tab.input instanceof TabInputText && tab.input.uri.toString() === uri.toString());
}
