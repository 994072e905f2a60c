import { type TextDocument, Uri, workspace } from 'vscode';
import { CancelledError, UploadError } from '../../../core/errors.ts';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { type Ending, Outcome } from '../../../core/outcome.ts';
import type { Reference } from '../../../core/providers/reference.ts';
import { type Account, accountLabel, accountScope } from '../../../core/uploads/accounts/account.ts';
import { type UploadOutcome, uploadAll } from '../../../core/uploads/batch.ts';
import type { FileToSend } from '../../../core/uploads/permission/judgedSource.ts';
import type { GatedSource } from '../../../core/uploads/permission/permissionGate.ts';
import { longestUsable } from '../../../core/uploads/reuse.ts';
import type { UploadRequest } from '../../../core/uploads/uploadRequest.ts';
import { replacementBy } from '../../../core/workflow/edit/replacementBy.ts';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import { RecordAccounts } from '../../connections/records/recordAccounts.ts';
import type { ReferenceTarget } from '../../documents/analysis.ts';
import { fittingReference } from '../../documents/fittingReference.ts';
import { renewalOf, stateOfReference } from '../../documents/targetState.ts';
import { changedMeanwhile } from '../../outcome/changedMeanwhile.ts';
import type { Services } from '../../services/services.ts';
import { applySwap } from '../../swap/applySwap.ts';
import { l10n } from '../../text/l10n.ts';
import { nameLength, shown } from '../../text/shown.ts';
import { admitFiles } from '../../upload/filesToSend.ts';
import { recordToSend } from '../../upload/folderAsZip.ts';
import { withUploadProgress } from '../../upload/withUploadProgress.ts';

/** A reference in a document that is to be renewed. */
export interface Renewal {
  readonly input: MediaInput;
  readonly target: ReferenceTarget;
}

/** How renewals ended. */
export interface RenewedDocument {
  readonly outcome: Outcome<Renewal, UploadRecord>;
  /** Whether VS Code refused the edit, as it does for read-only documents: the new references are only in the history. */
  readonly isRefused: boolean;
}

/** A group whose account is known. */
interface ReadyGroup {
  readonly group: Group;
  readonly account: Account;
}

/** One file for one account, with all the references it renews. */
interface Group {
  readonly renewals: readonly Renewal[];
  readonly record: UploadRecord;
  readonly first: Renewal;
}

type RenewalEnding = Ending<UploadRecord>;

/**
 * Uploads the local files behind references, each once, and replaces the references in one undo step. Where the history
 * holds a valid reference that takes the place of one that ends, that is used and nothing is sent. A file that fails doesn't
 * stop the others.
 */
export async function renewReferences(
  services: Services,
  document: TextDocument,
  renewals: readonly Renewal[],
): Promise<RenewedDocument> {
  const groups = groupsOf(renewals);
  const endings = await endingsOf(services, groups);
  const replacements = groups.flatMap((group) => {
    const ending = endings.get(group);
    return ending?.status === 'done' || ending?.status === 'reused'
      ? group.renewals.map((renewal) => ({ renewal, reference: newReference(ending.result, renewal) }))
      : [];
  });
  const changed = replacements.flatMap(({ renewal: { input }, reference }) =>
    input.value === reference.value ? [] : [replacementBy(input, reference)],
  );
  const applied = await applySwap(services, new Map([[document.uri.toString(), changed]]), 'renewed');
  const skipped = new Set(applied.skipped.map(({ path }) => JSON.stringify(path)));
  const items = groups.flatMap((group) =>
    group.renewals.map((item) => {
      const ending = endings.get(group) ?? { status: 'notTried' as const };
      const isSkipped = skipped.has(JSON.stringify(item.input.path));
      return { item, ending: isSkipped ? { status: 'leftOut' as const, reason: changedMeanwhile } : ending };
    }),
  );
  return { outcome: new Outcome(items), isRefused: applied.refused.length > 0 };
}

/** How each group ended; those are missing whose account the person didn't name. */
async function endingsOf(services: Services, groups: readonly Group[]): Promise<ReadonlyMap<Group, RenewalEnding>> {
  const endings = new Map<Group, RenewalEnding>();
  const ready: ReadyGroup[] = [];
  const accounts = new RecordAccounts(services);
  for (const group of groups) {
    const renewal = renewalIfDue(services, group);
    if (renewal) {
      endings.set(group, { status: 'reused', result: renewal });
      continue;
    }
    try {
      assertIsThere(group);
      const account = await accounts.of(group.record);
      if (account) {
        ready.push({ group, account });
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        endings.set(group, { status: 'failed', error });
      }
    }
  }
  if (ready.length > 0) {
    const { items } = (await uploadGroups(services, ready)).of(ready);
    for (const { item, ending } of items) {
      const isThere = ending.status === 'done' || ending.status === 'reused';
      endings.set(item.group, isThere ? { status: ending.status, result: ending.result.record } : ending);
    }
  }
  return endings;
}

/** The valid reference that takes the place of one that ends soon or has ended. */
function renewalIfDue({ settings }: Services, { first: { target } }: Group): UploadRecord | undefined {
  const now = Date.now();
  const isRenewed = stateOfReference(target, { now, expiryWarning: settings.expiryWarning }) === 'renewed';
  return isRenewed ? renewalOf(target, now) : undefined;
}

function groupsOf(renewals: readonly Renewal[]): readonly Group[] {
  const groups = Map.groupBy(renewals, ({ target: { record, reference } }) =>
    JSON.stringify([record.fileUri, record.provider, record.origin, record.account, reference.form]),
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
      ? l10n.t('Renewing {0} at {1}', shown(only.group.record.fileName, nameLength), shown(accountLabel(only.account)))
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
function newReference(record: UploadRecord, { input, target }: Renewal): Reference {
  const references = [record.reference, ...record.alternatives];
  const same = references.find((reference) => reference.form === target.reference.form);
  return same ?? fittingReference(record, input.fits) ?? record.reference;
}
