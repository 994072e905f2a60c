import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProgressLocation, type Uri } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import { type RewrittenFile, restoreBackup, rewriteFile } from '../../core/workflow/edit/rewriteFile.ts';
import { planSwapInSlices } from '../../core/workflow/edit/swap.ts';
import type { Replacement, SkippedInput } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import { readLargeFile } from '../documents/workflowSources.ts';
import { inBackground, stackOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import type { AppliedSwap, SwapCause } from './applySwap.ts';

/** A file may be saved between reading and replacing it; then it is read again. */
const attempts = 3;

export interface RewrittenFiles extends AppliedSwap {
  /** Files that are as they were because the person cancelled. */
  readonly cancelled: readonly Uri[];
}

/**
 * Replaces inputs in files that are too large for VS Code to share. Undo doesn't work there, so the original is kept beside
 * the file, and the message offers to restore it.
 */
export async function rewriteLargeFiles(
  services: Services,
  replacements: ReadonlyMap<Uri, readonly Replacement[]>,
  cause: SwapCause = 'swapped',
): Promise<RewrittenFiles> {
  let replaced = 0;
  const skipped: SkippedInput[] = [];
  const refused: Uri[] = [];
  const cancelled: Uri[] = [];
  for (const [uri, ofFile] of replacements) {
    const title = l10n.t('Rewriting {0}', shown(basename(uri.fsPath)));
    try {
      const outcome = await window.withProgress(
        { location: ProgressLocation.Notification, title, cancellable: true },
        (_progress, token) => {
          const controller = new AbortController();
          token.onCancellationRequested(() => controller.abort());
          return rewrite(uri, ofFile, controller.signal);
        },
      );
      if (!outcome) {
        refused.push(uri);
        continue;
      }
      replaced += outcome.replaced;
      skipped.push(...outcome.skipped);
      if (outcome.file) {
        inBackground(services.log, offerBackup(services, outcome.file));
      }
    } catch (error) {
      if (CancelledError.is(error)) {
        cancelled.push(uri);
      } else {
        refused.push(uri);
        services.log.error(stackOf(error));
      }
    }
  }
  if (replaced > 0 && cause === 'swapped') {
    services.milestones.reach('pathReplaced');
  }
  return { replaced, skipped, refused, cancelled };
}

interface Rewriting extends Pick<AppliedSwap, 'replaced' | 'skipped'> {
  readonly file: RewrittenFile | undefined;
}

async function rewrite(
  uri: Uri,
  replacements: readonly Replacement[],
  signal: AbortSignal,
): Promise<Rewriting | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const original = await readLargeFile(uri, signal);
    if (!original) {
      return undefined;
    }
    const { edits, skipped, restorations } = await planSwapInSlices(original.text, replacements, signal);
    if (edits.length === 0) {
      return { replaced: 0, skipped, file: undefined };
    }
    try {
      const file = await rewriteFile(original, edits, { now: Date.now(), signal });
      return { replaced: restorations.length, skipped, file };
    } catch (error) {
      if (attempt >= attempts || !UploadError.is(error, 'changedWhileReading')) {
        throw error;
      }
    }
  }
}

async function offerBackup(services: Services, file: RewrittenFile): Promise<void> {
  const undo = l10n.t('Undo');
  const deleteBackup = l10n.t('Delete Backup');
  const message = l10n.t(
    '{0} was rewritten on disk. It is over 50 MB, which VS Code does not share with extensions. The original is beside it as {1}.',
    shown(basename(file.path)),
    shown(basename(file.backup)),
  );
  const chosen = await window.showInformationMessage(message, undo, deleteBackup);
  try {
    if (chosen === undo && !(await restoreBackup(file))) {
      void window.showWarningMessage(
        l10n.t(
          '{0} has been changed since, so it was left alone. Its original is still beside it.',
          shown(basename(file.path)),
        ),
      );
    } else if (chosen === deleteBackup) {
      await rm(file.backup, { force: true });
    }
  } catch (error) {
    await showFailure(services, error);
  }
}
