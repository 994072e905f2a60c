import type { UploadErrorCode } from '../../core/errorCodes.ts';
import type { UploadError } from '../../core/errors.ts';
import { explainFailure } from './failures.ts';
import { formatLimit } from './figures.ts';
import { l10n } from './l10n.ts';
import { formatNames } from './names.ts';
import { joined, type ShownText, shown } from './shown.ts';

/** What the sentences about several files are made of. */
interface SharedFailure {
  readonly error: UploadError;
  /** Up to three names, and how many more there are. */
  readonly files: ShownText;
  readonly provider: ShownText;
}

interface SharedFailureOptions {
  readonly providerLabel: string | undefined;
  /** Names of the files that failed for this reason. */
  readonly names: readonly string[];
  /** Whether these are known to be all files, so that a reason that isn't about the files themselves needs no names. */
  readonly isAboutAll?: boolean;
}

/** One sentence about several files that failed for the same reason, of which `error` is one failure. */
export function explainSharedFailure(error: UploadError, options: SharedFailureOptions): ShownText {
  const { providerLabel, names, isAboutAll = false } = options;
  const files = formatNames(names);
  const provider = providerLabel === undefined ? l10n.t('the provider') : shown(providerLabel);
  const sentence = sentences[error.code]?.({ error, files, provider });
  if (sentence === undefined) {
    const { message } = explainFailure(error, providerLabel, { namesFile: false });
    return isAboutAll ? message : joined([files, message], ': ');
  }
  const { providerMessage } = error.details;
  return providerMessage ? joined([sentence, l10n.t('Its response: {0}', shown(providerMessage))], ' ') : sentence;
}

/** Failures that are about the files; others are about the account or the network, and said without them. */
const sentences: Readonly<Partial<Record<UploadErrorCode, (failure: SharedFailure) => ShownText>>> = {
  fileMissing: ({ files }) => l10n.t("{0} weren't found. They may have been moved or deleted.", files),
  fileUnreadable: ({ files }) => l10n.t("{0} couldn't be read. Check their permissions.", files),
  fileRemoved: ({ files }) =>
    l10n.t('{0} were moved or deleted while they were uploading, so these uploads were discarded.', files),
  notAFile: ({ files }) => l10n.t("{0} aren't files. Choose media files, or folders that contain some.", files),
  fileEmpty: ({ files }) => l10n.t('{0} are empty, so there is nothing to upload.', files),
  noImages: ({ files, provider }) => l10n.t('{0} have no images that {1} supports.', files, provider),
  fileTooSmall: ({ files, provider, error }) =>
    l10n.t('{0} are too small for {1}: files must be at least {2}.', files, provider, limitOf(error)),
  fileTooLarge: ({ files, provider, error }) =>
    l10n.t('{0} are too large for {1}: files may be at most {2}.', files, provider, limitOf(error)),
  imageTooLarge: ({ files, provider }) =>
    l10n.t('{0} have too many pixels for {1}. Scale them down and upload them again.', files, provider),
  typeUnsupported: ({ files, provider, error: { details } }) =>
    details.mediaType === undefined
      ? l10n.t("{0} aren't media files: their content isn't a known image, video, audio or ZIP.", files)
      : l10n.t("{0} have a file type that {1} doesn't support: {2}.", files, provider, shown(details.mediaType)),
  changedWhileReading: ({ files }) =>
    l10n.t(
      '{0} changed while they were uploading, so these uploads were discarded. Try again once the files are complete.',
      files,
    ),
  outsideWorkspace: ({ files }) =>
    l10n.t(
      "{0} are outside this workspace, so a document can't upload them. Upload them yourself from the Explorer or a file dialog.",
      files,
    ),
  workspaceUntrusted: ({ files }) => l10n.t("{0} weren't uploaded because this workspace isn't trusted.", files),
  hashMismatch: ({ files, provider }) =>
    l10n.t(
      '{0} arrived damaged at {1} and were discarded there. Something in between, such as a proxy, may have changed them.',
      files,
      provider,
    ),
  tooLargeForServer: ({ files, provider, error: { details } }) =>
    details.replyProblem === 'proxyLimit'
      ? l10n.t(
          '{0} are larger than the proxy in front of {1} allows. Raise its limit for request bodies, which nginx calls client_max_body_size.',
          files,
          provider,
        )
      : details.serverOption
        ? l10n.t(
            '{0} are larger than {1} allows. Start it with a higher {2}.',
            files,
            provider,
            shown(details.serverOption),
          )
        : l10n.t('{0} are too large for {1}, which rejected them.', files, provider),
};

function limitOf({ details }: UploadError): ShownText {
  return formatLimit(details.limit ?? 0);
}
