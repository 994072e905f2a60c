import type { UploadErrorCode } from '../../core/errorCodes.ts';
import { UploadError } from '../../core/errors.ts';
import { providerById } from '../../core/providers/registry.ts';
import { tlsText } from './certificateText.ts';
import { endpointRule } from './endpointText.ts';
import { exactBytes, formatBytes, formatLimit } from './figures.ts';
import { l10n } from './l10n.ts';
import { formatList } from './names.ts';
import { asksToSignIn, replyProblemText } from './replyText.ts';
import { joined, nameLength, type ShownText, shown } from './shown.ts';
import { bucketText, clockText, deniedText, optionText, regionText } from './storageText.ts';

/** Something a person can do about a failure, with one click. */
export type FailureAction =
  | 'setApiKey'
  | 'setAuthentication'
  | 'retry'
  | 'showLog'
  | 'openSetting'
  | 'addConnection'
  | 'changeOptions'
  | 'openDocumentation';

export interface Explanation {
  /** What happened, to which file, at which provider, and what to do next. */
  readonly message: ShownText;
  readonly actions: readonly FailureAction[];
}

/** What the sentences are made of. */
interface Failure {
  readonly error: UploadError;
  /** The provider's name inside a sentence, and at its beginning: they differ where the provider isn't known. */
  readonly provider: ShownText;
  readonly subject: ShownText;
  /** `undefined` where the failure has to do with no file: a key that is saved, a connection that is tested. */
  readonly file: ShownText | undefined;
}

/**
 * Turns a failure into a sentence for people, with the provider's own message where it sent one. A failure that names no
 * file is put in words that do without one: keys are checked and connections tested by requests that may fail as well.
 */
export function explainFailure(
  error: UploadError,
  providerLabel: string | undefined,
  { namesFile = true }: { readonly namesFile?: boolean } = {},
): Explanation {
  const provider = providerLabel === undefined ? l10n.t('the provider') : shown(providerLabel);
  const subject = providerLabel === undefined ? l10n.t('The provider') : shown(providerLabel);
  const file = !namesFile || error.fileName === undefined ? undefined : shown(error.fileName, nameLength);
  const failure = { error, provider, subject, file };
  const sentence = replyProblemText(failure) ?? sentences[error.code](failure);
  const { providerMessage } = error.details;
  const sentencesInTurn = [
    sentence,
    ...routeOf(error),
    ...waitOf(error),
    ...(providerMessage ? [l10n.t('Its response: {0}', shown(providerMessage))] : []),
  ];
  return {
    message: joined(sentencesInTurn, ' '),
    actions: actionsFor(error),
  };
}

/** The proxy it went through, if any: it may be what failed, or what responded in place of the server. */
function routeOf(error: UploadError): readonly ShownText[] {
  const { proxy } = error.details;
  return proxy === undefined || isRefusedByProxy(error)
    ? []
    : [l10n.t('The request went through the proxy {0}.', shown(proxy, nameLength))];
}

/** Whether a proxy requires a user name and a password, or rejected those it was given. */
function isRefusedByProxy({ code, details: { status } }: UploadError): boolean {
  return code === 'unreachable' && status === 407;
}

/** How long the provider asked to wait, where it said so. */
function waitOf({ retryAfter = 0 }: UploadError): readonly ShownText[] {
  const seconds = Math.ceil(retryAfter / 1000);
  return seconds > 0 ? [l10n.t('It asks to wait {0} s before the next attempt.', seconds)] : [];
}

function actionsFor(error: UploadError): readonly FailureAction[] {
  if (mayRequireAuthentication(error)) {
    return ['setAuthentication', 'openSetting', 'showLog'];
  }
  return isAboutEndpoint(error) ? ['openSetting', 'showLog'] : (actions[error.code] ?? []);
}

/**
 * Whether a self-hosted server, or a proxy in front of it, may require authentication. A sign-in page is a web page, or a
 * redirect to one; an empty 403 may also be that of a proxy that doesn't name itself.
 */
export function mayRequireAuthentication(error: UploadError): boolean {
  const { replyProblem } = error.details;
  return (
    isSelfHosted(error) &&
    (asksToSignIn(error) || error.code === 'redirected' || replyProblem === 'webPage' || replyProblem === 'originRule')
  );
}

/** Whether what answered isn't the provider, or doesn't let anybody through to it. */
function isAboutEndpoint({ code, details: { replyProblem } }: UploadError): boolean {
  return code === 'rejected' && replyProblem !== undefined;
}

/**
 * The same, naming the file in any case: what is wrong with an account or a network is said without it, but where nothing
 * else names the file nobody knows what wasn't uploaded.
 */
