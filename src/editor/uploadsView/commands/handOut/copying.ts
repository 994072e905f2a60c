import { commands, env } from 'vscode';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { apiSnippet } from '../../../../core/providers/requestSnippet.ts';
import { type ShownQuickPickItem, window } from '../../../display/window.ts';
import { settingId } from '../../../ids/settingIds.ts';
import type { Settings } from '../../../services/settings.ts';
import { credentialNotes } from '../../../text/credentialText.ts';
import { l10n } from '../../../text/l10n.ts';
import { joined, type ShownText, shown, withIcon } from '../../../text/shown.ts';
import { copyForms } from './copyForms.ts';

/** What fits on one line of a list, in characters. */
const previewLength = 120;

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

interface CopyItem extends ShownQuickPickItem {
  /** `undefined` for the entry that leads to the templates. */
  readonly text?: string;
}

/** Asks in which form. The last entry leads to the person's own templates, which nobody would look for in the settings. */
export async function copyAs(
  history: HistoryStore,
  settings: Settings,
  records: readonly UploadRecord[],
): Promise<void> {
  const forms = copyForms(records, settings.copyTemplates);
  const items: CopyItem[] = [
    ...forms.map((form) => ({ ...form, detail: shown(form.text.replaceAll(/\s+/g, ' '), previewLength) })),
    { label: l10n.t('Configure Templates...'), alwaysShow: true },
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Copy As'),
    placeHolder: l10n.t('Choose what to copy'),
  });
  if (chosen?.text !== undefined) {
    await copy(history, records, {
      text: chosen.text,
      message: records.length === 1 ? l10n.t('Copied') : l10n.t('Copied for {0} uploads', records.length),
    });
  } else if (chosen) {
    await commands.executeCommand('workbench.action.openSettings', `@id:${settingId('copyTemplates')}`);
  }
}

interface Copy {
  readonly text: string;
  /** Shown in the status bar for a moment. */
  readonly message: ShownText;
}

async function copy(history: HistoryStore, records: readonly UploadRecord[], { text, message }: Copy): Promise<void> {
  await env.clipboard.writeText(text);
  for (const { id } of records) {
    history.markUsed(id, Date.now());
  }
  const notes = credentialNotes(records);
  const shownFor = notes.length === 0 ? 3_000 : 8_000;
  window.setStatusBarMessage(withIcon('check', joined([message, ...notes], ' · ')), shownFor);
}
