import { ProgressLocation, workspace } from 'vscode';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import type { Log } from '../../../../core/log.ts';
import { type ShownQuickPickItem, window } from '../../../display/window.ts';
import { findUsages, shownPath, type Usage } from '../../../documents/usages/findUsages.ts';
import { referenceUsages } from '../../../documents/usages/referenceUsages.ts';
import { showOutcome } from '../../../outcome/showOutcome.ts';
import { inBackground } from '../../../promises.ts';
import { type RenewedUpload, replaceReferences } from '../../../references/renewal/replaceReferences.ts';
import type { Services } from '../../../services/services.ts';
import { l10n } from '../../../text/l10n.ts';
import { formatList } from '../../../text/names.ts';
import { joined, type ShownText, shown } from '../../../text/shown.ts';
import { renewUploads } from './renewUploads.ts';

interface FileItem extends ShownQuickPickItem {
  readonly usage: Usage;
}

/**
 * Uploads files again and replaces their old references by the new ones, in those workflows of the workspace that the
 * person picks. Asks before uploading: where there is no workflow to change, nothing is sent.
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
      records.length === 1
        ? l10n.t('Nothing was sent. No workflow of this workspace contains the reference.')
        : l10n.t('Nothing was sent. No workflow of this workspace contains any of these references.'),
    );
    return;
  }
  const chosen = await choose(records, first, usages);
  if (!chosen || chosen.length === 0) {
    return;
  }
  await renewIn(services, chosen, records);
}

async function renewIn(services: Services, usages: readonly Usage[], records: readonly UploadRecord[]): Promise<void> {
  const outcome = await renewUploads(services, records);
  const renewals = outcome.items.flatMap(({ item: old, ending }) =>
    'result' in ending ? [{ old, fresh: ending.result }] : [],
  );
  if (renewals.length > 0) {
    await replaceIn(usages, renewals, services.log);
  }
  if (renewals.length < records.length) {
    await showOutcome(services, {
      operation: 'renew',
      outcome,
      nameOf: ({ fileName }) => fileName,
      tryAgain: (again) => renewIn(services, usages, again),
    });
  }
}

/** @returns `undefined` where the person cancelled the search */
async function search(records: readonly UploadRecord[]): Promise<readonly Usage[] | undefined> {
  const title =
    records.length === 1
      ? l10n.t('Searching the workspace for the reference')
      : l10n.t('Searching the workspace for the references');
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_bar, token) => {
      const usages: Usage[] = [];
      await findUsages([referenceUsages(records, token)], { onFound: (usage) => usages.push(usage), token });
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
        ? l10n.t('Renew {0} and Replace Its Reference', shown(first.fileName))
        : l10n.t('Renew {0} Uploads and Replace Their References', records.length),
    placeHolder: l10n.t('Choose the workflows that get the new references'),
  });
  return picked?.map(({ usage }) => usage);
}

async function replaceIn(usages: readonly Usage[], renewals: readonly RenewedUpload[], log: Log): Promise<void> {
  let places = 0;
  let files = 0;
  const refused: ShownText[] = [];
  for (const { uri } of usages) {
    const replaced = await replaceReferences(uri, renewals);
    places += replaced ?? 0;
    files += replaced ? 1 : 0;
    if (replaced === undefined) {
      refused.push(shownPath(uri));
    }
  }
  const save = l10n.t('Save All');
  const sentences = [
    replacedText(places, files),
    ...(refused.length > 0 ? [l10n.t("Couldn't be edited: {0}.", formatList(refused))] : []),
  ];
  const show = refused.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  inBackground(
    log,
    show(joined(sentences, ' '), save).then((answer) => answer === save && workspace.saveAll()),
  );
}

function replacedText(places: number, files: number): ShownText {
  if (places === 0) {
    return l10n.t('No reference was replaced.');
  }
  if (files === 1) {
    return places === 1
      ? l10n.t('Replaced 1 reference in 1 file.')
      : l10n.t('Replaced {0} references in 1 file.', places);
  }
  return l10n.t('Replaced {0} references in {1} files. Each file has an undo step of its own.', places, files);
}
