import { isIP } from 'node:net';
import { kindOf, mediaTypeOfName } from '../../asset/mediaTypes.ts';
import { UploadError, type UploadErrorCode } from '../../errors.ts';
import { bareHost } from '../../http/guards/privateAddress.ts';
import { isPublicLink } from '../../http/guards/publicLink.ts';
import type { LinkRules } from '../../providers/linkRules.ts';
import type { FittingReference } from '../../workflow/mediaInput.ts';
import type { LocatedFile } from '../../workflow/paths/locateFiles.ts';
import type { Account } from '../accounts/account.ts';
import { limitsFor } from './limits.ts';
import { type PlanQuestion, planned, refusalOf } from './planUploads.ts';
import type { OverflowPlan, PlannedUpload, UploadPlan } from './uploadPlan.ts';

/** Failures that are about the file, so that another recipient may take it. An empty file is none anywhere. */
const refusals: readonly UploadErrorCode[] = [
  'fileTooSmall',
  'fileTooLarge',
  'imageTooLarge',
  'typeUnsupported',
  'tooLargeForServer',
];

/** Whether a provider has refused a file for its size, type or pixels. */
export function isRefusal(error: unknown): error is UploadError {
  return UploadError.is(error) && refusals.includes(error.code);
}

/** What is known of a refused file; the storage's own preflight goes by its content. */
export interface RefusedFile {
  readonly mediaType: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
}

/** An input whose file was refused. */
export interface OverflowQuestion {
  readonly file: RefusedFile;
  /** What would read the input, and download a link there. */
  readonly reader: Pick<Account, 'provider' | 'endpoint'>;
  /** Which references the input takes; left out where the file is for no input yet. */
  readonly fits?: readonly FittingReference[];
}

/**
 * Whether a storage's link can take the place of a refused upload: the input takes links of its form, the storage takes the
 * file, and so does the reader, by the rules it documents for links. A reader on the internet can't download from a local
 * network.
 */
export function canOverflow(
  storage: Pick<Account, 'provider' | 'endpoint' | 'options'>,
  { file, reader, fits }: OverflowQuestion,
): boolean {
  const given = storage.provider.givesLinks?.(storage.options);
  const rules = reader.provider.takesLinks;
  if (given === undefined || rules === undefined || storage.provider.id === reader.provider.id) {
    return false;
  }
  const { references, id } = storage.provider;
  const isTaken =
    fits?.some(({ provider, form }) => provider === id && form === given.form) ??
    references.some(({ form, fits: places }) => form === given.form && places[rules.place] !== undefined);
  const address = new URL(given.base ?? storage.endpoint);
  return isTaken && takesFile(storage, file) && mayRead(reader, file) && canReach(address, reader, rules);
}

/** The uploads of a plan that its provider refuses, for those of their places where the storage's link can stand instead. */
export function planOverflow(plan: UploadPlan, question: PlanQuestion): OverflowPlan | undefined {
  const uploads = plan.uploads
    .filter(({ file }) => isRefused(file, plan.account))
    .flatMap((upload) => overflowOf(upload, plan, question));
  return uploads.length === 0 ? undefined : { account: question.account, uploads };
}

/** One upload of a plan, whatever speaks against it, as it would go to a storage; nothing where no link can stand. */
export function overflowOf(
  upload: PlannedUpload,
  { account: reader }: UploadPlan,
  question: PlanQuestion,
): PlannedUpload[] {
  const file = { mediaType: mediaTypeOfName(upload.file.realPath), size: upload.file.size };
  const places = upload.places.filter(({ input: { fits } }) => canOverflow(question.account, { file, reader, fits }));
  return places.length === 0 ? [] : [planned(upload.file, places, question)];
}

/** An empty file is of no use anywhere. */
function isRefused(file: LocatedFile, { provider }: Account): boolean {
  const refusal = refusalOf(file, provider);
  return refusal !== undefined && refusal !== 'fileEmpty';
}

function takesFile({ provider }: Pick<Account, 'provider'>, { mediaType, size = 0 }: RefusedFile): boolean {
  const limits = mediaType === undefined ? undefined : limitsFor(provider, mediaType);
  return limits !== undefined && size <= (limits.maxBytes ?? Number.POSITIVE_INFINITY);
}

/** A provider that takes no files of a kind doesn't take them by a link either. */
function mayRead({ provider }: OverflowQuestion['reader'], { mediaType = '', size = 0 }: RefusedFile): boolean {
  const { mediaTypes, maxBytes = {} } = provider.takesLinks ?? {};
  const kind = kindOf(mediaType);
  return (
    kind !== undefined &&
    provider.limits.some((limits) => limits.kind === kind) &&
    (mediaTypes === undefined || mediaTypes.includes(mediaType)) &&
    size <= (maxBytes[kind] ?? Number.POSITIVE_INFINITY)
  );
}

function canReach(address: URL, { endpoint }: OverflowQuestion['reader'], { needsHostName }: LinkRules): boolean {
  if (needsHostName && (address.protocol !== 'https:' || isIP(bareHost(address.hostname)) !== 0)) {
    return false;
  }
  // A reader in the local network is next to the storage, for all anybody knows.
  return isPublicLink(address.href) || !isPublicLink(endpoint.href);
}
