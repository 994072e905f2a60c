import { Uri } from 'vscode';
import { Outcome } from '../../core/outcome.ts';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import type { PlannedUpload, UploadPlan } from '../../core/uploads/plan/uploadPlan.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import type { UploadRequest } from '../../core/uploads/uploadRequest.ts';
import { cancellable } from '../cancellable.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { formatList, nameOf } from '../text/names.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { admitFiles, fileToSend } from '../upload/filesToSend.ts';
import { accountFor, sameTarget } from '../upload/uploadTarget.ts';
import { withUploadProgress } from '../upload/withUploadProgress.ts';

/** Uploads that the person has agreed to, and the account they go to. */
export interface ChosenUploads {
  readonly account: Account;
  readonly uploads: readonly PlannedUpload[];
}

/** How planned uploads ended; one for each file, however many places need it. */
export type UploadsOutcome = Outcome<PlannedUpload, UploadResult>;

/** Uploads in parallel, each file once, with one cancellable notification. Never throws for what a single upload throws. */
export async function obtainReferences(services: Services, chosen: readonly ChosenUploads[]): Promise<UploadsOutcome> {
  const wanted = chosen.flatMap(({ uploads }) => uploads);
  if (wanted.length === 0) {
    return new Outcome<PlannedUpload, UploadResult>([]);
  }
  // What is asked about is asked before the first byte is sent, and before a notification covers the question.
  const requests: UploadRequest[] = [];
  for (const { account, uploads } of chosen) {
    const admission = { account, cause: 'document', signal: new AbortController().signal } as const;
    requests.push(...(await admitUploads(services, uploads, admission)));
  }
  if (isRefusedByPerson(wanted, requests)) {
    return new Outcome<PlannedUpload, UploadResult>(
      wanted.map((item) => ({ item, ending: { status: 'notTried' } as const })),
    );
  }
  const { uploader } = await services.uploads();
  const isAllThere = wanted.every(({ reuse }) => reuse === 'certain');
  const outcome = await (isAllThere ? withoutNotification : withUploadProgress)(
    titleOf(chosen),
    requests.length,
    (reporter, signal) =>
      uploadAll(uploader, requests, {
        signal,
        onProgress: (progress, index) => reporter.report(index, progress),
        onItem: (_item, index) => reporter.finish(index),
      }),
  );
  return outcome.of(wanted);
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
function isRefusedByPerson(wanted: readonly PlannedUpload[], requests: readonly UploadRequest[]): boolean {
  const declined = wanted.filter((_each, index) => requests[index]?.source.isDeclined === true);
  const outside = wanted.filter(({ obstacle }) => obstacle === 'outside');
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

function titleOf(chosen: readonly ChosenUploads[]): ShownText {
  const used = chosen.filter(({ uploads }) => uploads.length > 0);
  const [first, ...others] = used.flatMap(({ uploads }) => uploads);
  return first && others.length === 0
    ? l10n.t('Uploading {0} to {1}', shown(nameOf(Uri.parse(first.uri))), labelsOf(used))
    : l10n.t('Uploading {0} files to {1}', others.length + 1, labelsOf(used));
}

/** What accounts are called, each once: `ComfyUI`, or `Runway, Runware (Studio)`. */
export function labelsOf(accounts: readonly { readonly account: Account }[]): ShownText {
  return formatList([...new Set(accounts.map(({ account }) => shown(accountLabel(account))))]);
}

/** The same for the accounts that any uploads go to; for all that were planned where none do. */
export function labelsInUse(plans: readonly UploadPlan[], chosen: readonly ChosenUploads[]): ShownText {
  const used = chosen.filter(({ uploads }) => uploads.length > 0);
  return labelsOf(used.length > 0 ? used : plans);
}

/** Planned uploads once more. Their keys are read again, because a wrong key may have been the reason for a failure. */
export async function withFreshAccounts(
  services: Services,
  chosen: readonly ChosenUploads[],
  again: readonly PlannedUpload[],
): Promise<readonly ChosenUploads[] | undefined> {
  const fresh: ChosenUploads[] = [];
  for (const { account, uploads } of chosen) {
    const own = uploads.filter((upload) => again.includes(upload));
    const current = own.length > 0 && (await accountFor(services, sameTarget(account)));
    if (current) {
      fresh.push({ account: current, uploads: own });
    } else if (own.length > 0) {
      return undefined;
    }
  }
  return fresh;
}
