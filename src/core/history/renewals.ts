import type { ReferenceForm } from '../providers/providerId.ts';
import type { Reference } from '../providers/reference.ts';
import type { RenewalQuestion } from './historyStore.ts';
import { newestFirst } from './memoryRecords.ts';
import type { RecordReader } from './recordStorage.ts';
import type { UploadRecord } from './records/record.ts';

/**
 * For each record whose reference ends, the record whose reference takes its place: one of the same bytes or the same file,
 * by the same account at the same server, that works now and for longer. The same bytes come first, because a workflow then
 * gives what it gave before; among equals the newest counts.
 *
 * One look at the storage, however many records there are: a page of a list asks for all of its rows.
 * @returns by the id of the record that is replaced; those without a renewal are missing
 */
export function livingRenewals(
  reader: Pick<RecordReader, 'findLiving'>,
  records: readonly UploadRecord[],
  { now, form }: RenewalQuestion,
): ReadonlyMap<string, UploadRecord> {
  const ending = records.filter((record) => endOf(record, form) !== Number.POSITIVE_INFINITY);
  const renewals = new Map<string, UploadRecord>();
  if (ending.length === 0) {
    return renewals;
  }
  const living = [...reader.findLiving(ending, now), ...ending].sort(newestFirst);
  const byContent = Map.groupBy(living, ({ contentHash }) => contentHash);
  const byFile = Map.groupBy(living, ({ fileUri }) => fileUri);
  for (const record of ending) {
    const candidates = [...(byContent.get(record.contentHash) ?? []), ...(byFile.get(record.fileUri) ?? [])];
    const renewal = candidates.find(
      (other) => isSameAccount(record, other) && endOf(other, form) > now && endOf(other, form) > endOf(record, form),
    );
    if (renewal !== undefined) {
      renewals.set(record.id, renewal);
    }
  }
  return renewals;
}

/** Milliseconds since the epoch; infinite where no end is known. */
function endOf(record: UploadRecord, form: ReferenceForm | undefined): number {
  const { expiresAt = Number.POSITIVE_INFINITY } = referenceOfForm(record, form);
  return expiresAt;
}

function referenceOfForm({ reference, alternatives }: UploadRecord, form: ReferenceForm | undefined): Reference {
  return alternatives.find((each) => each.form === form && reference.form !== form) ?? reference;
}

function isSameAccount(one: UploadRecord, other: UploadRecord): boolean {
  return one.provider === other.provider && one.origin === other.origin && one.account === other.account;
}