export function explainFailedUpload(error: UploadError, providerLabel: string | undefined): Explanation {
  const { message, actions } = explainFailure(error, providerLabel);
  const file = error.fileName === undefined ? undefined : shown(error.fileName, nameLength);
  return file === undefined || message.includes(file)
    ? { message, actions }
    : { message: joined([message, l10n.t("{0} wasn't uploaded.", file)], ' '), actions };
}

/** Whether the same attempt may succeed later: what a file is, or what an account may do, doesn't change by itself. */
export function canRetryHelp(error: unknown): boolean {
  return UploadError.is(error) && (error.retryable || actions[error.code]?.includes('retry') === true);
}

const actions: Readonly<Partial<Record<UploadErrorCode, readonly FailureAction[]>>> = {
  fileUnreadable: ['showLog'],
  noImages: ['openDocumentation'],
  fileTooSmall: ['openDocumentation'],
  fileTooLarge: ['openDocumentation'],
  imageTooLarge: ['openDocumentation'],
  typeUnsupported: ['openDocumentation'],
  changedWhileReading: ['retry'],
  endpointInvalid: ['openSetting'],
  connectionMissing: ['addConnection'],
  optionInvalid: ['changeOptions'],
  wrongRegion: ['changeOptions', 'openSetting'],
  bucketMissing: ['changeOptions', 'openSetting', 'showLog'],
  keyMissing: ['setApiKey'],
  keyRejected: ['setApiKey', 'showLog'],
  credentialsExpired: ['setApiKey'],
  accessDenied: ['showLog'],
  clockWrong: ['retry'],
  quotaExceeded: ['openDocumentation'],
  subscriptionInactive: ['openDocumentation'],
  unreachable: ['retry', 'openSetting', 'showLog'],
  connectionRefused: ['retry', 'openSetting', 'showLog'],
  connectTimeout: ['retry', 'openSetting', 'showLog'],
  idleTimeout: ['retry', 'showLog'],
  connectionLost: ['retry', 'showLog'],
  tlsFailed: ['showLog'],
  redirected: ['openSetting', 'showLog'],
  unsafeUploadUrl: ['showLog'],
  rateLimited: ['retry'],
  serverError: ['retry', 'showLog'],
  tooLargeForServer: ['showLog'],
  queueFull: ['retry'],
  notReady: ['retry'],
  hashMismatch: ['retry', 'showLog'],
  rejected: ['showLog'],
  unexpectedReply: ['retry', 'openSetting', 'showLog'],
};

/** What stands in front of a server says with these that the server doesn't answer, or has too much to do. */
const statusesOfGateways: readonly number[] = [502, 503, 504];

