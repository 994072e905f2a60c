import { stat } from 'node:fs/promises';
import { l10n, ProgressLocation, TabInputText, type TextDocument, type Uri, window, workspace } from 'vscode';
import { readWholeText, type WholeText } from '../../core/workflow/edit/readWholeText.ts';
import type { WorkflowScan } from '../../core/workflow/mediaInput.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { nameOf } from '../text/names.ts';

/** VS Code keeps the text of larger documents from extensions ("Files above 50MB cannot be synchronized"). */
const syncLimit = 50 * 1024 * 1024;

/** A workflow document a command works on. */
export interface WorkflowSource {
  readonly uri: Uri;
  readonly name: string;
  readonly scan: WorkflowScan;
  /** The text the scan was made from; `undefined` for a file, whose text is not kept in memory. */
  readonly text: string | undefined;
  /** `undefined`: too large for an editor to share, so that the file itself is worked on. */
  readonly document: TextDocument | undefined;
}

/**
 * Reads the documents; what cannot be read is said and left out.
 * @throws CancelledError
 */
export async function readSources(uris: readonly Uri[], signal: AbortSignal): Promise<readonly WorkflowSource[]> {
  const sources: WorkflowSource[] = [];
  for (const uri of uris) {
    const source = (await isLarge(uri)) ? await readLarge(uri, signal) : await readDocument(uri, signal);
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

/** Whether an editor would keep the text to itself; asked of the disk, because opening such a file already costs a second. */
export async function isLarge(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) {
    return false;
  }
  try {
    return (await stat(uri.fsPath)).size > syncLimit;
  } catch {
    return false;
  }
}

async function readLarge(uri: Uri, signal: AbortSignal): Promise<WorkflowSource | undefined> {
  const name = nameOf(uri);
  if (hasUnsavedChanges(uri)) {
    void window.showWarningMessage(
      l10n.t('{0} has unsaved changes. It is too large for VS Code to share them, so save it first.', name),
    );
    return undefined;
  }
  const file = await readLargeFile(uri, signal);
  return (
    file && { uri, name, scan: await scanWorkflowInSlices(file.text, { signal }), text: undefined, document: undefined }
  );
}

/** Reads a large file, with a notification while that takes; says why where it cannot be worked on. */
export async function readLargeFile(uri: Uri, signal: AbortSignal): Promise<WholeText | undefined> {
  const name = nameOf(uri);
  const title = l10n.t('Reading {0}', name);
  const file = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
    readWholeText(uri.fsPath, signal),
  );
  if (file === 'notUtf8') {
    void window.showErrorMessage(l10n.t('{0} is not UTF-8 text, so it was left alone.', name));
    return undefined;
  }
  if (file === 'tooLong') {
    void window.showErrorMessage(l10n.t('{0} is larger than a text can be in VS Code, so it was left alone.', name));
    return undefined;
  }
  return file;
}

function hasUnsavedChanges(uri: Uri): boolean {
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some((tab) => tab.isDirty && tab.input instanceof TabInputText && tab.input.uri.toString() === uri.toString());
}
