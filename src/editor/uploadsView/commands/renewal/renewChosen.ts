import { env } from 'vscode';
import { lifetimeState } from '../../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { showOutcome } from '../../../outcome/showOutcome.ts';
import type { Services } from '../../../services/services.ts';
import { l10n } from '../../../text/l10n.ts';
import { type RenewalOutcome, renewUploads } from './renewUploads.ts';

/** "Renew": of several uploads those that have expired or are about to; all where none of them has. */
export async function renewChosen(services: Services, records: readonly UploadRecord[]): Promise<void> {
  const now = Date.now();
  const { expiryWarning } = services.settings;
  const due = records.filter(({ reference }) =>
    ['expiring', 'expired'].includes(lifetimeState(reference, now, expiryWarning)),
  );
  await renewAndCopy(services, due.length > 0 ? due : records);
}

/**
 * Renews uploads, copies the new references and shows what became of all.
 * @param before the outcome that these uploads, which are retried, are part of
 */
export async function renewAndCopy(
  services: Services,
  records: readonly UploadRecord[],
  before?: RenewalOutcome,
): Promise<void> {
  const attempt = await renewUploads(services, records);
  const outcome = before?.after(attempt) ?? attempt;
  const references = outcome.results.map(({ reference }) => reference.value);
  if (references.length > 0) {
    await env.clipboard.writeText(references.join('\n'));
  }
  await showOutcome(services, {
    operation: 'renew',
    outcome,
    nameOf: ({ fileName }) => fileName,
    notes: [
      references.length === 1 ? l10n.t('Copied its reference.') : l10n.t('Copied their references, one per line.'),
    ],
    tryAgain: (again) => renewAndCopy(services, again, outcome),
  });
}
