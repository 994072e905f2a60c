import { isIP } from 'node:net';
import { kindOf, mediaTypeOfName } from '../../asset/mediaTypes.ts';
import type { UploadErrorCode } from '../../errorCodes.ts';
import { UploadError } from '../../errors.ts';
import { bareHost } from '../../http/guards/privateAddress.ts';
import { isPublicLink } from '../../http/guards/publicLink.ts';
import type { LinkRules } from '../../providers/linkRules.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ReferenceForm } from '../../providers/providerId.ts';
import type { FittingReference } from '../../workflow/mediaInput.ts';
import type { LocatedFile } from '../../workflow/paths/locateFiles.ts';
import type { Account } from '../accounts/account.ts';
import { limitProblemOf, limitsFor } from './limits.ts';
import { type PlanQuestion, planned } from './planUploads.ts';
import type { OverflowPlan, Place, PlannedUpload, UploadPlan } from './uploadPlan.ts';

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
 * Whether a storage's link can take the place of a refused upload. A reader on the internet can't download from a local
 * network.
 */
export function canOverflow(
  storage: Pick<Account, 'provider' | 'endpoint' | 'options'>,
  question: OverflowQuestion,
): boolean {
  const { provider, endpoint, options } = storage;
  const given = provider.givesLinks?.(options);
  const rules = question.reader.provider.takesLinks;
  const address = given?.base ?? endpoint.href;
  return (
    given !== undefined &&
    rules !== undefined &&
    // The base comes from settings that people write by hand.
    URL.canParse(address) &&
    fittingForms(provider, question).includes(given.form) &&
    couldOverflow(provider, question) &&
    canReach(new URL(address), question.reader, rules)
  );
}

/**
 * Whether the links of some connection to a storage could: the input takes one of their forms, the storage takes the file,
 * and so does the reader, by the rules it documents for links.
 */
export function couldOverflow(storage: Provider, question: OverflowQuestion): boolean {
  const { file, reader } = question;
  return (
    storage.givesLinks !== undefined &&
    storage.id !== reader.provider.id &&
    fittingForms(storage, question).length > 0 &&
    takesFile(storage, file) &&
    mayRead(reader, file)
  );
}

/** The forms of a storage's links that the input takes; where there is no input yet, that some input of the reader takes. */
function fittingForms({ id, references }: Provider, { reader, fits }: OverflowQuestion): readonly ReferenceForm[] {
  const { takesLinks } = reader.provider;
  if (takesLinks === undefined) {
    return [];
  }
  return fits === undefined
    ? references.filter((each) => each.fits[takesLinks.place] !== undefined).map(({ form }) => form)
    : fits.filter(({ provider }) => provider === id).map(({ form }) => form);
}

/** The uploads of a plan that its provider is expected to refuse, judged by their names and sizes. */
export function refusedUploads({ account, uploads }: UploadPlan): readonly PlannedUpload[] {
  return uploads.filter(({ file }) => {
    const problem = limitProblemOf(account.provider, { name: file.realPath, size: file.size });
    // An empty file is of no use anywhere.
    return problem !== undefined && problem.code !== 'fileEmpty';
  });
}

/** What a place of a refused upload asks of a storage. */
export function overflowQuestion(
  { account: reader }: Pick<UploadPlan, 'account'>,
  file: LocatedFile,
  { input }: Place,
): OverflowQuestion {
  const { size, realPath } = file;
  return { file: { mediaType: mediaTypeOfName(realPath), size }, reader, fits: input.fits };
}

/**
 * Uploads of a plan as they would go to a storage, for those of their places where its link can stand instead.
 * @param refused some of the plan's uploads
 */
export function planOverflow(
  plan: UploadPlan,
  refused: readonly PlannedUpload[],
  question: PlanQuestion,
): OverflowPlan | undefined {
  const { account } = question;
  const uploads = refused.flatMap(({ file, places }) => {
    const fitting = places.filter((place) => canOverflow(account, overflowQuestion(plan, file, place)));
    return fitting.length === 0 ? [] : [planned(file, fitting, question)];
  });
  return uploads.length === 0 ? undefined : { account, uploads };
}

function takesFile(provider: Provider, { mediaType, size = 0 }: RefusedFile): boolean {
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
