import { randomUUID } from 'node:crypto';
import type { Asset } from '../asset/asset.ts';
import { media } from '../asset/mediaTypes.ts';
import { UploadError } from '../errors.ts';
import { jsonBody } from '../http/bodies/jsonBodies.ts';
import { multipartBody } from '../http/bodies/multipartBody.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { mebibyte, megabyte } from '../units.ts';
import type { Provider, ProviderSession } from './provider.ts';
import { type DurationSetting, durationOf, type ProviderOptions } from './providerSetting.ts';
import { minUsefulLife, type UploadedReferences } from './reference.ts';
import { assetIdPattern, assetReferences, comfyApiFailure, errorCodeOf, statedEnd } from './replies/comfyApiReply.ts';
import { comfyLoaderNode } from './replies/comfyUpload.ts';
import { isSuccess, objectOf } from './replies/replyFields.ts';
import { comfyGraph } from './run/comfyGraph.ts';
import { bearer, wholeText } from './run/runCall.ts';

/**
 * "A declared body over 200,000,000 bytes" is refused: the whole form, not only the file. Its other fields and two copies of
 * the file's name fit easily into the bytes set aside, so that a file that wouldn't fit is refused before it is hashed.
 */
const maxFileBytes = 200 * megabyte - 20_000;
/** "~100 MB single-request expectation for v1". */
const size = { maxBytes: maxFileBytes, expectedBytes: 100 * megabyte };
/** Images that the server decodes, to remove their location. */
const decodedImageSize = { maxBytes: 50 * mebibyte };

/** How long the server keeps an upload. */
const expiresIn: DurationSetting = {
  name: 'expiresIn',
  description:
    "How long the server keeps an upload: a number of hours or days, such as `12h` or `3d`, from one hour to 7 days. Leave it empty for the server's default. Servers whose retention can't be configured ignore it.",
  format: 'Enter a number of hours or days, such as 12h or 3d.',
  // 60 to 604,800 seconds are documented; hours are the smallest unit the setting has.
  minHours: 1,
  maxHours: 7 * 24,
};

/** No asset has this id, and the server confirms that only to callers whose key it accepts. */
const nilId = '00000000-0000-0000-0000-000000000000';
/** "Category tags (e.g. `input`)". */
const tag = 'input';

/**
 * The API that Comfy documents for new integrations: of Comfy Cloud, of deployments, and of comfy-api-proxy in front of
 * anybody's own server. Assets are records over content that the server knows by its BLAKE3 hash, so that content it has
 * needn't be sent again.
 */
export const comfyApi: Provider = {
  id: 'comfyApi',
  label: 'Comfy API v2',
  documentationUrl: 'https://docs.comfy.org/api-reference/v2/overview',
  keyUrl: 'https://platform.comfy.org/profile/api-keys',
  environmentKey: 'COMFY_API_KEY',
  defaultEndpoint: 'https://cloud.comfy.org',
  // Any media type is allowed; these are the ones that ComfyUI has loaders for.
  limits: [
    { kind: 'image', mediaTypes: [media.png, media.jpeg, media.webp, media.tiff], ...decodedImageSize },
    { kind: 'image', mediaTypes: [media.gif, media.bmp, media.avif], ...size },
    {
      kind: 'video',
      mediaTypes: [media.mp4, media.mov, media.webm, media.mkv, media.avi, media.mpeg, media.ogv],
      ...size,
    },
    { kind: 'audio', mediaTypes: [media.mp3, media.wav, media.flac, media.ogg, media.m4a, media.aac], ...size },
    { kind: 'model', mediaTypes: [media.glb, media.ply], ...size },
  ],
  // comfy-api-proxy listens for plain http, and may run on the GPU machine in the next room.
  allowsPlainHttp: 'localNetwork',
  digest: 'blake3',
  references: [
    {
      form: 'assetId',
      shape: 'uuid',
      pattern: assetIdPattern,
      hint: { length: nilId.length },
      writtenAs: 'assetObject',
      fits: { comfyAsset: 1 },
    },
  ],
  settings: [expiresIn],
  texts: {
    endpoint:
      'Comfy Cloud by default. It can also be that of a deployment (`https://….run.comfy.app`), or of comfy-api-proxy in front of your own server (`http://127.0.0.1:8189`), which needs no key unless it was started with one.',
    reference: 'asset, written as a `core/ASSET` object into API-format workflows',
    size: 'JPEG, PNG, WebP and TIFF up to 50 MB, everything else up to 200 MB; about 100 MB is expected',
    lifetime: 'until the date the server returns, if it returns one; you can ask for up to 7 days',
  },
  // Never the duration asked for: a server may ignore it, and doesn't shorten the retention of content it already has.
  lifetime: () => ({ type: 'stated' }),
  requestSnippet: (kind, id) => comfyLoaderNode(kind, { __type: 'core/ASSET', info: { id } }),

  /** `POST /api/v2/jobs`, with the workflow in API format: "UI-format workflow JSON is rejected". */
  runPlan(document) {
    const graph = comfyGraph(document);
    if (typeof graph === 'string') {
      return { problem: graph };
    }
    const body = graph.property === 'workflow' ? [wholeText(document)] : ['{"workflow":', graph.range, '}'];
    return { calls: [{ path: ['api/v2/jobs'], headers: bearer(document.key), body }] };
  },

  /** comfy-api-proxy "accepts unauthenticated requests by default"; Comfy's own hosts don't. */
  needsKey: ({ hostname }) => hostname === 'cloud.comfy.org' || hostname.endsWith('.run.comfy.app'),

  suits: ({ remaining = Number.POSITIVE_INFINITY }, options) => !isFarShorter(remaining, options),

  async upload(asset, session, digest) {
    const hash = digest === undefined ? undefined : `blake3:${digest}`;
    const known = hash === undefined ? undefined : await referToKnown(hash, asset, session);
    return known ?? send(asset, hash, session);
  },

  async checkConnection(session) {
    const path = `api/v2/assets/${nilId}`;
    const reply = await session.send({ method: 'GET', path, headers: headersOf(session) });
    const { status } = reply;
    // Any web server answers 404; only this API says in its own form that an asset wasn't found.
    if (status === 404 && errorCodeOf(reply) === 'not_found') {
      return { account: '' };
    }
    throw status === 404 || isSuccess(reply)
      ? new UploadError('unexpectedReply', "The server isn't Comfy API v2", { status, replyProblem: 'otherServer' })
      : comfyApiFailure(reply, session);
  },

  async stillHolds({ value }, session) {
    const path = `api/v2/assets/${encodeURIComponent(value)}`;
    const reply = await session.send({ method: 'GET', path, headers: headersOf(session) });
    if (reply.status === 404 && errorCodeOf(reply) === 'not_found') {
      return false;
    }
    if (!isSuccess(reply)) {
      throw comfyApiFailure(reply, session);
    }
    assetReferences(reply, session.clock.now());
    return true;
  },

  async delete({ value }, session) {
    const path = `api/v2/assets/${encodeURIComponent(value)}`;
    const reply = await session.send({ method: 'DELETE', path, headers: headersOf(session) });
    // 404 means deleted, expired or never existed; either way it is gone.
    const isGone = reply.status === 404 && errorCodeOf(reply) === 'not_found';
    if (!isGone && !isSuccess(reply)) {
      throw comfyApiFailure(reply, session);
    }
  },
};

