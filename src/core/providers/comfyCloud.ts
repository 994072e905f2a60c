import { UploadError } from '../errors.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { failureOfStatus } from '../http/replies.ts';
import { mebibyte, megabyte } from '../units.ts';
import type { Provider } from './provider.ts';
import {
  comfyLoaderNode,
  comfyMediaTypes,
  comfyMessage,
  comfyReferences,
  comfyUploadBody,
  keptLifetime,
} from './replies/comfyUpload.ts';
import { isObject, isSuccess, type JsonObject, objectOf } from './replies/replyFields.ts';
import { comfyPrompt } from './run/comfyGraph.ts';
import type { RunCall, Variable } from './run/runCall.ts';

/** "Maximum file size: 50 MB", without saying which kind of MB. */
const size = { maxBytes: 50 * mebibyte, warnAboveBytes: 50 * megabyte };

/** Content-addressed: a hash with an extension, in a subfolder at most (`api/` and `openapi/` are RunningHub's). */
const hashNames = /^(?!(?:open)?api\/)(?:[^/\\]+\/)*[0-9a-f]{64}\.[a-z0-9]{1,5}$/i;
/** The same, and the canonical form in which a loader names a hash. */
const namePattern = /^(?:blake3:[0-9a-f]{64}|(?!(?:open)?api\/)(?:[^/\\]+\/)*[0-9a-f]{64}\.[a-z0-9]{1,5})$/i;

export const comfyCloud: Provider = {
  id: 'comfyCloud',
  label: 'Comfy Cloud',
  documentationUrl: 'https://docs.comfy.org/development/cloud/api-reference',
  keyUrl: 'https://platform.comfy.org/profile/api-keys',
  environmentKey: 'COMFY_API_KEY',
  defaultEndpoint: 'https://cloud.comfy.org',
  limits: [
    {
      kind: 'image',
      mediaTypes: comfyMediaTypes.image,
      ...size,
      // The server answers 400 above either; the image's header tells before a byte is sent.
      maxEdge: 16_384,
      maxPixels: 67_108_864,
    },
    // Stored, but not listed by the cloud's loader nodes: a workflow that names them fails its validation.
    { kind: 'video', mediaTypes: comfyMediaTypes.video, ...size, warning: 'mayNotAppearInLoaders' },
    { kind: 'audio', mediaTypes: comfyMediaTypes.audio, ...size, warning: 'mayNotAppearInLoaders' },
  ],
  references: [
    {
      form: 'inputName',
      shape: 'name',
      pattern: namePattern,
      hashNames,
      hint: { prefix: 'blake3:' },
      fits: { comfyLoader: 2 },
    },
  ],
  isDeprecated: true,
  texts: { reference: 'name' },
  lifetime: () => keptLifetime,
  requestSnippet: comfyLoaderNode,
  runPlan: (document) => comfyPrompt(document, { path: ['api/prompt'], headers: keyHeader(document.key) }),

  /** `type` is required, because the cloud's default is "output". `overwrite` is documented but ignored. */
  async upload(asset, session) {
    const body = comfyUploadBody(asset, { type: 'input', overwrite: 'true' });
    const headers = { 'x-api-key': session.key };
    const reply = await session.send({ method: 'POST', path: 'api/upload/image', headers, body });
    if (!isSuccess(reply)) {
      throw failure(reply);
    }
    return comfyReferences(objectOf(reply), session.clock.now(), isCloudName);
  },

  async checkConnection(session) {
    const headers = { 'x-api-key': session.key };
    const reply = await session.send({ method: 'GET', path: 'api/user', headers });
    if (!isSuccess(reply)) {
      throw failure(reply);
    }
    // Only the status is documented; but a web page comes from something other than the API.
    if (reply.text.trim() !== '') {
      objectOf(reply);
    }
    return { account: '' };
  },
};

function keyHeader(key: Variable | undefined): RunCall['headers'] {
  return key === undefined ? {} : { 'x-api-key': [key] };
}

function failure(reply: HttpReply): UploadError {
  const providerMessage = comfyMessage(reply);
  const { status } = reply;
  // In these forms the key was accepted: what is missing is single sign-on or a permission.
  if (status === 403 && isRefusal(objectOf(reply))) {
    return new UploadError('rejected', 'The account may not do this', { status, providerMessage });
  }
  // "429: Subscription inactive" isn't a rate limit here; a repeated request would only fail three times more.
  if (status === 429) {
    return new UploadError('subscriptionInactive', 'The subscription is inactive', { status, providerMessage });
  }
  if (status === 402) {
    return new UploadError('quotaExceeded', 'The account has no credits left', { status, providerMessage });
  }
  return failureOfStatus(reply, { providerMessage });
}

/** `{code:"sso_required"}`, `{code:"FORBIDDEN"}` and `{error:{type,message},accepted}`: the known forms of a 403. */
function isRefusal({ code, error, accepted }: JsonObject): boolean {
  const isNamed = typeof code === 'string' && /^(?:sso_required|forbidden)$/i.test(code);
  return isNamed || (isObject(error) && typeof error.type === 'string' && accepted !== undefined);
}

/** The cloud chooses the name itself, so one with surrounding spaces or control characters can't be right. */
function isCloudName(name: string): boolean {
  return name.length > 1 && name.trim() === name && !/\p{Cc}/u.test(name);
}
