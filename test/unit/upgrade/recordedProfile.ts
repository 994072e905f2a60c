import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileStamp } from '../../../src/core/asset/asset.ts';
import type { AccountScope, ExpiryState, HistoryQuery } from '../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import type { Account } from '../../../src/core/uploads/accounts/account.ts';
import { makeFolder } from '../history/sampleRecords.ts';

const folder = join(import.meta.dirname, '../../fixtures/profile-0.1.0');

/** What 0.1.0 itself reads from its databases; see the README beside it. */
export interface Expected {
  readonly moment: number;
  readonly database: { readonly accountSalt: string; readonly schemaVersion: number };
  readonly scopes: readonly RecordedScope[];
  readonly counts: readonly {
    readonly now: number;
    readonly expiringWithin: number;
    readonly counts: Readonly<Record<ExpiryState | 'total', number>>;
  }[];
  readonly queries: readonly { readonly query: Omit<HistoryQuery, 'limit'>; readonly ids: readonly string[] }[];
  readonly records: readonly UploadRecord[];
  readonly rememberedHashes: readonly {
    readonly fileUri: string;
    readonly stamp: FileStamp;
    readonly contentHash: string;
  }[];
  readonly claims: { readonly rows: readonly RecordedLease[] };
}

export interface RecordedScope {
  readonly name: string;
  readonly endpoint: string;
  readonly key: string;
  /** Name of the secret that holds the key; `null` where it isn't kept. */
  readonly secret: string | null;
  readonly scope: AccountScope;
}

/** A lease that a killed window left behind. */
export interface RecordedLease {
  readonly row: { readonly scope: string; readonly fileUri: string; readonly stamp: FileStamp };
  /** What `scope` is the SHA-256 of. */
  readonly scopeKey: string;
  readonly contentHash: string;
  readonly fileName: string;
  readonly base64: string;
}

// 0.1.0 called `alive` what is called `valid` now; the recording stays as it was made.
export const expected = JSON.parse(readText('expected.json').replaceAll('"alive"', '"valid"')) as Expected;
export const secrets = readJson('secrets.json') as Readonly<Record<string, string>>;
export const settings = readJson('settings.json') as Readonly<Record<string, unknown>>;

/** A storage folder as 0.1.0 left it. Opening a database writes beside it, so the recording itself is never opened. */
export function copyProfile(): string {
  const copy = makeFolder();
  for (const name of ['uploads.db', 'claims.db']) {
    cpSync(join(folder, name), join(copy, name));
  }
  return copy;
}

/** The account a recorded scope was computed for, as this version would build it. */
export function accountOf({ endpoint, key, scope }: RecordedScope): Account {
  return {
    provider: providerById(scope.provider as ProviderId),
    endpoint: new URL(endpoint),
    key,
    options: {},
  };
}

/** As it looks after having been through JSON, like everything in `expected.json`. */
export function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function readJson(name: string): unknown {
  return JSON.parse(readText(name));
}

function readText(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
