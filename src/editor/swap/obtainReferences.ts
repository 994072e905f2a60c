import { realpath } from 'node:fs/promises';
import { l10n, Uri } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { Account } from '../../core/uploads/account.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import type { Place, PlannedUpload } from '../../core/uploads/uploadPlan.ts';
import type { UploadRequest, UploadSource } from '../../core/uploads/uploadRequest.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import { cancellable } from '../cancellable.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import type { Services } from '../services.ts';
import { sourceOf } from '../upload/uploadSources.ts';
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
  const requests = wanted.map(({ account, upload }) => uploadRequest(services, account, upload));
  if (requests.length === 0) {
    return sortResults([], []);
  }
  const { uploader } = await services.uploads();
  const isAllThere = wanted.every(({ upload }) => upload.reuse === 'certain');
  const items = await (isAllThere ? withoutNotification : withUploadProgress)(
    titleOf(wanted),
    requests.length,
    (reporter, signal) =>
      uploadAll(uploader, requests, {
        signal,
        onProgress: (progress, index) => reporter.report(index, progress),
        onItem: (_item, index) => reporter.finish(index),
      }),
  );
  const failed = items.flatMap((item, index) => {
    const want = wanted[index];
    return item.status === 'failed' && want ? [{ ...want, error: item.error }] : [];
  });
  const done = items.flatMap((item, index) => {
    const want = wanted[index];
    return item.status === 'done' && want ? [{ upload: want.upload, result: item.result }] : [];
  });
  return { ...sortResults(done, failed), wasCancelled: items.some((item) => item.status === 'cancelled') };
}

/** Nothing is expected to be sent, so there is a notification only if it takes longer, e.g. to hash a changed file. */
const withoutNotification: typeof withUploadProgress = (_title, _files, work) =>
  cancellable({
    title: l10n.t('Looking up references'),
    run: (signal) => work({ report: () => undefined, finish: () => undefined }, signal),
  });

/** The request for a planned upload. */
export function uploadRequest(services: Services, account: Account, { file, uri, form }: PlannedUpload): UploadRequest {
  return {
    source: stillLeadingTo(file.realPath, file.file, sourceOf(Uri.parse(uri))),
    account,
    form,
    reuse: services.settings.reuseUploads,
    workspaceUri: file.workspaceFolder && Uri.file(file.workspaceFolder).toString(),
  };
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

/**
 * The person agreed to the file that the path led to at that time. If a link has been redirected since, by a build or by
 * somebody with worse intentions, the upload must not follow it.
 */
function stillLeadingTo(realPath: string, path: string, source: UploadSource): UploadSource {
  return {
    ...source,
    open: async (signal) => {
      const now = await realpath(path).catch(() => realPath);
      if (now !== realPath) {
        throw new UploadError('changedWhileReading', 'The path leads to another file now', { fileName: source.name });
      }
      return source.open(signal);
    },
  };
}

function titleOf(wanted: readonly { account: Account; upload: PlannedUpload }[]): string {
  const labels = [...new Set(wanted.map(({ account }) => account.provider.label))].join(', ');
  const [first] = wanted;
  return wanted.length === 1 && first
    ? l10n.t('Uploading {0} to {1}', Uri.parse(first.upload.uri).path.split('/').at(-1) ?? '', labels)
    : l10n.t('Uploading {0} files to {1}', wanted.length, labels);
}