const sentences: Readonly<Record<UploadErrorCode, (failure: Failure) => ShownText>> = {
  fileMissing: (failure) => l10n.t("{0} wasn't found. It may have been moved or deleted.", fileOf(failure)),
  fileUnreadable: (failure) => l10n.t("{0} couldn't be read. Check its permissions.", fileOf(failure)),
  fileRemoved: (failure) =>
    l10n.t('{0} was moved or deleted while it was uploading, so the upload was discarded.', fileOf(failure)),
  notAFile: (failure) =>
    l10n.t("{0} isn't a file. Choose media files, or a folder that contains some.", fileOf(failure)),
  fileEmpty: (failure) => l10n.t('{0} is empty, so there is nothing to upload.', fileOf(failure)),
  noImages: ({ file, provider }) =>
    file === undefined
      ? l10n.t('The folder has no images that {0} supports.', provider)
      : l10n.t('{0} has no images that {1} supports.', file, provider),
  fileTooSmall: (failure) =>
    l10n.t('{0} is too small for {1}: it is {2}, but must be at least {3}.', ...sizes(failure)),
  fileTooLarge: (failure) => {
    const { largestFiles = [] } = failure.error.details;
    const sentence = l10n.t('{0} is too large for {1}: it is {2}, but may be at most {3}.', ...sizes(failure));
    const largest = largestFiles.map(({ name, size }) =>
      l10n.t('{0} ({1})', shown(name, nameLength), formatBytes(size)),
    );
    return largest.length === 0
      ? sentence
      : joined([sentence, l10n.t('Its largest files: {0}.', formatList(largest))], ' ');
  },
  imageTooLarge: (failure) =>
    l10n.t(
      '{0} has too many pixels for {1}: {2} × {3}. Scale it down and upload it again.',
      fileOf(failure),
      failure.provider,
      failure.error.details.width ?? 0,
      failure.error.details.height ?? 0,
    ),
  typeUnsupported: unsupportedType,
  changedWhileReading: (failure) =>
    l10n.t(
      '{0} changed while it was uploading, so the upload was discarded. Try again once the file is complete.',
      fileOf(failure),
    ),
  outsideWorkspace: (failure) =>
    l10n.t(
      "{0} is outside this workspace, so a document can't upload it. Upload it yourself from the Explorer or a file dialog.",
      fileOf(failure),
    ),
  workspaceUntrusted: (failure) => l10n.t("{0} wasn't uploaded because this workspace isn't trusted.", fileOf(failure)),

  endpointInvalid: ({ error, provider }) =>
    joined(
      [
        l10n.t("The endpoint set for {0} can't be used.", provider),
        endpointRule(error.details.endpointProblem ?? 'schemeUnsupported'),
      ],
      ' ',
    ),
  connectionNotChosen: ({ provider }) =>
    l10n.t('Choose in the Providers view which connection to {0} this workspace uses.', provider),
  connectionMissing: ({ provider }) => l10n.t('{0} has no connection yet. Add one first.', provider),
  optionInvalid: optionText,
  wrongRegion: regionText,
  bucketMissing: bucketText,
  keyMissing: ({ subject, file }) =>
    file === undefined
      ? l10n.t('{0} requires an API key.', subject)
      : l10n.t('{0} requires an API key to upload {1}.', subject, file),
  keyRejected: ({ subject }) => l10n.t("{0} didn't accept the API key.", subject),
  credentialsExpired: ({ provider }) =>
    l10n.t('The session token for {0} has expired. Enter new credentials.', provider),
  accessDenied: deniedText,
  quotaExceeded: ({ subject, file }) =>
    file === undefined
      ? l10n.t('{0} reports that the account has no credits left.', subject)
      : l10n.t("{0} reports that the account has no credits left, so {1} wasn't uploaded.", subject, file),
  subscriptionInactive: ({ subject, file }) =>
    file === undefined
      ? l10n.t('{0} reports that the subscription is inactive or its limit has been reached.', subject)
      : l10n.t(
          "{0} reports that the subscription is inactive or its limit has been reached, so {1} wasn't uploaded.",
          subject,
          file,
        ),

  unreachable: (failure) =>
    isRefusedByProxy(failure.error)
      ? l10n.t(
          "{0} couldn't be reached because the proxy {1} requires authentication. Add a user name and a password to http.proxy, or set http.proxyAuthorization.",
          placeOf(failure),
          shown(failure.error.details.proxy ?? '', nameLength),
        )
      : l10n.t("{0} couldn't be reached. Check your connection and the endpoint.", placeOf(failure)),
  connectionRefused: (failure) => {
    const { error, provider } = failure;
    const { host } = error.details;
    return host !== undefined && isSelfHosted(error)
      ? l10n.t('No {0} answers at {1}. Is it running?', provider, shown(host))
      : l10n.t('{0} refused the connection. Check your connection and the endpoint.', placeOf(failure));
  },
  connectTimeout: (failure) =>
    l10n.t("{0} didn't respond in time. Check your connection, your proxy and the endpoint.", placeOf(failure)),
  idleTimeout: ({ subject, file }) =>
    file === undefined
      ? l10n.t('{0} stopped responding.', subject)
      : l10n.t('{0} stopped responding while {1} was uploading.', subject, file),
  connectionLost: ({ provider, file }) =>
    file === undefined
      ? l10n.t('The connection to {0} was lost.', provider)
      : l10n.t('The connection to {0} was lost while {1} was uploading.', provider, file),
  tlsFailed: ({ error, provider }) => tlsText(error, provider),
  redirected: redirection,
  unsafeUploadUrl: ({ subject, file }) =>
    file === undefined
      ? l10n.t("{0} provided an upload address that isn't safe to use, so nothing was sent.", subject)
      : l10n.t("{0} provided an upload address that isn't safe to use, so {1} wasn't sent.", subject, file),
  clockWrong: clockText,

  rateLimited: ({ subject, file }) =>
    file === undefined
      ? l10n.t('{0} is receiving too many requests. Wait a moment and try again.', subject)
      : l10n.t('{0} is receiving too many requests. Wait a moment and upload {1} again.', subject, file),
  serverError: ({ error, subject, file }) => {
    const { status } = error.details;
    if (status !== undefined && statusesOfGateways.includes(status)) {
      return file === undefined
        ? l10n.t("{0} isn't available right now (HTTP {1}).", subject, status)
        : l10n.t("{0} isn't available right now (HTTP {1}), so {2} wasn't uploaded.", subject, status, file);
    }
    const sentence =
      file === undefined
        ? l10n.t('{0} had an internal error.', subject)
        : l10n.t('{0} had an internal error while {1} was uploading.', subject, file);
    return isSelfHosted(error) ? joined([sentence, l10n.t('The terminal in which it runs shows why.')], ' ') : sentence;
  },
  tooLargeForServer: (failure) =>
    failure.error.details.replyProblem === 'proxyLimit'
      ? l10n.t(
          '{0} is larger than the proxy in front of {1} allows. Raise its limit for request bodies, which nginx calls client_max_body_size.',
          fileOf(failure),
          failure.provider,
        )
      : failure.error.details.serverOption
        ? l10n.t(
            '{0} is larger than {1} allows. Start it with a higher {2}.',
            fileOf(failure),
            failure.provider,
            shown(failure.error.details.serverOption),
          )
        : l10n.t('{0} is too large for {1}, which rejected it.', fileOf(failure), failure.provider),
  queueFull: ({ provider, file }) =>
    file === undefined
      ? l10n.t('The queue of {0} is full. Wait a moment and try again.', provider)
      : l10n.t('The queue of {0} is full. Wait a moment and upload {1} again.', provider, file),
  notReady: ({ subject, file }) =>
    file === undefined
      ? l10n.t('{0} is still starting. Wait a moment and try again.', subject)
      : l10n.t('{0} is still starting. Wait a moment and upload {1} again.', subject, file),
  hashMismatch: (failure) =>
    l10n.t(
      '{0} arrived damaged at {1} and was discarded there. Something in between, such as a proxy, may have changed it.',
      fileOf(failure),
      failure.provider,
    ),
  assetInUse: ({ subject }) =>
    l10n.t("{0} still needs this upload, for example for a job, so it can't be deleted there yet.", subject),
  rejected: ({ subject, file }) =>
    file === undefined ? l10n.t('{0} rejected the request.', subject) : l10n.t('{0} rejected {1}.', subject, file),
  unexpectedReply: ({ subject }) =>
    l10n.t('{0} returned an unexpected response. Check that the endpoint is correct.', subject),
};

