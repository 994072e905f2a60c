import type { FileStamp, MediaKind } from '../asset/asset.ts';
import type { ProviderId } from '../providers/providerId.ts';
import type { UploadRecord } from './record.ts';

/** Whose uploads: references of another key or another server are never offered as one's own. */
export interface AccountScope {
  readonly provider: ProviderId;
  readonly origin: string;
  readonly account: string;
}

/** Why the history could not be used as it was, and what was done instead. Said to the person once. */
export interface HistoryProblem {
  /**
   * `corrupt`: damaged or no database at all. `foreign`: a database of another application. `newerVersion`: written by a
   * newer version of this extension. `unwritable`: read-only, full or forbidden. `unavailable`: this Node.js has no SQLite.
   */
  readonly reason: 'corrupt' | 'foreign' | 'newerVersion' | 'unwritable' | 'unavailable';
  /** Full path of the original file, put aside and untouched; `undefined` where there was nothing to keep. */
  readonly keptAs: string | undefined;
  /** Whether uploads made now will be forgotten at the next restart. */
  readonly inMemoryOnly: boolean;
}

/**
 * How the end of a record's primary reference lies to "now". The four never overlap and together hold every record:
 * `expired` has ended, `expiring` ends within the warning time, `alive` ends later, `never` has no known end
 * (kept by the provider, or undocumented).
 */
export type ExpiryState = 'alive' | 'expiring' | 'expired' | 'never';

export interface HistoryQuery {
  /** Case-insensitive; every word must occur in the file name, the URI or a reference. Empty: no restriction. */
  readonly text?: string;
  /** `undefined`: all. An empty list matches nothing. */
  readonly providers?: readonly ProviderId[];
  readonly kinds?: readonly MediaKind[];
  readonly fileUris?: readonly string[];
  readonly ids?: readonly string[];
  /** Times of upload, in milliseconds since the epoch: from the first on, and before the second. */
  readonly uploadedFrom?: number;
  readonly uploadedBefore?: number;
  /** One state, or any of several. */
  readonly expiry?: ExpiryState | readonly ExpiryState[];
  /** What `expiry` is measured against, in milliseconds since the epoch; the store's clock where left out. */
  readonly now?: number;
  /** How long before the end a record counts as `expiring`, in milliseconds; 0 where left out. */
  readonly expiringWithin?: number;
  /**
   * `newest`: by time of upload, latest first. `expiresFirst`: by the end of the primary reference, earliest first
   * (expired ones come before all others), those without an end last. `newest` where left out.
   */
  readonly order?: 'newest' | 'expiresFirst';
  /** Most records to return. */
  readonly limit: number;
  /** The last record of the page before, under the same query. It need not exist any more. */
  readonly after?: UploadRecord;
}

/** How many records there are in each state. */
export type HistoryCounts = Readonly<Record<ExpiryState | 'total', number>>;

/** The upload records of one person on one machine, shared by all windows. All calls are synchronous and short. */
export interface HistoryStore {
  /**
   * What went wrong, if anything did. May also appear later, when the disk fills up or the file is damaged while it is
   * in use; `onDidChange` listeners are called then.
   */
  readonly problem: HistoryProblem | undefined;
  /** On disk (safe against a killed process) when it returns. A record of the same id is replaced. */
  add(record: UploadRecord): void;
  /** Adds those whose id is not there yet: undoing a removal, importing. @returns how many were added. */
  restore(records: readonly UploadRecord[]): number;
  /** @returns the records that were there, so that a removal can be undone with `restore`. */
  remove(ids: readonly string[]): readonly UploadRecord[];
  /** Removes records whose primary reference has ended. @returns what was removed, for `restore`. */
  clearExpired(now: number): readonly UploadRecord[];
  /** Removes every record and every remembered hash. @returns the records removed, for `restore`. */
  clearAll(): readonly UploadRecord[];
  /** Removes records neither made nor used in the last `days` days; 0 keeps all. @returns how many were removed. */
  applyRetention(days: number, now: number): number;
  query(query: HistoryQuery): readonly UploadRecord[];
  get(id: string): UploadRecord | undefined;
  count(): number;
  /** @param expiringWithin milliseconds */
  counts(now: number, expiringWithin: number): HistoryCounts;
  /** Whether any upload of this account has exactly this size: the cheap question before a file is hashed. */
  hasSize(scope: AccountScope, size: number): boolean;
  /** The newest upload of these bytes by this account, dead or alive. */
  findByContent(scope: AccountScope, contentHash: string): UploadRecord | undefined;
  /** By any of a record's references, primary or alternative; the newest where several uploads gave the same. */
  findByReference(value: string): UploadRecord | undefined;
  /** All uploads of one file, newest first. */
  findByFile(fileUri: string): readonly UploadRecord[];
  markUsed(id: string, at: number): void;
  /** Content hash of a file seen before with the same size, modification time and inode. */
  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined;
  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void;
  /** Random text made once per database, for fingerprints of keys. */
  readonly accountSalt: string;
  /** Called after any change, by this process or another; a burst is one call. @returns a function that stops it. */
  onDidChange(listener: () => void): () => void;
  close(): void;
}
