import { env, l10n, type QuickPickItem, Range, WorkspaceEdit, window, workspace } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import { knownReferences } from '../../../core/providers/knownReferences.ts';
import type { ReferenceForm } from '../../../core/providers/providerId.ts';
import { providerById } from '../../../core/providers/registry.ts';
import { apiSnippet } from '../../../core/providers/requestSnippet.ts';
import { referenceEdits } from '../../insert/referenceEdits.ts';
import type { Settings } from '../../settings.ts';
import { nameOf } from '../../text/names.ts';
import { fillTemplate } from './copyTemplate.ts';

export async function copyReferences(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  const text = records.map(({ reference }) => reference.value).join('\n');
  await copy(history, records, text, l10n.t('Reference copied'), l10n.t('{0} references copied', records.length));
}

export async function copySnippet(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  const text = apiSnippet(records);
  await copy(history, records, text, l10n.t('Snippet copied'), l10n.t('Snippet of {0} uploads copied', records.length));
}

interface CopyChoice extends QuickPickItem {
  readonly text: string;
}

/** Asks in which form: every reference the uploads have, the JSON for the provider's API, the person's own templates. */
export async function copyAs(
  history: HistoryStore,
  settings: Settings,
  records: readonly UploadRecord[],
): Promise<void> {
  const lines = (textOf: (record: UploadRecord) => string): string => records.map(textOf).join('\n');
  const forms = new Set(
    records.flatMap(({ reference, alternatives }) => [reference, ...alternatives].map(({ form }) => form)),
  );
  const choices: CopyChoice[] = [...forms].map((form) => ({
    label: formName(form),
    text: lines((record) => inForm(record, form)),
  }));
  choices.push({ label: l10n.t('JSON for the API'), text: apiSnippet(records) });
  for (const [label, template] of Object.entries(settings.copyTemplates)) {
    const text = lines((record) =>
      fillTemplate(template, {
        reference: record.reference.value,
        fileName: record.fileName,
        provider: providerById(record.provider).label,
        mediaType: record.mediaType,
      }),
    );
    choices.push({ label, text });
  }
  const chosen = await window.showQuickPick(
    choices.filter(({ text }) => text.trim() !== '').map((choice) => ({ ...choice, detail: preview(choice.text) })),
    { title: l10n.t('Copy As'), placeHolder: l10n.t('Choose what to copy') },
  );
  if (chosen) {
    await copy(history, records, chosen.text, l10n.t('Copied'), l10n.t('Copied for {0} uploads', records.length));
  }
}

/** Without a reference of that form there is no line for the upload. */
function inForm({ reference, alternatives }: UploadRecord, form: ReferenceForm): string {
  return [reference, ...alternatives].find((each) => each.form === form)?.value ?? '';
}

/** What is copied is about to be used, so it should be known what it was. */
function preview(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function formName(form: ReferenceForm): string {
  const known = knownReferences.find((each) => each.form === form);
  switch (known?.shape) {
    case 'url':
      return l10n.t('Download Address');
    case 'uuid':
      return l10n.t('UUID');
    case 'uri':
      return l10n.t('{0} URI', providerById(known.provider).label);
    default:
      return l10n.t('File Name at the Provider');
  }
}

async function copy(
  history: HistoryStore,
  records: readonly UploadRecord[],
  text: string,
  one: string,
  several: string,
): Promise<void> {
  if (records.length === 0) {
    return;
  }
  await env.clipboard.writeText(text);
  for (const { id } of records) {
    history.markUsed(id, Date.now());
  }
  window.setStatusBarMessage(`$(check) ${records.length === 1 ? one : several}`, 3000);
}

/** Puts the references in place of the selection of the active editor, as one undo step. */
export async function insertReferences(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) {
    void window.showInformationMessage(
      l10n.t('Open a text file first, and put the cursor where the reference belongs.'),
    );
    return;
  }
  if (records.length === 0) {
    return;
  }
  const { document, selection } = editor;
  const offset = document.offsetAt(selection.start);
  const selected = { offset, length: document.offsetAt(selection.end) - offset };
  const edits = await referenceEdits(document, selected, records);
  const edit = new WorkspaceEdit();
  for (const { offset: start, length, newText } of edits) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(start + length)), newText);
  }
  if (!(await workspace.applyEdit(edit))) {
    void window.showWarningMessage(l10n.t("{0} can't be edited. Nothing was inserted.", nameOf(document.uri)));
    return;
  }
  for (const { id } of records) {
    history.markUsed(id, Date.now());
  }
  await window.showTextDocument(document, { viewColumn: editor.viewColumn });
}