function isSelfHosted({ provider }: UploadError): boolean {
  return provider !== undefined && providerById(provider).isSelfHosted === true;
}

/** Names where it would lead: a sign-in page is usually at a host of its own. */
function redirection({ error, subject }: Failure): ShownText {
  const host = error.details.host === undefined ? undefined : shown(error.details.host);
  const sentence =
    host === undefined
      ? l10n.t(
          "{0} responded with a redirect, which isn't followed so that your key and your files go nowhere else.",
          subject,
        )
      : l10n.t(
          "{0} responded with a redirect to {1}, which isn't followed so that your key and your files go nowhere else.",
          subject,
          host,
        );
  const advice =
    host !== undefined && isSelfHosted(error)
      ? l10n.t(
          'If people sign in at {0}, set the authentication that the proxy expects instead; otherwise set the endpoint to the address it redirects to.',
          host,
        )
      : l10n.t('Check the endpoint.');
  return joined([sentence, advice], ' ');
}

function unsupportedType(failure: Failure): ShownText {
  const { mediaType } = failure.error.details;
  if (mediaType === undefined) {
    return l10n.t("{0} isn't a media file: its content isn't a known image, video, audio or ZIP.", fileOf(failure));
  }
  return failure.file === undefined
    ? l10n.t("{0} doesn't support this file type: {1}.", failure.subject, shown(mediaType))
    : l10n.t("{0} doesn't support the file type of {1}: {2}.", failure.subject, failure.file, shown(mediaType));
}

/** The file, for the beginning of a sentence. */
function fileOf({ file }: Failure): ShownText {
  return file ?? l10n.t('The file');
}

/** What couldn't be reached, for the beginning of a sentence: people know the provider, and have to check the host. */
function placeOf({ error, subject }: Failure): ShownText {
  const { host } = error.details;
  return host === undefined ? subject : l10n.t('{0} at {1}', subject, shown(host));
}

function sizes(failure: Failure): [file: ShownText, provider: ShownText, size: ShownText, limit: ShownText] {
  const { size = 0, limit = 0 } = failure.error.details;
  const rounded = [formatBytes(size), formatLimit(limit)] as const;
  // "It is 200 MB, but may be at most 200 MB" helps nobody.
  const [ofFile, ofLimit] = String(rounded[0]) === String(rounded[1]) ? [exactBytes(size), exactBytes(limit)] : rounded;
  return [fileOf(failure), failure.provider, ofFile, ofLimit];
}
