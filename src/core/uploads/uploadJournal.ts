import type { ProviderId } from '../providers/providerId.ts';
import type { Cause } from './permission/decide.ts';

/** A file that was asked to go to a provider. */
export interface RequestedUpload {
  readonly fileUri: string;
  /** Base name of the file, or that of the archive for a folder. */
  readonly fileName: string;
  readonly provider: ProviderId;
  /** Of the server it goes to. */
  readonly origin: string;
  /** Which of the provider's connections it goes to, and what people saw it called; earlier versions didn't note it. */
  readonly connection?: { readonly id: string; readonly label: string } | undefined;
  /** The account's fingerprint, as in an `AccountScope`; earlier versions didn't note it. */
  readonly account?: string | undefined;
  readonly cause: Cause;
  /** Whether it is a folder that is sent as one archive. */
  readonly isFolder: boolean;
}

export interface JournalEntry {
  /** Resolves once the request is kept where a window that is killed doesn't lose it; never rejects. */
  readonly kept: Promise<void>;
  succeed(): void;
  cancel(): void;
  fail(error: unknown): void;
}

/** Follows each upload from its request to its end, so that one that doesn't arrive isn't forgotten with its window. */
export interface UploadJournal {
  begin(upload: RequestedUpload): JournalEntry;
}
