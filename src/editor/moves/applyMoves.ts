import { type Uri, workspace } from 'vscode';
import { replacementsFor } from '../../core/workflow/moves/movedInputs.ts';
import { window } from '../display/window.ts';
import { shownPath } from '../documents/usages/findUsages.ts';
import { hasUnsavedChanges } from '../documents/workflowSources.ts';
import { showWithButtons } from '../outcome/messageButtons.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { rewriteLargeFiles } from '../swap/largeFileSwap.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import { joined } from '../text/shown.ts';
import type { MovedWorkflow } from './movedWorkflows.ts';
import { changedText, pathCount, updatedText } from './movesText.ts';

/**
 * Writes the new paths: one undo step for all documents; files that VS Code doesn't share are rewritten, with a backup.
 * Documents aren't saved, as with every other edit of several files.
 */
export async function applyMoves(services: Services, workflows: readonly MovedWorkflow[]): Promise<void> {
  const inDocuments = workflows.filter(({ text }) => text !== undefined);
  const inFiles = workflows.filter(({ text, uri }) => text === undefined && !hasUnsavedChanges(uri));
  const unsavedFiles = workflows.filter(({ text, uri }) => text === undefined && hasUnsavedChanges(uri));
  const applied = await applySwap(
    services,
    new Map(inDocuments.map(({ uri, inputs }) => [uri.toString(), replacementsFor(inputs)])),
    'moved',
  );
  const rewritten = await rewriteLargeFiles(
    services,
    new Map(inFiles.map(({ uri, inputs }) => [uri, replacementsFor(inputs)])),
    'moved',
  );
  const refused = [...applied.refused, ...rewritten.refused, ...unsavedFiles.map(({ uri }) => uri)];
  const untouched = new Set([...refused, ...rewritten.cancelled].map(String));
  report(services, {
    updated: {
      paths: applied.replaced + rewritten.replaced,
      workflows: workflows.filter((each) => pathCount([each]) > 0 && !untouched.has(each.uri.toString())),
    },
    changed: applied.skipped.length + rewritten.skipped.length,
    refused,
  });
}

interface MovesReport {
  readonly updated: Parameters<typeof updatedText>[0];
  /** How many paths were edited meanwhile. */
  readonly changed: number;
  readonly refused: readonly Uri[];
}

function report(services: Services, { updated, changed, refused }: MovesReport): void {
  const unsaved = updated.workflows.filter(({ uri }) => isUnsaved(uri));
  const message = joined(
    [
      updatedText(updated),
      ...(changed > 0 ? [changedText(changed)] : []),
      ...(refused.length > 0 ? [l10n.t("Couldn't be edited: {0}.", formatList(refused.map(shownPath)))] : []),
    ],
    ' ',
  );
  const isComplete = changed + refused.length === 0;
  if (isComplete && unsaved.length < 2) {
    window.setStatusBarMessage(message, 8000);
    return;
  }
  const show = isComplete ? window.showInformationMessage : window.showWarningMessage;
  const buttons = unsaved.length > 1 ? [{ label: l10n.t('Save All'), run: () => workspace.saveAll() }] : [];
  inBackground(services.log, showWithButtons(show, message, buttons));
}

function isUnsaved(uri: Uri): boolean {
  return workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}
