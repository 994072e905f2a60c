import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import { lifetimeState } from '../../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { window } from '../../../display/window.ts';
import { showOutcome } from '../../../outcome/showOutcome.ts';
import { inBackground } from '../../../promises.ts';
import type { Services } from '../../../services/services.ts';
import { l10n } from '../../../text/l10n.ts';
import { Moments } from '../../../text/moments.ts';
import { joined, nameLength, type ShownText, shown } from '../../../text/shown.ts';
import { renewAndCopy } from '../renewal/renewChosen.ts';
import { renewUploads } from '../renewal/renewUploads.ts';

/** What references are asked for. */
export type HandOutPurpose = 'copy' | 'insert';

/** Nobody reads more names than these in a dialog, which doesn't scroll. */
const maxNames = 5;

/** Uploads by whether their references can still be handed out. */
export interface Usable {
  /** Those that still work, and in place of expired ones the uploads that renewed them, in order and each once. */
  readonly living: readonly UploadRecord[];
  /** Expired ones that were renewed. */
  readonly renewed: readonly UploadRecord[];
  /** Expired ones without a renewal. */
  readonly gone: readonly UploadRecord[];
}

/** @param now milliseconds since the epoch */
export function usableOf(
  history: Pick<HistoryStore, 'livingRenewals'>,
  records: readonly UploadRecord[],
  now: number,
): Usable {
  const expired = records.filter(({ reference }) => lifetimeState(reference, now, 0) === 'expired');
  const renewals = history.livingRenewals(expired, now);
  const gone = expired.filter(({ id }) => !renewals.has(id));
  const living = records.filter((record) => !gone.includes(record)).map((record) => renewals.get(record.id) ?? record);
  return {
    living: [...new Map(living.map((record) => [record.id, record])).values()],
    renewed: expired.filter(({ id }) => renewals.has(id)),
    gone,
  };
}

/**
 * Uploads whose references work, in place of those that were chosen: where some have expired, one question offers what
 * renewed them, or to renew them now.
 * @returns an empty list where the person wants none
 */
export async function livingUploads(
  services: Services,
  records: readonly UploadRecord[],
  purpose: HandOutPurpose,
): Promise<readonly UploadRecord[]> {
  const history = await services.history();
  const usable = usableOf(history, records, Date.now());
  const { living, gone } = usable;
  if (gone.length + usable.renewed.length === 0) {
    return records;
  }
  const labels = buttons(purpose, living.length, usable.renewed.length);
  const choices = gone.length === 0 ? [labels.renewed] : [labels.renewNow, ...(living.length > 0 ? [labels.rest] : [])];
  const answer = await window.showWarningMessage(
    question(records, usable),
    { modal: true, detail: details(records, usable) },
    ...choices,
  );
  if (answer === undefined) {
    return [];
  }
  if (answer !== labels.renewNow) {
    return living;
  }
  const outcome = await renewUploads(services, gone);
  const fresh = new Map(
    outcome.items.flatMap(({ item, ending }) => ('result' in ending ? [[item.id, ending.result] as const] : [])),
  );
  inBackground(
    services.log,
    showOutcome(services, { operation: 'renew', outcome, nameOf: ({ fileName }) => fileName }),
  );
  const renewedNow = records.map((record) => fresh.get(record.id) ?? record);
  return usableOf(history, renewedNow, Date.now()).living;
}

/** Says of expired uploads, in a message that can wait, that their references weren't inserted, and offers to renew them. */
export async function offerRenewal(services: Services, gone: readonly UploadRecord[]): Promise<void> {
  const [only] = gone;
  const renew = l10n.t('Renew and Copy');
  const message =
    gone.length === 1 && only
      ? l10n.t("{0} has expired. Its reference wasn't inserted.", shown(only.fileName, nameLength))
      : l10n.t("{0} references have expired. They weren't inserted.", gone.length);
  if ((await window.showWarningMessage(message, renew)) === renew) {
    await renewAndCopy(services, gone);
  }
}

function question(records: readonly UploadRecord[], { renewed, gone }: Usable): ShownText {
  const [only] = records;
  const expired = renewed.length + gone.length;
  if (records.length === 1 && only) {
    const { expiresAt = 0 } = only.reference;
    return l10n.t('{0} expired on {1}.', shown(only.fileName, nameLength), new Moments().text(expiresAt));
  }
  if (expired === records.length) {
    return expired === 2
      ? l10n.t('Both references have expired.')
      : l10n.t('All {0} references have expired.', expired);
  }
  return expired === 1
    ? l10n.t('1 of {0} references has expired.', records.length)
    : l10n.t('{0} of {1} references have expired.', expired, records.length);
}

function details(records: readonly UploadRecord[], { renewed, gone }: Usable): ShownText {
  if (records.length === 1) {
    return gone.length > 0
      ? l10n.t('Renewing sends its file again, unless the same content is there already.')
      : l10n.t('It has been renewed since then.');
  }
  return joined([...named(renewed, l10n.t('Renewed since:')), ...named(gone, l10n.t('Not renewed yet:'))], '\n\n');
}

function named(records: readonly UploadRecord[], heading: ShownText): readonly ShownText[] {
  if (records.length === 0) {
    return [];
  }
  const names = records.slice(0, maxNames).map(({ fileName }) => shown(fileName, nameLength));
  const more = records.length - names.length;
  return [joined([heading, ...names, ...(more > 0 ? [l10n.t('And {0} more.', more)] : [])], '\n')];
}

interface Buttons {
  readonly renewed: ShownText;
  readonly renewNow: ShownText;
  /** For what still works or was renewed, without the rest. */
  readonly rest: ShownText;
}

function buttons(purpose: HandOutPurpose, living: number, renewed: number): Buttons {
  const areAllRenewed = renewed === living;
  switch (purpose) {
    case 'copy':
      return {
        renewed:
          living === 1
            ? l10n.t('Copy the Renewed One')
            : areAllRenewed
              ? l10n.t('Copy the Renewed Ones')
              : l10n.t('Copy All {0}', living),
        renewNow: l10n.t('Renew and Copy'),
        rest: living === 1 ? l10n.t('Copy the Other One') : l10n.t('Copy the Other {0}', living),
      };
    case 'insert':
      return {
        renewed:
          living === 1
            ? l10n.t('Insert the Renewed One')
            : areAllRenewed
              ? l10n.t('Insert the Renewed Ones')
              : l10n.t('Insert All {0}', living),
        renewNow: l10n.t('Renew and Insert'),
        rest: living === 1 ? l10n.t('Insert the Other One') : l10n.t('Insert the Other {0}', living),
      };
  }
}
