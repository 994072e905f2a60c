import { type TextDocument, Uri, workspace } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import { accountScope } from '../../core/uploads/accounts/account.ts';
import { type UploadOutcome, uploadAll } from '../../core/uploads/batch.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import type { GatedSource } from '../../core/uploads/permission/permissionGate.ts';
import { longestUsable } from '../../core/uploads/reuse.ts';
import type { UploadRequest } from '../../core/uploads/uploadRequest.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import type { ReferenceTarget } from '../documents/analysis.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import type { Services } from '../services/services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { admitFiles } from '../upload/filesToSend.ts';
import { recordToSend } from '../upload/folderAsZip.ts';
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

/** A group whose account is known. */
interface ReadyGroup {
  readonly group: Group;
  readonly account: Account;
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
  const ready: ReadyGroup[] = [];
  const accounts = new Map<string, Promise<Account | undefined>>();
  for (const group of groups) {
    try {
      assertIsThere(group);
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
  const items = ready.length > 0 ? (await uploadGroups(services, ready)).items : [];
  const replacements: { renewal: Renewal; record: UploadRecord; newValue: string }[] = [];
  for (const [index, { group }] of ready.entries()) {
    const ending = items[index]?.ending;
    if (ending?.status === 'done' || ending?.status === 'reused') {
      const { record } = ending.result;
      for (const renewal of group.renewals) {
        replacements.push({ renewal, record, newValue: newReference(record, renewal) });
      }
    } else if (ending?.status === 'failed') {
      failures.push({ fileName: group.record.fileName, renewals: group.renewals, error: ending.error });
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

/** @throws UploadError `fileMissing`, before the person is asked for a key */
function assertIsThere({ record, first }: Group): void {
  if (first.target.source === 'missing') {
    throw new UploadError('fileMissing', 'The file that the reference was made from no longer exists', {
      fileName: record.fileName,
      provider: record.provider,
    });
  }
}

/** Lets the files in, those for one account together, so that one question is enough for them. In the order of the groups. */
async function admitGroups(
  services: Services,
  ready: readonly ReadyGroup[],
  history: HistoryStore,
): Promise<ReadonlyMap<ReadyGroup, GatedSource>> {
  const { signal } = new AbortController();
  const sources = new Map<ReadyGroup, GatedSource>();
  for (const [account, those] of Map.groupBy(ready, (each) => each.account)) {
    const files = those.map(
      ({ group }): FileToSend => recordToSend(services, group.record, { history, provider: account.provider }),
    );
    for (const [index, source] of (await admitFiles(services, files, { account, signal })).entries()) {
      const each = those[index];
      if (each !== undefined) {
        sources.set(each, source);
      }
    }
  }
  return sources;
}

async function uploadGroups(services: Services, ready: readonly ReadyGroup[]): Promise<UploadOutcome> {
  const [history, { uploader }] = await Promise.all([services.history(), services.uploads()]);
  const sources = await admitGroups(services, ready, history);
  const { reuseUploads, expiryWarning: expiringWithin } = services.settings;
  const [only] = ready;
  const title =
    ready.length === 1 && only
      ? l10n.t('Uploading {0} to {1}', shown(only.group.record.fileName), shown(only.account.provider.label))
      : l10n.t('Renewing {0} references', ready.length);
  return withUploadProgress(title, ready.length, (reporter, signal) =>
    uploadAll(
      uploader,
      ready.flatMap((each): UploadRequest[] => {
        const { group, account } = each;
        const source = sources.get(each);
        const file = Uri.parse(group.record.fileUri);
        return source === undefined
          ? []
          : [
              {
                source,
                account,
                reuse: reuseUploads && mayReuse(history, account, { group, expiringWithin }),
                form: group.first.target.reference.form,
                workspaceUri: workspace.getWorkspaceFolder(file)?.uri.toString(),
              },
            ];
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
  const now = Date.now();
  const uploads = history.findByContent(accountScope(account, history.accountSalt), record.contentHash);
  const reused = longestUsable(uploads, { account, form: first.target.reference.form }, now);
  const state = reused && lifetimeState(reused.reference, now, expiringWithin);
  return reused?.id !== record.id && state !== 'expiring';
}

/** In the form that was there; where the new upload has no such form, in one that fits. */
function newReference(record: UploadRecord, { input, target }: Renewal): string {
  const references = [record.reference, ...record.alternatives];
  const same = references.find((reference) => reference.form === target.reference.form);
  return (same ?? fittingReference(record, input.fits) ?? record.reference).value;
}
