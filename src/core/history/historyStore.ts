import type { FileStamp, MediaKind } from '../asset/asset.ts';
import type { ProviderId, ReferenceForm } from '../providers/providerId.ts';
import type { Provenance, UploadRecord } from './records/record.ts';

/** Whose uploads: references of another key or another server are never offered as one's own. */
export interface AccountScope {
  readonly provider: ProviderId;
  readonly origin: string;
  readonly account: string;
}

/** Why the history couldn't be used as it was, and what was done instead. Shown to the person once. */
export interface HistoryProblem {
  /**
   * `corrupt`: damaged, or not a database at all. `foreign`: a database of another application. `newerVersion`: written by
   * a newer version of this extension, and left as it is. `unwritable`: the file or its folder is read-only, the disk is full,
   * or permissions are missing. `unavailable`: this Node.js has no SQLite.
   */
  readonly reason: 'corrupt' | 'foreign' | 'newerVersion' | 'unwritable' | 'unavailable';
  /** Full path of the original file, renamed but unchanged; `undefined` if it is still in its place. */
  readonly keptAs: string | undefined;
  /** Whether uploads made now will be forgotten at the next restart. */
  readonly inMemoryOnly: boolean;
}

/**
 * When a record's primary reference ends, seen from "now". Every record is in exactly one state: `expired` has ended,
 * `expiring` ends within the warning time, `valid` ends later, `never` has no known end (kept by the provider, or
 * undocumented).
 */
export type ExpiryState = 'valid' | 'expiring' | 'expired' | 'never';

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
  /** What `expiry` is measured against, in milliseconds since the epoch; the store's clock by default. */
  readonly now?: number;
  /** How long before the end a record counts as `expiring`, in milliseconds; 0 by default. */
  readonly expiringWithin?: number;
  /**
   * `newest`: by time of upload, latest first. `expiresFirst`: by the end of the primary reference, earliest first
   * (expired ones come before all others), those without an end last. `newest` by default.
   */
  readonly order?: 'newest' | 'expiresFirst';
  /** Maximum number of records to return. */
  readonly limit: number;
  /** The last record of the page before, under the same query. It may have been removed since. */
  readonly after?: UploadRecord;
}

/** When a reference has to work to take the place of another one. */
export interface RenewalQuestion {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The form of reference that is replaced, where it isn't a record's primary one. */
  readonly form?: ReferenceForm;
}

/**
 * The upload records of one person on one machine, shared by all windows.
 *
 * No call holds the thread for long. While another process has the database locked, writes wait in a queue and are retried;
 * questions are answered as if they had been made. What concerns many records is asynchronous, and done in batches.
 */
export interface HistoryStore {
  /**
   * What went wrong, if anything did. May also appear later, when the disk fills up or the file is damaged while it is in
   * use; `onDidChange` listeners are called then.
   */
  readonly problem: HistoryProblem | undefined;
  /**
   * A record of the same id is replaced. On disk when it returns, in the database or in a file beside it: a killed process
   * does not lose it.
   * @throws UploadError `unexpectedReply` for a record too large to be kept
   */
  add(record: UploadRecord): void;
  /**
   * Undoes a removal made in this window: adds those whose id isn't there yet, and lists those that are hidden.
   * @returns how many are listed that weren't before
   * @throws UploadError `unexpectedReply` for a record too large to be kept; none has been added then
   */
  restore(records: readonly UploadRecord[]): Promise<number>;
  /** The same for records from elsewhere, which are marked for good as `imported`. */
  import(records: readonly UploadRecord[]): Promise<number>;
  /** `undefined` where nobody knows: for a record of 0.1.0, or for none at all. */
  provenanceOf(id: string): Provenance | undefined;
  /**
   * Takes records from all lists, and reuses them no more. They are still found by their references: a document may hold one,
   * and without the record nothing could be said about it. @returns the records that were listed, newest first, for `restore`
   */
  hide(ids: readonly string[]): Promise<readonly UploadRecord[]>;
  /** Hides the records whose primary reference has ended. */
  hideExpired(now: number): Promise<readonly UploadRecord[]>;
  hideAll(): Promise<readonly UploadRecord[]>;
  /** How many hidden records there are, counted up to `limit`. */
  hiddenCount(limit: number): number;
  /** Deletes records for good, hidden or not. @returns the records that were there, newest first, for `restore` */
  remove(ids: readonly string[]): Promise<readonly UploadRecord[]>;
  /**
   * Deletes for good every record of this account whose primary reference is this one, hidden or not: a provider may answer
   * the same reference to several uploads. @returns the records that were there, newest first
   */
  removeByReference(upload: AccountScope & Pick<UploadRecord, 'reference'>): Promise<readonly UploadRecord[]>;
  /** Deletes every record, hidden or not, and every remembered hash. */
  removeAll(): Promise<void>;
  /** Deletes records neither made nor used in the last `days` days; 0 keeps all. @returns how many were deleted */
  applyRetention(days: number, now: number): Promise<number>;
  query(query: HistoryQuery): readonly UploadRecord[];
  get(id: string): UploadRecord | undefined;
  count(): number;
  /** How many records a query finds within its limit, without reading them. */
  countUpTo(query: HistoryQuery): number;
  /** Whether any upload of this account has exactly this size: a cheap question before a file is hashed. */
  hasSize(scope: AccountScope, size: number): boolean;
  /** The uploads of these bytes by this account, expired or not, newest first; the last 50 of them. */
  findByContent(scope: AccountScope, contentHash: string): readonly UploadRecord[];
  /** By any of a record's references, primary or alternative, hidden ones included; the newest where several uploads gave the same. */
  findByReference(value: string): UploadRecord | undefined;
  /** All uploads of one file, newest first. */
  findByFile(fileUri: string): readonly UploadRecord[];
  /**
   * The valid reference that takes the place of each record's own: of the same bytes or the same file, by the same account.
   * @returns by the ids of the records replaced; those that don't end, or have no renewal, are missing
   */
  livingRenewals(records: readonly UploadRecord[], now: number): ReadonlyMap<string, UploadRecord>;
  /** The same for one record, and if need be for one of its alternative references. */
  livingRenewalOf(record: UploadRecord, question: RenewalQuestion): UploadRecord | undefined;
  markUsed(id: string, at: number): void;
  /** Content hash of a file seen before with the same size, modification time and inode. */
  rememberedHash(fileUri: string, stamp: FileStamp): string | undefined;
  rememberHash(fileUri: string, stamp: FileStamp, contentHash: string): void;
  /** Random text generated once per database, for fingerprints of keys. */
  readonly accountSalt: string;
  /** Called after any change, by this process or another; a burst is one call. @returns a function that removes the listener */
  onDidChange(listener: () => void): () => void;
  /** Writes that still have to wait are left in a file, for the next window to make. */
  close(): void;
}
