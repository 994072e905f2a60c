import { l10n, ProgressLocation, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import { uploadAll } from '../../../core/uploads/batch.ts';
import { findUsages, shownPath, type Usage, wantedReferences } from '../../documents/findUsages.ts';
import { replaceReferences } from '../../references/replaceReferences.ts';
import type { Services } from '../../services.ts';
import { formatList } from '../../text/names.ts';
import { showFailure } from '../../upload/failureMessage.ts';
import { sourceAgain } from '../../upload/folderAsZip.ts';
import { withUploadProgress } from '../../upload/withUploadProgress.ts';

/** Uploads whose references have ended or are about to. */
export function dueRecords(records: readonly UploadRecord[], expiringWithin: number): readonly UploadRecord[] {
  const now = Date.now();
  return records.filter(({ reference }) =>
    ['expiring', 'expired'].includes(lifetimeState(reference, now, expiringWithin)),
  );
}

interface FileItem extends QuickPickItem {
  readonly usage: Usage;
}

/**
 * Uploads the files again and puts the new references in the place of the old ones, in the workflows of the workspace
 * the person agrees to. The list comes first: without a workflow to change nothing is sent.
 */
export async function renewEverywhere(services: Services, records: readonly UploadRecord[]): Promise<void> {
  const [first] = records;
  if (!first) {
    return;
  }
  const usages = await search(records);
  if (!usages) {
    return;
  }
  if (usages.length === 0) {
    void window.showInformationMessage(
      l10n.t('No workflow of this workspace contains the reference. Nothing was sent.'),
    );
    return;
  }
  const chosen = await choose(records, first, usages);
  if (!chosen || chosen.length === 0) {
    return;
  }
  try {
    const renewed = await uploadAgain(services, records);
    if (renewed && renewed.size > 0) {
      await replaceIn(chosen, records, renewed);
    }
  } catch (error) {
    await showFailure(services, error);
  }
}

/** @returns `undefined` where the person cancelled the search */
async function search(records: readonly UploadRecord[]): Promise<readonly Usage[] | undefined> {
  const title = l10n.t('Searching the workspace for the reference');
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_bar, token) => {
      const usages: Usage[] = [];
      await findUsages(wantedReferences(records), (usage) => usages.push(usage), token);
      return token.isCancellationRequested ? undefined : usages;
    },
  );
}

async function choose(
  records: readonly UploadRecord[],
  first: UploadRecord,
  usages: readonly Usage[],
): Promise<readonly Usage[] | undefined> {
  const items = usages
    .map((usage): FileItem => {
      const { uri, inputs } = usage;
      const count = inputs.length === 1 ? l10n.t('1 place') : l10n.t('{0} places', inputs.length);
      return { label: shownPath(uri), description: count, picked: true, usage };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    title:
      records.length === 1
        ? l10n.t('Renew {0} and Replace in', first.fileName)
        : l10n.t('Renew {0} Uploads and Replace in', records.length),
    placeHolder: l10n.t('Uploaded again, and replaced in what is ticked'),
  });
  return picked?.map(({ usage }) => usage);
}

/** New uploads by the ids of the old ones. An expired reference may be made up for by a newer upload of the same content. */
async function uploadAgain(
  services: Services,
  records: readonly UploadRecord[],
): Promise<ReadonlyMap<string, UploadRecord> | undefined> {
  const { uploader } = await services.uploads();
  const renewed = new Map<string, UploadRecord>();
  for (const [id, ofProvider] of Map.groupBy(records, ({ provider }) => provider)) {
    const account = await services.accounts.currentOrAsk(id);
    if (!account) {
      return undefined;
    }
    const title = l10n.t('Renewing at {0}', account.provider.label);
    const items = await withUploadProgress(title, ofProvider.length, (reporter, signal) =>
      uploadAll(
        uploader,
        ofProvider.map((record) => ({
          source: sourceAgain(services, Uri.parse(record.fileUri), account.provider),
          account,
          reuse: lifetimeState(record.reference, Date.now(), 0) === 'expired' && services.settings.reuseUploads,
          workspaceUri: record.workspaceUri,
        })),
        {
          signal,
          onProgress: (progress, index) => reporter.report(index, progress),
          onItem: (_item, index) => reporter.finish(index),
        },
      ),
    );
    for (const [index, item] of items.entries()) {
      const old = ofProvider[index];
      if (item.status === 'done' && old) {
        renewed.set(old.id, item.result.record);
      } else if (item.status === 'failed') {
        void showFailure(services, item.error);
      }
    }
  }
  return renewed;
}

async function replaceIn(
  usages: readonly Usage[],
  records: readonly UploadRecord[],
  renewed: ReadonlyMap<string, UploadRecord>,
): Promise<void> {
  const pairs = records.flatMap((old) => {
    const fresh = renewed.get(old.id);
    return fresh ? [{ old, fresh }] : [];
  });
  let places = 0;
  let files = 0;
  const refused: string[] = [];
  for (const { uri } of usages) {
    const replaced = await replaceReferences(uri, pairs);
    places += replaced ?? 0;
    files += replaced ? 1 : 0;
    if (replaced === undefined) {
      refused.push(shownPath(uri));
    }
  }
  const save = l10n.t('Save All');
  const message = [
    l10n.t('References replaced: {0}, in files: {1}. Each file can be undone by itself.', places, files),
    ...(refused.length > 0 ? [l10n.t('Could not be edited: {0}', formatList(refused))] : []),
  ].join(' ');
  const show = refused.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  void show(message, save).then((answer) => answer === save && workspace.saveAll());
}
