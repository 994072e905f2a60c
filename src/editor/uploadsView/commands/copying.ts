import { env, l10n, window } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { apiSnippet } from '../../../core/providers/requestSnippet.ts';
import type { Settings } from '../../services/settings.ts';
import { copyForms } from './copyForms.ts';

export async function copyReferences(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  await copy(history, records, {
    text: records.map(({ reference }) => reference.value).join('\n'),
    message: records.length === 1 ? l10n.t('Reference copied') : l10n.t('{0} references copied', records.length),
  });
}

export async function copySnippet(history: HistoryStore, records: readonly UploadRecord[]): Promise<void> {
  await copy(history, records, {
    text: apiSnippet(records),
    message: records.length === 1 ? l10n.t('Snippet copied') : l10n.t('Snippet of {0} uploads copied', records.length),
  });
}

/** Asks in which form. */
export async function copyAs(
  history: HistoryStore,
  settings: Settings,
  records: readonly UploadRecord[],
): Promise<void> {
  const forms = copyForms(records, settings.copyTemplates);
  const chosen = await window.showQuickPick(
    forms.map((form) => ({ ...form, detail: preview(form.text) })),
    { title: l10n.t('Copy As'), placeHolder: l10n.t('Choose what to copy') },
  );
  if (chosen) {
    await copy(history, records, {
      text: chosen.text,
      message: records.length === 1 ? l10n.t('Copied') : l10n.t('Copied for {0} uploads', records.length),
    });
  }
}

/** One line that shows how the text begins. */
function preview(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

interface Copy {
  readonly text: string;
  /** Shown in the status bar for a moment. */
  readonly message: string;
}

async function copy(history: HistoryStore, records: readonly UploadRecord[], { text, message }: Copy): Promise<void> {
  await env.clipboard.writeText(text);
  for (const { id } of records) {
    history.markUsed(id, Date.now());
  }
  window.setStatusBarMessage(`$(check) ${message}`, 3000);
}
