import { ProgressLocation } from 'vscode';
import { CancelledError } from '../../../../core/errors.ts';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { type EndedItem, type Ending, Outcome } from '../../../../core/outcome.ts';
import { providerById } from '../../../../core/providers/registry.ts';
import { type Account, accountScope } from '../../../../core/uploads/accounts/account.ts';
import { RecordAccounts } from '../../../connections/records/recordAccounts.ts';
import { window } from '../../../display/window.ts';
import { showOutcome } from '../../../outcome/showOutcome.ts';
import type { Services } from '../../../services/services.ts';
import { l10n } from '../../../text/l10n.ts';
import { formatList } from '../../../text/names.ts';
import { type ShownText, shown } from '../../../text/shown.ts';

/** Made with another key or at another address than the current one: the provider wouldn't find it. */
const anotherAccount = 'anotherAccount';

interface DeletionContext {
  readonly services: Services;
  readonly history: HistoryStore;
  readonly signal: AbortSignal;
  /** The ids of the uploads that have gone so far, some of them along with another one of the same reference. */
  readonly removed: Set<string>;
}

/**
 * Deletes uploads at their providers and from the history, which can't be undone. Asks first, and for a key where a
 * provider has none yet.
 */
export async function deleteAtProvider(
  services: Services,
  history: HistoryStore,
  records: readonly UploadRecord[],
): Promise<void> {
  const deletable = records.filter(({ provider, reference }) => {
    const { delete: remove, canDelete } = providerById(provider);
    return remove !== undefined && canDelete?.(reference) !== false;
  });
  if (deletable.length === 0) {
    void window.showInformationMessage(
      records.length === 1
        ? l10n.t("The provider doesn't offer a way to delete this upload.")
        : l10n.t("The providers don't offer a way to delete these uploads."),
    );
    return;
  }
  const connections = await services.recordConnections.load(deletable.map(({ provider }) => provider));
  const labels = formatList([...new Set(deletable.map((record) => connections.of(record).label))]);
  if (!(await isConfirmed(deletable, labels))) {
    return;
  }
  const isGone = (record: UploadRecord): boolean => ['removed', 'unknown'].includes(connections.of(record).state);
  const outcome = await deleteAll({ services, history, labels, isGone }, deletable);
  await showOutcome(services, {
    operation: 'delete',
    outcome,
    provider: labels,
    nameOf: ({ fileName }) => fileName,
    leftOutText: (_reason, { length }) =>
      length === 1
        ? l10n.t("1 upload wasn't deleted: it was made with another key or at another address.")
        : l10n.t("{0} uploads weren't deleted: they were made with another key or at another address.", length),
    tryAgain: (again) => deleteAtProvider(services, history, again),
  });
}

interface DeletionRequest extends Omit<DeletionContext, 'signal' | 'removed'> {
  /** What the connections are called. */
  readonly labels: ShownText;
  /** Whether the connection that an upload was made with was removed, or is none of several as they are now. */
  isGone(record: UploadRecord): boolean;
}

async function deleteAll(
  { services, history, labels, isGone }: DeletionRequest,
  records: readonly UploadRecord[],
): Promise<Outcome<UploadRecord>> {
  const accounts = new Map<UploadRecord, Account | undefined>();
  const failed = new Map<UploadRecord, Ending>();
  const ofRecords = new RecordAccounts(services);
  for (const record of records) {
    try {
      // Nobody is asked for another connection, where the upload isn't.
      accounts.set(record, isGone(record) ? undefined : await ofRecords.of(record));
    } catch (error) {
      // The endpoint of one provider can't be used, say: that doesn't keep the uploads at the others.
      failed.set(record, CancelledError.is(error) ? { status: 'cancelled' } : { status: 'failed', error });
    }
  }
  return window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Deleting at {0}', labels),
      cancellable: true,
    },
    async (_progress, token) => {
      const cancelling = new AbortController();
      token.onCancellationRequested(() => cancelling.abort());
      const context = { services, history, signal: cancelling.signal, removed: new Set<string>() };
      const ended: EndedItem<UploadRecord>[] = [];
      for (const item of records) {
        const ending: Ending = isGone(item)
          ? { status: 'leftOut', reason: anotherAccount }
          : (failed.get(item) ?? (await deleteOne(item, accounts.get(item), context)));
        ended.push({ item, ending });
      }
      return new Outcome(ended);
    },
  );
}

async function isConfirmed(deletable: readonly UploadRecord[], labels: ShownText): Promise<boolean> {
  const [first] = deletable;
  const remove = l10n.t('Delete');
  const question =
    deletable.length === 1 && first
      ? l10n.t('Delete {0} at {1}?', shown(first.fileName), labels)
      : l10n.t('Delete {0} uploads at {1}?', deletable.length, labels);
  const detail =
    deletable.length === 1
      ? l10n.t("Workflows that use the reference will fail. Your own file stays. This can't be undone.")
      : l10n.t("Workflows that use these references will fail. Your own files stay. This can't be undone.");
  return (await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove;
}

async function deleteOne(
  record: UploadRecord,
  account: Account | undefined,
  { services, history, signal, removed }: DeletionContext,
): Promise<Ending> {
  if (removed.has(record.id)) {
    return { status: 'done', result: undefined };
  }
  if (signal.aborted || !account) {
    return { status: 'notTried' };
  }
  const scope = accountScope(account, history.accountSalt);
  if (scope.origin !== record.origin || scope.account !== record.account) {
    return { status: 'leftOut', reason: anotherAccount };
  }
  try {
    await (await services.uploads()).accountCalls.deleteUpload(record.reference, account, signal);
    // Comfy API v2 answers the same asset to several uploads of the same file: none of them may be reused any more.
    for (const { id } of await history.removeByReference(record)) {
      removed.add(id);
    }
    return { status: 'done', result: undefined };
  } catch (error) {
    return CancelledError.is(error) ? { status: 'cancelled' } : { status: 'failed', error };
  }
}
