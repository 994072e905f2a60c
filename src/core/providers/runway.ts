import { media, nameWithUsualExtension } from '../asset/mediaTypes.ts';
import { UploadError } from '../errors.ts';
import { jsonBody } from '../http/bodies/jsonBodies.ts';
import { multipartBody } from '../http/bodies/multipartBody.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { failureOfStatus } from '../http/replies.ts';
import { hour, mebibyte, megabyte } from '../units.ts';
import type { Provider, ProviderSession } from './provider.ts';
import type { Lifetime } from './reference.ts';
import { isObject, isSuccess, type JsonObject, objectOf, referenceFrom, referenceText } from './replies/replyFields.ts';
import { bearer, type RunCall, wholeText } from './run/runCall.ts';
import { runwayPaths } from './run/runwayPaths.ts';

/** "At least 512 bytes", "200MB" without saying which kind of MB. */
const size = { minBytes: 512, maxBytes: 200 * mebibyte, warnAboveBytes: 200 * megabyte };
/** By link: "16 MB" for images and "32 MB" for the rest; read as millions, since a larger file can be uploaded instead. */
const linkSizes = { image: 16 * megabyte, video: 32 * megabyte, audio: 32 * megabyte } as const;
/** docs.dev.runwayml.com/assets/inputs; AVI, FLV and MPEG are "discouraged" but accepted. */
const mediaTypes = {
  image: [media.jpeg, media.png, media.webp],
  video: [media.mp4, media.mov, media.mkv, media.webm, media.threeGp, media.ogv, media.avi, media.flv, media.mpeg],
  audio: [media.mp3, media.wav, media.flac, media.m4a, media.aac],
} as const;
/** Counted from the request for the slot, not from the end of the transfer. */
const uriLifetime: Lifetime = { type: 'fixed', milliseconds: 24 * hour };
/** "Must be set to exact value 2024-11-06." */
const apiVersion = '2024-11-06';
/** Maximum number of form fields; a hostile reply mustn't make us send an endless form. */
const maxFields = 100;

const uriPattern = /^runway:\/\/\S+$/;
/** A property of Runway's request bodies that takes media of a kind. */
const properties = {
  image: 'promptImage',
  video: 'videoUri',
  audio: 'audioUri',
  archive: 'uri',
  model: 'uri',
} as const;

/** Storage error codes that a new slot wouldn't change. */
const permanentCodes = /^(?:EntityTooLarge|EntityTooSmall|MaxMessageLengthExceeded|MaxPostPreDataLengthExceeded)/;

export const runway: Provider = {
  id: 'runway',
  label: 'Runway',
  documentationUrl: 'https://docs.dev.runwayml.com/assets/uploads',
  keyUrl: 'https://dev.runwayml.com/',
  environmentKey: 'RUNWAYML_API_SECRET',
  defaultEndpoint: 'https://api.dev.runwayml.com',
  limits: [
    { kind: 'image', mediaTypes: mediaTypes.image, ...size },
    { kind: 'video', mediaTypes: mediaTypes.video, ...size },
    { kind: 'audio', mediaTypes: mediaTypes.audio, ...size },
  ],
  references: [
    {
      form: 'runwayUri',
      shape: 'uri',
      pattern: uriPattern,
      hint: { prefix: 'runway:' },
      isDistinctive: true,
      fits: { runwayProperty: 1 },
    },
  ],
  // "5 MB" for images and "16 MB" for the rest, encoded; read as millions, since a longer one can be uploaded instead.
  dataUriLimits: { image: 5 * megabyte, video: 16 * megabyte, audio: 16 * megabyte },
  // It asks for the headers of what a link leads to first, which only forms that fit its properties answer.
  takesLinks: {
    place: 'runwayProperty',
    mediaTypes: Object.values(mediaTypes).flat(),
    maxBytes: linkSizes,
    needsHostName: true,
  },
  texts: { reference: '`runway://…`' },
  lifetime: () => uriLifetime,
  requestSnippet: (kind, value) => ({ [properties[kind]]: value }),

  /** Its documents are the bodies of requests, which don't name their call. */
  runPlan(document) {
    const { value, key } = document;
    const headers = { ...bearer(key), 'x-runway-version': [apiVersion] };
    const body = [wholeText(document)];
    const paths = isObject(value) ? runwayPaths(value) : [];
    const [first, ...others] = paths.map((path): RunCall => ({ path, headers, body }));
    return first === undefined ? { problem: 'otherFormat' } : { calls: [first, ...others] };
  },

  /**
   * "If the upload fails, do not retry. Instead, make a new request to /v1/uploads and start over": both steps are one
   * attempt, so that a retry always begins with a slot of its own.
   */
  async upload(asset, session) {
    const requestedAt = session.clock.now();
    // "The extension must match the contents"; only the usual ones are documented.
    const slot = await requestSlot(nameWithUsualExtension(asset.uploadName, asset.mediaType), session);
    const parts = Object.entries(slot.fields).map(([name, value]) => ({ name, value }));
    const reply = await session.sendToUploadUrl(slot.url, multipartBody([...parts, { name: 'file', asset }]));
    if (!isSuccess(reply)) {
      throw storageFailure(reply);
    }
    const uploaded = { form: 'runwayUri', value: slot.uri, lifetime: uriLifetime } as const;
    return { reference: referenceFrom(uploaded, requestedAt), alternatives: [] };
  },

  async checkConnection(session) {
    const reply = await session.send({ method: 'GET', path: 'v1/organization', headers: headersOf(session) });
    if (!isSuccess(reply)) {
      throw apiFailure(reply);
    }
    const { creditBalance } = objectOf(reply);
    return { account: typeof creditBalance === 'number' ? `${creditBalance} credits` : '' };
  },
};

