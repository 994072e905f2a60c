import { l10n, type TextDocument, Uri, workspace } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Account } from '../../core/uploads/account.ts';
import { accountScope } from '../../core/uploads/account.ts';
import type { BatchItem } from '../../core/uploads/batch.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import type { UploadRequest } from '../../core/uploads/uploadRequest.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import type { ReferenceTarget } from '../documents/analysis.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import type { Services } from '../services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { assertMaySend } from '../upload/consent.ts';
import { sourceAgain } from '../upload/folderAsZip.ts';
import { withUploadProgress } from '../upload/withUploadProgress.ts';

/** A reference in a document that is to be renewed. */
export interface Renewal {
  readonly input: MediaInput;
  readonly target: ReferenceTarget;
}

export interface RenewalFailure {
  readonly fileName: string;
  readonly renewals: readonly Renewal[];
  readonly error: unknown;
}

export interface RenewalOutcome {
  /** References that were renewed in the document. */
  readonly renewed: readonly { readonly renewal: Renewal; readonly record: UploadRecord }[];
  readonly failures: readonly RenewalFailure[];
  /** Inputs that were changed during the upload and left alone. */
  readonly skipped: number;
  /** Whether VS Code refused the edit, as it does for read-only documents. */
  readonly refused: boolean;
}

/** One file for one provider, with all the references it renews. */
interface Group {
  readonly renewals: readonly Renewal[];
  readonly record: UploadRecord;
  readonly first: Renewal;
}

/**
 * Uploads the local files behind references, each once, and replaces the references in one undo step. A file that fails
 * doesn't stop the others.
 *
 * @throws CancelledError where everything was cancelled
 */
export async function renewReferences(
  services: Services,
  document: TextDocument,
  renewals: readonly Renewal[],
): Promise<RenewalOutcome> {
  const groups = groupsOf(renewals);
  const failures: RenewalFailure[] = [];
  const ready: { group: Group; account: Account }[] = [];
  const accounts = new Map<string, Promise<Account | undefined>>();
  for (const group of groups) {
    try {
      await assertMayRenew(services, document, group);
      const { provider } = group.record;
      const account = accounts.get(provider) ?? services.accounts.currentOrAsk(provider);
      accounts.set(provider, account);
      const found = await account;
      if (found) {
        ready.push({ group, account: found });
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        failures.push({ fileName: group.record.fileName, renewals: group.renewals, error });
      }
    }
  }
  if (ready.length === 0 && failures.length === 0) {
    throw new CancelledError();
  }
  const items = ready.length > 0 ? await uploadGroups(services, ready) : [];
  const replacements: { renewal: Renewal; record: UploadRecord; newValue: string }[] = [];
  for (const [index, { group }] of ready.entries()) {
    const item = items[index];
    if (item?.status === 'done') {
      const { record } = item.result;
      for (const renewal of group.renewals) {
        replacements.push({ renewal, record, newValue: newReference(record, renewal) });
      }
    } else if (item?.status === 'failed') {
      failures.push({ fileName: group.record.fileName, renewals: group.renewals, error: item.error });
    }
  }
  if (replacements.length === 0 && failures.length === 0) {
    throw new CancelledError();
  }
  const changed = replacements.flatMap(({ renewal: { input }, newValue }) =>
    input.value === newValue ? [] : [{ input, newValue }],
  );
  const applied = await applySwap(services, new Map([[document.uri.toString(), changed]]), 'renewed');
  return { renewed: replacements, failures, skipped: applied.skipped.length, refused: applied.refused.length > 0 };
}

function groupsOf(renewals: readonly Renewal[]): readonly Group[] {
  const groups = Map.groupBy(renewals, ({ target: { record, reference } }) =>
    JSON.stringify([record.fileUri, record.provider, reference.form]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ renewals: group, record: first.target.record, first }] : [];
  });
}

/**
 * Sending the same bytes to the same provider again needs no new consent. A file outside the workspace that has changed
 * since does: the history may have been imported, and the person may never have seen what it names.
 */
async function assertMayRenew(services: Services, document: TextDocument, group: Group): Promise<void> {
  const { record, first } = group;
  const { source } = first.target;
  if (source === 'missing') {
    throw new UploadError('fileMissing', 'The file that the reference was made from no longer exists', {
      fileName: record.fileName,
      provider: record.provider,
    });
  }
  const file = Uri.parse(record.fileUri);
  if (source === 'unchanged' || file.scheme !== 'file') {
    return;
  }
  const resolved = await resolvePath(file.fsPath, pathContextOf(document.uri, services));
  if (resolved) {
    await assertMaySend(resolved, providerById(record.provider));
  }
}

async function uploadGroups(
  services: Services,
  ready: readonly { readonly group: Group; readonly account: Account }[],
): Promise<readonly BatchItem[]> {
  const [history, { uploader }] = await Promise.all([services.history(), services.uploads()]);
  const { reuseUploads, expiryWarning: expiringWithin } = services.settings;
  const [only] = ready;
  const title =
    ready.length === 1 && only
      ? l10n.t('Uploading {0} to {1}', only.group.record.fileName, only.account.provider.label)
      : l10n.t('Renewing {0} references', ready.length);
  return withUploadProgress(title, ready.length, (reporter, signal) =>
    uploadAll(
      uploader,
      ready.map(({ group, account }): UploadRequest => {
        const file = Uri.parse(group.record.fileUri);
        return {
          source: sourceAgain(services, file, account.provider),
          account,
          reuse: reuseUploads && mayReuse(history, account, { group, expiringWithin }),
          form: group.first.target.reference.form,
          workspaceUri: workspace.getWorkspaceFolder(file)?.uri.toString(),
        };
      }),
      {
        signal,
        onProgress: (progress, index) => reporter.report(index, progress),
        onItem: (_item, index) => reporter.finish(index),
      },
    ),
  );
}

interface ReuseQuestion {
  readonly group: Group;
  /** Milliseconds. */
  readonly expiringWithin: number;
}

/**
 * Whether an earlier upload will do, e.g. one that renewed the same reference in another document a minute ago. The one
 * that is to be renewed won't, nor will one that expires soon as well.
 */
function mayReuse(history: HistoryStore, account: Account, { group, expiringWithin }: ReuseQuestion): boolean {
  const { record, first } = group;
  if (first.target.source === 'changed') {
    return true;
  }
  const newest = history.findByContent(accountScope(account, history.accountSalt), record.contentHash);
  const state = newest && lifetimeState(newest.reference, Date.now(), expiringWithin);
  return newest?.id !== record.id && state !== 'expiring';
}

/** In the form that was there; where the new upload has no such form, in one that fits. */
function newReference(record: UploadRecord, { input, target }: Renewal): string {
  const references = [record.reference, ...record.alternatives];
  const same = references.find((reference) => reference.form === target.reference.form);
  return (same ?? fittingReference(record, input.fits) ?? record.reference).value;
}