/**
 * An asset over content the server already has, so that no byte of the file is sent.
 * @returns `undefined` if it doesn't have the content or doesn't say whether it does, or the asset ends too soon
 */
async function referToKnown(
  hash: string,
  asset: Asset,
  session: ProviderSession,
): Promise<UploadedReferences | undefined> {
  const headers = headersOf(session);
  const found = await session.send({ method: 'HEAD', path: `api/v2/assets/by-hash/${hash}`, headers });
  if (!isSuccess(found)) {
    // These would fail the upload as well: better before the file is sent. Anything else only means that it has to be sent,
    // 501 included: a gateway that doesn't implement HEAD may still take uploads.
    if (found.status === 401 || found.status === 429 || (found.status >= 500 && found.status !== 501)) {
      throw comfyApiFailure(found, session);
    }
    return undefined;
  }
  const body = jsonBody({ hash, file_path: asset.uploadName, tags: [tag], expires_in: expirySeconds(session) });
  const reply = await session.send({ method: 'POST', path: 'api/v2/assets/from-hash', headers, body });
  // `blob_not_found`: it was deleted in between, or can't be used by this account after all. Or a gateway knows no such path.
  if (reply.status === 404 || reply.status === 405 || reply.status === 501) {
    return undefined;
  }
  const references = referencesOf(reply, session);
  if (endsTooSoon(reply, session)) {
    session.warn('The asset over the content that the server has ends too soon; sending the file');
    return undefined;
  }
  return references;
}

/**
 * Whether an upload may give an asset that works longer. A 200 from from-hash means "an identical reference already existed;
 * returned as-is", which may end in a minute; a new asset (201) ends as late as this server allows.
 */
function endsTooSoon(reply: HttpReply, { clock, options }: ProviderSession): boolean {
  const end = statedEnd(objectOf(reply).expires_at);
  const left = end === undefined ? Number.POSITIVE_INFINITY : end - clock.now();
  return left < minUsefulLife || (reply.status === 200 && isFarShorter(left, options));
}

/** Whether less than half of the requested duration is left. @param left milliseconds */
function isFarShorter(left: number, options: ProviderOptions): boolean {
  return left < (durationOf(expiresIn, options) ?? 0) / 2;
}

/**
 * Sends the file. The server streams it on, and so must know everything else first: `file` comes last. A repetition after
 * an unknown outcome is safe, because the same content isn't stored twice; but it needs a new key, since each can be used
 * once only.
 */
async function send(asset: Asset, hash: string | undefined, session: ProviderSession): Promise<UploadedReferences> {
  const seconds = expirySeconds(session);
  const body = multipartBody([
    { name: 'content_type', value: asset.mediaType },
    { name: 'file_path', value: asset.uploadName },
    ...(hash === undefined ? [] : [{ name: 'expected_hash', value: hash }]),
    { name: 'tags', value: tag },
    ...(seconds === undefined ? [] : [{ name: 'expires_in', value: String(seconds) }]),
    { name: 'file', asset },
  ]);
  const headers = { ...headersOf(session), 'idempotency-key': randomUUID() };
  return referencesOf(await session.send({ method: 'POST', path: 'api/v2/assets', headers, body }), session);
}

function referencesOf(reply: HttpReply, session: ProviderSession): UploadedReferences {
  if (!isSuccess(reply)) {
    throw comfyApiFailure(reply, session);
  }
  return assetReferences(reply, session.clock.now());
}

function headersOf({ key }: ProviderSession): Record<string, string> {
  return key === '' ? {} : { authorization: `Bearer ${key}` };
}

function expirySeconds({ options }: ProviderSession): number | undefined {
  const milliseconds = durationOf(expiresIn, options);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
