import { Uri } from 'vscode';
import type { Account } from '../../core/uploads/accounts/account.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import type { Place, PlannedUpload } from '../../core/uploads/plan/uploadPlan.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import type { UploadRequest } from '../../core/uploads/uploadRequest.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { cancellable } from '../cancellable.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { formatList, nameOf } from '../text/names.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { admitFiles, fileToSend } from '../upload/filesToSend.ts';
import { withUploadProgress } from '../upload/withUploadProgress.ts';

/** Uploads that the person has agreed to, and the account they go to. */
export interface ChosenUploads {
  readonly account: Account;
  readonly uploads: readonly PlannedUpload[];
}

export interface FailedUpload {
  readonly account: Account;
  readonly upload: PlannedUpload;
  readonly error: unknown;
}

/** What some uploads resulted in, for the documents that need them. */
export interface ObtainedReferences {
  /** By URI of the document. */
  readonly replacements: ReadonlyMap<string, readonly Replacement[]>;
  /** Places that hold a reference that works once the replacements are made. */
  readonly settled: readonly Place[];
  readonly results: readonly UploadResult[];
  readonly failed: readonly FailedUpload[];
  /** Places whose file is uploaded, but not under any reference that works there. */
  readonly unfit: readonly Place[];
  readonly wasCancelled: boolean;
}

/** Uploads in parallel, each file once, with one cancellable notification. Never throws for what a single upload throws. */
export async function obtainReferences(
  services: Services,
  chosen: readonly ChosenUploads[],
): Promise<ObtainedReferences> {
  const wanted = chosen.flatMap(({ account, uploads }) => uploads.map((upload) => ({ account, upload })));
  if (wanted.length === 0) {
    return sortResults([], []);
  }
  // What is asked about is asked before the first byte is sent, and before a notification covers the question.
  const requests: UploadRequest[] = [];
  for (const { account, uploads } of chosen) {
    const admission = { account, cause: 'document', signal: new AbortController().signal } as const;
    requests.push(...(await admitUploads(services, uploads, admission)));
  }
  if (isRefusedByPerson(wanted, requests)) {
    return { ...sortResults([], []), wasCancelled: true };
  }
  let wasAborted = false;
  const { uploader } = await services.uploads();
  const isAllThere = wanted.every(({ upload }) => upload.reuse === 'certain');
  const outcome = await (isAllThere ? withoutNotification : withUploadProgress)(
    titleOf(wanted),
    requests.length,
    async (reporter, signal) => {
      const ended = await uploadAll(uploader, requests, {
        signal,
        onProgress: (progress, index) => reporter.report(index, progress),
        onItem: (_item, index) => reporter.finish(index),
      });
      wasAborted = signal?.aborted === true;
      return ended;
    },
  );
  const failed = outcome.items.flatMap(({ ending }, index) => {
    const want = wanted[index];
    return ending.status === 'failed' && want ? [{ ...want, error: ending.error }] : [];
  });
  const done = outcome.items.flatMap(({ ending }, index) => {
    const want = wanted[index];
    return (ending.status === 'done' || ending.status === 'reused') && want
      ? [{ upload: want.upload, result: ending.result }]
      : [];
  });
  // Who doesn't agree to one file may still want the others.
  const wasCancelled = wasAborted || outcome.count('done', 'reused', 'failed') === 0;
  return { ...sortResults(done, failed), wasCancelled };
}

/** Nothing is expected to be sent, so there is a notification only if it takes longer, e.g. to hash a changed file. */
const withoutNotification: typeof withUploadProgress = (_title, _files, work) =>
  cancellable({
    title: l10n.t('Looking up references'),
    run: (signal) => work({ report: () => undefined, finish: () => undefined }, signal),
  });

/**
 * Whether the person said no to a question rather than leaving some files out of it: then nothing is sent at all, as the
 * rest of the swap is only part of what they wanted.
 */
function isRefusedByPerson(
  wanted: readonly { readonly upload: PlannedUpload }[],
  requests: readonly UploadRequest[],
): boolean {
  const declined = wanted.filter((_each, index) => requests[index]?.source.isDeclined === true);
  const outside = wanted.filter(({ upload }) => upload.obstacle === 'outside');
  return declined.length > 0 && (declined.length >= outside.length || declined.some((each) => !outside.includes(each)));
}

/** Whom planned uploads go to, and why. */
export interface Admission {
  readonly account: Account;
  readonly cause: Cause;
  readonly signal: AbortSignal;
}

/** Lets the files of planned uploads in, after a question where they need one. One request for each, in their order. */
export async function admitUploads(
  services: Services,
  uploads: readonly PlannedUpload[],
  { account, cause, signal }: Admission,
): Promise<readonly UploadRequest[]> {
  const files = uploads.map(({ uri }) => fileToSend(Uri.parse(uri), cause));
  const sources = await admitFiles(services, files, { account, signal });
  return uploads.flatMap(({ file, form }, index) => {
    const source = sources[index];
    const workspaceUri = file.workspaceFolder && Uri.file(file.workspaceFolder).toString();
    return source ? [{ source, account, form, reuse: services.settings.reuseUploads, workspaceUri }] : [];
  });
}

/** Assigns results to the documents that need them. */
export function sortResults(
  done: readonly { readonly upload: PlannedUpload; readonly result: UploadResult }[],
  failed: readonly FailedUpload[],
): ObtainedReferences {
  const replacements = new Map<string, Replacement[]>();
  const settled: Place[] = [];
  const unfit: Place[] = [];
  for (const { upload, result } of done) {
    for (const place of upload.places) {
      const reference = fittingReference(result.record, place.input.fits);
      if (!reference) {
        unfit.push(place);
        continue;
      }
      settled.push(place);
      const ofDocument = replacements.get(place.document) ?? [];
      replacements.set(place.document, ofDocument);
      // A ComfyUI server may call a file just what the document calls it: nothing to replace then.
      if (reference.value !== place.input.value) {
        ofDocument.push({ input: place.input, newValue: reference.value });
      }
    }
  }
  return { replacements, settled, results: done.map(({ result }) => result), failed, unfit, wasCancelled: false };
}

function titleOf(wanted: readonly { account: Account; upload: PlannedUpload }[]): ShownText {
  const labels = formatList([...new Set(wanted.map(({ account }) => shown(account.provider.label)))]);
  const [first] = wanted;
  return wanted.length === 1 && first
    ? l10n.t('Uploading {0} to {1}', shown(nameOf(Uri.parse(first.upload.uri))), labels)
    : l10n.t('Uploading {0} files to {1}', wanted.length, labels);
}
