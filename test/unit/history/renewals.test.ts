import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { loadSqlite } from '../../../src/core/history/sqlite/sqliteModule.ts';
import {
  day,
  hour,
  makeFolder,
  removeFolders,
  runwayRecord,
  sampleRecord,
  startOfTests,
  testOptions,
} from './sampleRecords.ts';

const now = startOfTests + 10 * day;

/** An upload whose reference ends so many milliseconds from now. */
function ending(number: number, left: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  const record = runwayRecord(number, changes);
  return { ...record, reference: { ...record.reference, expiresAt: now + left } };
}

const expired = ending(1, -hour);
const { fileUri, contentHash } = expired;

const kinds = [
  { name: 'in a database', sqlite: loadSqlite() },
  { name: 'in memory', sqlite: undefined },
];

for (const { name, sqlite } of kinds) {
  describe(`The renewal of a reference ${name}`, () => {
    let history: HistoryStore;

    beforeEach(async () => {
      history = await openHistory(makeFolder(), { ...testOptions(), sqlite });
    });
    afterEach(() => {
      history.close();
      removeFolders();
    });

    function renewalAmong(...others: readonly UploadRecord[]): string | undefined {
      for (const each of [expired, ...others]) {
        history.add(each);
      }
      return history.livingRenewalOf(expired, { now })?.id;
    }

    it('is a valid one of the same file by the same account, the newest of several', () => {
      const older = ending(2, hour, { fileUri });
      const newer = ending(3, hour, { fileUri });
      assert.equal(renewalAmong(older, newer), newer.id);
    });

    it('is rather one of the same bytes, under whatever name', () => {
      const sameBytes = ending(2, hour, { contentHash });
      assert.equal(renewalAmong(sameBytes, ending(3, hour, { fileUri })), sameBytes.id);
    });

    it("doesn't exist where the others have ended too, or belong to somebody else", () => {
      const others = [
        ending(2, -1, { fileUri }),
        ending(3, hour, { fileUri, account: 'fedcba9876543210' }),
        ending(4, hour, { fileUri, origin: 'https://elsewhere.example.com' }),
        sampleRecord(5, { fileUri }),
        ending(6, hour),
      ];
      assert.equal(renewalAmong(...others), undefined);
    });

    it('works for longer than a reference that works itself', () => {
      const expiring = ending(2, hour, { fileUri });
      const longer = ending(3, 2 * hour, { fileUri });
      assert.equal(renewalAmong(expiring, longer), longer.id);
      assert.equal(history.livingRenewalOf(expiring, { now })?.id, longer.id);
      assert.equal(history.livingRenewalOf(longer, { now }), undefined);
    });

    it('is asked for many records at once', () => {
      const pairs = Array.from({ length: 30 }, (_, number) => {
        const old = ending(2 * number, -hour);
        return number % 2 === 0 ? [old] : [old, ending(2 * number + 1, hour, { fileUri: old.fileUri })];
      });
      for (const each of pairs.flat()) {
        history.add(each);
      }
      const renewals = history.livingRenewals(
        pairs.flatMap(([old]) => old ?? []),
        now,
      );
      assert.deepEqual(
        [...renewals].map(([old, { id }]) => [old, id]),
        pairs.flatMap(([old, fresh]) => (old && fresh ? [[old.id, fresh.id]] : [])),
      );
    });

    it('can be that of an alternative form, where the primary one never ends', () => {
      const old = sampleRecord(1);
      const fresh = sampleRecord(2, { fileUri: old.fileUri, uploadedAt: now });
      const [alternative] = fresh.alternatives;
      assert.ok(alternative);
      history.add(old);
      history.add({ ...fresh, alternatives: [{ ...alternative, expiresAt: now + hour }] });
      assert.equal(history.livingRenewalOf(old, { now }), undefined);
      assert.equal(history.livingRenewalOf(old, { now, form: 'downloadUrl' })?.id, fresh.id);
    });
  });
}
