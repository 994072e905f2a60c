import * as v from 'valibot';
import { type UploadErrorCode, uploadErrorCodes } from '../../../core/errorCodes.ts';
import { UploadError, type UploadErrorDetails } from '../../../core/errors.ts';
import { providerIds } from '../../../core/providers/providerId.ts';
import type { Cause } from '../../../core/uploads/permission/decide.ts';
import type { RequestedUpload } from '../../../core/uploads/uploadJournal.ts';
import { notedDetails } from './notedDetails.ts';

/** Why an upload failed, as far as it can be kept: neither a stack nor the cause, which may hold what nobody redacted. */
export interface NotedFailure {
  /** `undefined` for a mistake of ours, which has no code. */
  readonly code: UploadErrorCode | undefined;
  readonly details: UploadErrorDetails;
}

/** An upload that hasn't succeeded, in the form in which the workspace state keeps it. */
export interface NotedUpload extends RequestedUpload {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
  /** Process id of the extension host that sends it. */
  readonly host: number;
  /** `interrupted`: it was still running when its window was closed or killed. */
  readonly state: 'running' | 'interrupted' | 'failed';
  /** For `failed`. */
  readonly failure?: NotedFailure;
}

/** An upload that can be retried or dismissed. */
export interface UnfinishedUpload extends NotedUpload {
  readonly state: 'interrupted' | 'failed';
}

/** What an upload is about: another one of the same subject takes its place. */
export function subjectOf({ provider, connection, fileUri }: RequestedUpload): string {
  return `${connection?.id ?? provider} ${fileUri}`;
}

export function notedFailure(error: unknown): NotedFailure {
  return UploadError.is(error) ? { code: error.code, details: error.details } : { code: undefined, details: {} };
}

/**
 * The cause with which an upload that was read back may be retried. Nothing proves that a person once chose this very
 * file, so it is judged like a file that a command names: one outside the workspace is asked about.
 */
const causesReadBack: Readonly<Record<Cause, Cause>> = {
  chosen: 'commandArguments',
  commandArguments: 'commandArguments',
  document: 'document',
  ownRecord: 'unknownRecord',
  importedRecord: 'importedRecord',
  unknownRecord: 'unknownRecord',
  programme: 'programme',
};

const text = (maxLength: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(maxLength));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));

const noted = v.object({
  id: text(100),
  fileUri: v.pipe(text(8192), v.regex(/^[a-z][a-z0-9+.-]*:/i)),
  fileName: text(1024),
  provider: v.picklist(providerIds),
  origin: text(2048),
  connection: v.optional(v.object({ id: text(100), label: text(200) })),
  // Empty for an account without a key.
  account: v.optional(v.pipe(v.string(), v.maxLength(100))),
  cause: v.pipe(
    v.picklist(Object.keys(causesReadBack) as Cause[]),
    v.transform((cause) => causesReadBack[cause]),
  ),
  isFolder: v.boolean(),
  begunAt: moment,
  host: v.pipe(v.number(), v.integer(), v.minValue(1)),
  state: v.picklist(['running', 'interrupted', 'failed']),
  failure: v.optional(
    v.pipe(
      v.object({
        code: v.optional(v.picklist(uploadErrorCodes)),
        details: notedDetails,
      }),
      v.transform(({ code, details }): NotedFailure => ({ code, details })),
    ),
  ),
});

/** What the workspace state holds, without whatever doesn't have the form of a noted upload. */
export function readNotedUploads(value: unknown): readonly NotedUpload[] {
  return (Array.isArray(value) ? value : []).flatMap((each) => {
    const { success, output } = v.safeParse(noted, each);
    return success ? [output] : [];
  });
}
