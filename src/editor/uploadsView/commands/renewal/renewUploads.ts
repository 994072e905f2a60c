import { CancelledError } from '../../../../core/errors.ts';
import { lifetimeState } from '../../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { type Ending, Outcome } from '../../../../core/outcome.ts';
import { type Account, accountLabel } from '../../../../core/uploads/accounts/account.ts';
import { type UploadOutcome, uploadAll } from '../../../../core/uploads/batch.ts';
import type { UploadResult } from '../../../../core/uploads/uploader.ts';
import { RecordAccounts } from '../../../connections/records/recordAccounts.ts';
import type { Services } from '../../../services/services.ts';
import { l10n } from '../../../text/l10n.ts';
import { shown } from '../../../text/shown.ts';
import { admitFiles } from '../../../upload/filesToSend.ts';
import { recordToSend } from '../../../upload/folderAsZip.ts';
import { withUploadProgress } from '../../../upload/withUploadProgress.ts';

/** How the renewals of uploads ended; each result takes the place of its item. */
export type RenewalOutcome = Outcome<UploadRecord, UploadRecord>;

/**
 * Uploads the files of references again, one account after the other. One that can't be used, or whose prompt for
 * a key the person closes, doesn't stop the others.
 */
export async function renewUploads(services: Services, records: readonly UploadRecord[]): Promise<RenewalOutcome> {
  const endings = new Map<UploadRecord, Ending<UploadRecord>>();
  const accounts = new RecordAccounts(services);
  const ofAccounts = Map.groupBy(records, ({ provider, origin, account }) =>
    JSON.stringify([provider, origin, account]),
  );
  for (const ofAccount of ofAccounts.values()) {
    for (const { item, ending } of (await renewAtOneAccount(services, accounts, ofAccount)).items) {
      endings.set(item, ending);
    }
  }
  return new Outcome(records.map((item) => ({ item, ending: endings.get(item) ?? { status: 'notTried' } })));
}

async function renewAtOneAccount(
  services: Services,
  accounts: RecordAccounts,
  records: readonly UploadRecord[],
): Promise<RenewalOutcome> {
  const all = (ending: Ending<UploadRecord>): RenewalOutcome => new Outcome(records.map((item) => ({ item, ending })));
  try {
    const [first] = records;
    const account = first && (await accounts.of(first));
    if (!account) {
      return all({ status: 'notTried' });
    }
    const outcome = (await uploadAgain(services, account, records)).of(records);
    return new Outcome(outcome.items.map(({ item, ending }) => ({ item, ending: withRecord(ending) })));
  } catch (error) {
    return all(CancelledError.is(error) ? { status: 'notTried' } : { status: 'failed', error });
  }
}

function withRecord(ending: Ending<UploadResult>): Ending<UploadRecord> {
  return ending.status === 'done' || ending.status === 'reused' ? { ...ending, result: ending.result.record } : ending;
}

/** Where a reference has expired, another upload of the same content that still works will do. */
async function uploadAgain(
  services: Services,
  account: Account,
  records: readonly UploadRecord[],
): Promise<UploadOutcome> {
  const [history, { uploader }] = await Promise.all([services.history(), services.uploads()]);
  const now = Date.now();
  const { provider } = account;
  const files = records.map((record) => recordToSend(services, record, { history, provider }));
  const sources = await admitFiles(services, files, { account, signal: new AbortController().signal });
  const requests = sources.map((source, index) => {
    const record = records[index];
    const hasExpired = record !== undefined && lifetimeState(record.reference, now, 0) === 'expired';
    return { source, account, reuse: hasExpired && services.settings.reuseUploads, workspaceUri: record?.workspaceUri };
  });
  const [only] = records;
  const title =
    records.length === 1 && only
      ? l10n.t('Renewing {0} at {1}', shown(only.fileName), shown(accountLabel(account)))
      : l10n.t('Renewing {0} references at {1}', records.length, shown(accountLabel(account)));
  return withUploadProgress(title, records.length, (reporter, signal) =>
    uploadAll(uploader, requests, {
      signal,
      onProgress: (progress, index) => reporter.report(index, progress),
      onItem: (_ended, index) => reporter.finish(index),
    }),
  );
}
