import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { type UploadOutcome, uploadAll } from '../../../core/uploads/batch.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { showFailure } from '../../upload/failureMessage.ts';
import { admitFiles } from '../../upload/filesToSend.ts';
import { recordToSend } from '../../upload/folderAsZip.ts';
import { withUploadProgress } from '../../upload/withUploadProgress.ts';

/** Uploads whose references have expired or are about to. */
export function dueRecords(records: readonly UploadRecord[], expiringWithin: number): readonly UploadRecord[] {
  const now = Date.now();
  return records.filter(({ reference }) =>
    ['expiring', 'expired'].includes(lifetimeState(reference, now, expiringWithin)),
  );
}

/**
 * Uploads files again, one provider after the other. A provider without a key whose prompt the person closes is left out;
 * what was renewed at the others counts.
 *
 * @returns the new uploads by the ids of the old ones
 */
export async function renewUploads(
  services: Services,
  records: readonly UploadRecord[],
): Promise<ReadonlyMap<string, UploadRecord>> {
  const renewed = new Map<string, UploadRecord>();
  for (const [id, ofProvider] of Map.groupBy(records, ({ provider }) => provider)) {
    const account = await services.accounts.currentOrAsk(id);
    const items = account ? (await uploadAgain(services, account, ofProvider)).items : [];
    for (const [index, { ending }] of items.entries()) {
      const old = ofProvider[index];
      if ((ending.status === 'done' || ending.status === 'reused') && old) {
        renewed.set(old.id, ending.result.record);
      } else if (ending.status === 'failed') {
        inBackground(services.log, showFailure(services, ending.error));
      }
    }
  }
  return renewed;
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
  const requests = records.flatMap((record, index) => {
    const source = sources[index];
    return source === undefined
      ? []
      : [
          {
            source,
            account,
            reuse: lifetimeState(record.reference, now, 0) === 'expired' && services.settings.reuseUploads,
            workspaceUri: record.workspaceUri,
          },
        ];
  });
  const title = l10n.t('Renewing at {0}', shown(account.provider.label));
  return withUploadProgress(title, records.length, (reporter, signal) =>
    uploadAll(uploader, requests, {
      signal,
      onProgress: (progress, index) => reporter.report(index, progress),
      onItem: (_item, index) => reporter.finish(index),
    }),
  );
}
