import type { SourceState } from '../history/assetState.ts';
import type { UploadRecord } from '../history/records/record.ts';
import type { ProviderId } from '../providers/providerId.ts';
import type { Reference } from '../providers/reference.ts';
import type { LimitProblem } from '../uploads/plan/limits.ts';
import type { MediaInput } from '../workflow/mediaInput.ts';

/** What an input leads to, as far as a check has to know. Whoever checks has looked it up. */
export type CheckedTarget =
  /** A file on this disk, by its name or path and its size in bytes. */
  | { readonly type: 'file'; readonly resolved: { readonly realPath: string }; readonly size: number }
  | { readonly type: 'missing' }
  /** A path that this check may not look up. */
  | { readonly type: 'refused' }
  | {
      readonly type: 'reference';
      readonly record: UploadRecord;
      readonly reference: Reference;
      readonly source: SourceState;
      readonly renewal: UploadRecord | undefined;
    }
  | { readonly type: 'unknownReference'; readonly providers: readonly ProviderId[] }
  | { readonly type: 'other' };

export interface CheckedInput {
  readonly input: MediaInput;
  readonly target: CheckedTarget;
}

/** A limit of a provider: for a file, or in characters for one that is written into the workflow itself. */
export type ExceededLimit = LimitProblem | { readonly code: 'dataUriTooLong'; readonly limit: number };

/**
 * What keeps an input from working, or may. The names are public and stay.
 *
 * - `local`: names a file on this disk, which no provider can read
 * - `missing`: names a file that isn't there; it `mayBeOnServer` where the provider is a ComfyUI with files of its own
 * - `outsideWorkspace`: names a file that may not be looked up, because it isn't in the workspace
 * - `expired`, `endsBefore`: the reference has ended, or ends before the time that was asked about
 * - `goneAtProvider`: the provider was asked, now or earlier, and no longer has it
 * - `otherAccount`: a reference of another account or provider than the one that the workflow is for
 * - `wrongForm`: a reference that this node or field doesn't take
 * - `overLimit`: the provider doesn't take such a file
 * - `credentialLink`: a link that opens the file for whoever has it, written into the workflow
 * - `unknown`: has the form of a reference, but nothing is known about it
 */
export type FindingDetails =
  | { readonly problem: 'local' }
  | { readonly problem: 'missing'; readonly mayBeOnServer: boolean }
  | { readonly problem: 'outsideWorkspace' }
  | {
      readonly problem: 'expired' | 'endsBefore';
      readonly record: UploadRecord;
      readonly source: SourceState;
      /** Milliseconds since the epoch. */
      readonly endsAt: number;
    }
  | { readonly problem: 'goneAtProvider'; readonly provider: ProviderId; readonly record: UploadRecord | undefined }
  | {
      readonly problem: 'otherAccount';
      readonly providers: readonly ProviderId[];
      readonly record: UploadRecord | undefined;
    }
  | { readonly problem: 'wrongForm'; readonly providers: readonly ProviderId[] }
  | { readonly problem: 'overLimit'; readonly provider: ProviderId; readonly limit: ExceededLimit }
  | { readonly problem: 'credentialLink' }
  | { readonly problem: 'unknown'; readonly providers: readonly ProviderId[] };

export type Problem = FindingDetails['problem'];

/** Something about one input that a person should know before the workflow runs. */
export type Finding = FindingDetails & {
  readonly input: MediaInput;
  /** Whether the workflow can't run like this; otherwise it may, but nobody here can tell, or it has a drawback. */
  readonly isBlocking: boolean;
  /** What would mend it without a decision: sending the file, or renewing the reference. */
  readonly mend: 'upload' | 'renew' | undefined;
};

/** The result for one workflow. */
export interface Readiness {
  /** Whether nothing keeps it from running. There may still be findings that don't. */
  readonly ready: boolean;
  /** In document order, at most one for each input. */
  readonly findings: readonly Finding[];
}
