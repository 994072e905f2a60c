import type { AccountScope } from '../history/historyStore.ts';
import type { RetryBudget } from '../http/retry.ts';
import type { ReferenceForm } from '../providers/providerId.ts';
import type { Account } from './accounts/account.ts';
import type { UploadProgress } from './inFlight/progress.ts';
import type { ApprovedSource, GatedSource } from './permission/permissionGate.ts';

/** Which file goes to which account, and what its reference is for. Passed on unchanged from the gesture to the provider. */
export interface UploadRequest {
  /** Only a permission gate makes one, and only for the recipient that `account` stands for. */
  readonly source: GatedSource;
  readonly account: Account;
  /** Whether an earlier upload of the same content may be used instead. */
  readonly reuse: boolean;
  /** The form of reference such an upload must still have; the primary one by default. */
  readonly form?: ReferenceForm;
  /** URI of the workspace folder the file belongs to. */
  readonly workspaceUri?: string;
}

/** How one caller follows an upload, which other callers may share. */
export interface UploadOptions {
  /** Cancels the upload for this caller only. */
  readonly signal?: AbortSignal;
  /** Retries shared by all uploads of a batch; unlimited by default. */
  readonly retryBudget?: RetryBudget;
  onProgress?(progress: UploadProgress): void;
}

/** A request whose file is open, and its account as the history knows it. */
export interface OpenedUpload {
  readonly request: UploadRequest;
  readonly asset: ApprovedSource;
  readonly scope: AccountScope;
}