function headersOf(session: ProviderSession): Record<string, string> {
  return { authorization: `Bearer ${session.key}`, 'x-runway-version': apiVersion };
}

interface Slot {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly uri: string;
}

async function requestSlot(filename: string, session: ProviderSession): Promise<Slot> {
  const body = jsonBody({ filename, type: 'ephemeral' });
  const reply = await session.send({ method: 'POST', path: 'v1/uploads', headers: headersOf(session), body });
  if (!isSuccess(reply)) {
    throw apiFailure(reply);
  }
  const { uploadUrl, fields, runwayUri } = objectOf(reply);
  const uri = referenceText(runwayUri, 'runwayUri');
  if (typeof uploadUrl !== 'string' || !isFormFields(fields) || !uriPattern.test(uri)) {
    throw new UploadError('unexpectedReply', 'Runway returned an unusable upload slot');
  }
  return { url: uploadUrl, fields, uri };
}

/** Only "an object of strings" is documented; the names are up to the storage. `file` is ours and comes last. */
function isFormFields(fields: unknown): fields is Readonly<Record<string, string>> {
  if (!isObject(fields)) {
    return false;
  }
  const entries = Object.entries(fields);
  return (
    entries.length <= maxFields &&
    entries.every(([name, value]) => name !== '' && name !== 'file' && typeof value === 'string')
  );
}

/** A failure of Runway's own API. Missing credits are a 400 that only its message tells from others. */
function apiFailure(reply: HttpReply): UploadError {
  const body = objectOf(reply);
  const message = [messageOf(body), ...issuesOf(body)].filter((text) => text !== '').join(': ');
  const providerMessage = message === '' ? undefined : message;
  if (reply.status === 400 && /credits/i.test(message)) {
    return new UploadError('quotaExceeded', 'The account has no credits left', { status: 400, providerMessage });
  }
  const failure = failureOfStatus(reply, { providerMessage });
  const shouldRetry = reply.headers['x-should-retry'];
  return shouldRetry === undefined ? failure : withRetryable(failure, shouldRetry === 'true');
}

function messageOf(body: JsonObject): string {
  const { error, message } = body;
  return typeof error === 'string' ? error : typeof message === 'string' ? message : '';
}

function issuesOf(body: JsonObject): string[] {
  const issues = Array.isArray(body.issues) ? body.issues.filter(isObject) : [];
  return issues.slice(0, 1).map(({ message }) => (typeof message === 'string' ? message : ''));
}

/** A refusal by the storage service, in its own XML. Most don't recur with the new slot of the next attempt. */
function storageFailure(reply: HttpReply): UploadError {
  const storageCode = /<Code>\s*(\w{1,60})\s*<\/Code>/.exec(reply.text)?.[1] ?? '';
  const providerMessage = storageCode === '' ? undefined : storageCode;
  if (reply.status === 413 || storageCode === 'EntityTooLarge') {
    return new UploadError('tooLargeForServer', 'The storage rejected the size', {
      status: reply.status,
      providerMessage,
    });
  }
  if (permanentCodes.test(storageCode)) {
    return new UploadError('rejected', 'The storage rejected the file', { status: reply.status, providerMessage });
  }
  // A 403 here concerns the slot's signature, never the account's key, which wasn't sent.
  const failure = failureOfStatus(reply, { providerMessage });
  return reply.status >= 500 || reply.status === 429
    ? failure
    : new UploadError('rejected', `The storage answered with status ${reply.status}`, {
        status: reply.status,
        providerMessage,
        retryable: true,
      });
}

function withRetryable(failure: UploadError, retryable: boolean): UploadError {
  const { code, message, details, retryAfter } = failure;
  return new UploadError(code, message, { ...details, retryable, retryAfter });
}
