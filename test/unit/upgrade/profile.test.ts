import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/core/clock.ts';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import { accountScope } from '../../../src/core/uploads/accounts/account.ts';
import { secretName } from '../../../src/core/uploads/accounts/secretNames.ts';
import { TransferLeases } from '../../../src/core/uploads/leases/transferLeases.ts';
import { createUploader } from '../../../src/core/uploads/uploader.ts';
import { clockAt, recordingLog, removeFolders } from '../history/sampleRecords.ts';
import { gatedFile } from '../uploads/gatedSources.ts';
import {
  accountOf,
  copyProfile,
  expected,
  type RecordedLease,
  secrets,
  settings,
  throughJson,
} from './recordedProfile.ts';

const never = new AbortController().signal;

describe('The recorded profile of version 0.1.0', () => {
  let folder: string;
  let history: HistoryStore;
  const log = recordingLog();

  beforeEach(async () => {
    folder = copyProfile();
    history = await openHistory(folder, { log, clock: clockAt(expected.moment) });
  });
  afterEach(() => {
    history.close();
    removeFolders();
  });

  it('opens without a problem, with every record as it was', () => {
    assert.equal(history.problem, undefined);
    assert.equal(history.accountSalt, expected.database.accountSalt);
    assert.deepEqual(throughJson(history.query({ limit: 1_000 })), expected.records);
    for (const record of expected.records) {
      assert.deepEqual(throughJson(history.get(record.id)), record);
      assert.equal(history.provenanceOf(record.id), undefined);
      assert.ok(history.findByFile(record.fileUri).some(({ id }) => id === record.id));
      assert.ok(history.hasSize(record, record.size));
      assert.ok(history.findByContent(record, record.contentHash).some(({ id }) => id === record.id));
      for (const { value } of [record.reference, ...record.alternatives]) {
        assert.ok(history.findByReference(value), value);
      }
    }
  });

  it('answers every query as 0.1.0 did, and has as many records in each state', () => {
    for (const { query, ids } of expected.queries) {
      const found = history.query({ now: expected.moment, ...query, limit: 1_000 });
      assert.deepEqual(
        found.map(({ id }) => id),
        ids,
        JSON.stringify(query),
      );
    }
    for (const { now, expiringWithin, counts } of expected.counts) {
      for (const expiry of ['valid', 'expiring', 'expired', 'never'] as const) {
        assert.equal(history.query({ expiry, now, expiringWithin, limit: 1_000 }).length, counts[expiry]);
      }
      assert.equal(history.count(), counts.total);
    }
  });

  it('still knows the hashes of files that have not changed', () => {
    for (const { fileUri, stamp, contentHash } of expected.rememberedHashes) {
      assert.equal(history.rememberedHash(fileUri, stamp), contentHash, fileUri);
    }
  });

  it('keeps the version of its tables, because 0.1.0 gives up a database of a newer one', () => {
    history.close();
    const database = new DatabaseSync(join(folder, 'uploads.db'), { readOnly: true });
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    database.close();
    assert.equal(version, expected.database.schemaVersion);
  });

  it('belongs to the same accounts', () => {
    for (const recorded of expected.scopes) {
      assert.deepEqual(accountScope(accountOf(recorded), history.accountSalt), recorded.scope, recorded.name);
    }
  });

  it('has its keys under the same names', () => {
    const names = expected.scopes.flatMap((recorded) => {
      const { provider, origin } = recorded.scope;
      return recorded.secret === null ? [] : [{ recorded, name: secretName(provider, origin) }];
    });
    for (const { recorded, name } of names) {
      assert.equal(name, recorded.secret);
      assert.equal(secrets[name], recorded.key);
    }
    assert.deepEqual(names.map(({ name }) => name).sort(), Object.keys(secrets).sort());
  });

  it('has settings that are still contributed and still accept their values', () => {
    const manifest = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
    const { configuration } = (JSON.parse(manifest) as { contributes: { configuration: Category | Category[] } })
      .contributes;
    const schemas = Object.assign(
      {},
      ...[configuration].flat().map(({ properties }) => properties),
    ) as Category['properties'];
    for (const [name, value] of Object.entries(settings)) {
      const schema = schemas[name];
      assert.ok(schema, `${name} is not contributed any more`);
      assert.ok(accepts(schema, value), `${name} does not accept ${JSON.stringify(value)} any more`);
    }
  });

  describe('whose window was killed while it was sending', () => {
    async function assertSent(lease: RecordedLease, now: number): Promise<void> {
      const leases = new TransferLeases({ folder, history, clock: clockAt(now), log });
      const { scopeKey, row, contentHash } = lease;
      const file = { scopeKey, fileUri: row.fileUri, stamp: row.stamp, contentHash: async () => contentHash };
      assert.equal(await leases.holding(file, async () => 'sent', never), 'sent');
      leases.close();
    }

    it('does not keep a new window from sending the same files', async () => {
      for (const lease of expected.claims.rows) {
        await assertSent(lease, Date.now());
      }
    });

    it('does not even do so at the moment it was killed', async () => {
      for (const lease of expected.claims.rows) {
        await assertSent(lease, expected.moment);
      }
    });

    it('has leases that a new window forms in the same way', async () => {
      for (const lease of expected.claims.rows) {
        assert.equal(createHash('sha256').update(lease.scopeKey).digest('hex'), lease.row.scope);
        assert.equal(await scopeOfUpload(lease), lease.row.scope);
      }
    });

    /** The scope a lease has while this version sends a file of the account that 0.1.0 was sending it to. */
    async function scopeOfUpload({ scopeKey, base64, fileName }: RecordedLease): Promise<unknown> {
      const [scope, options] = JSON.parse(scopeKey) as [object, ReturnType<typeof accountOf>['options']];
      const recorded = expected.scopes.find((each) => JSON.stringify(each.scope) === JSON.stringify(scope));
      assert.ok(recorded, scopeKey);
      const path = join(folder, fileName);
      writeFileSync(path, Buffer.from(base64, 'base64'));
      const uri = pathToFileURL(path).href;
      const leases = new TransferLeases({ folder, history, clock: systemClock, log });
      const cancelling = new AbortController();
      let seen: unknown;
      const http = {
        send: (): Promise<never> => {
          const database = new DatabaseSync(join(folder, 'claims.db'), { readOnly: true });
          seen = database.prepare('SELECT scope FROM claims_1 WHERE file_uri = ?').get(uri)?.scope;
          database.close();
          cancelling.abort();
          return new Promise((_resolve, reject) => setImmediate(() => reject(new Error('cancelled'))));
        },
        close: async (): Promise<void> => undefined,
      };
      const uploader = createUploader({ http, history, clock: systemClock, log, leases, maxConcurrent: () => 1 });
      const account = { ...accountOf(recorded), options };
      const source = await gatedFile(path, { uri, name: fileName }, account);
      await assert.rejects(uploader.upload({ source, account, reuse: true }, { signal: cancelling.signal }));
      leases.close();
      return seen;
    }
  });
});

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}
interface Category {
  readonly properties: Readonly<Record<string, Schema>>;
}

/** The part of JSON Schema that our settings use. */
function accepts(schema: Schema, value: unknown): boolean {
  const types = [schema.type ?? []].flat();
  const isOfType = types.length === 0 || types.some((type) => isOf(type, value));
  const isInRange =
    typeof value !== 'number' || (value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value));
  const { items, additionalProperties } = schema;
  return (
    isOfType &&
    isInRange &&
    (schema.enum?.includes(value) ?? true) &&
    (typeof value !== 'string' || new RegExp(schema.pattern ?? '').test(value)) &&
    (!Array.isArray(value) || items === undefined || value.every((item) => accepts(items, item))) &&
    (typeof additionalProperties !== 'object' ||
      Object.values(value as object).every((item) => accepts(additionalProperties, item)))
  );
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
