import { randomUUID } from 'node:crypto';
import { media } from '../asset/mediaTypes.ts';
import { UploadError } from '../errors.ts';
import { multipartBody } from '../http/bodies/multipartBody.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { failureOfStatus } from '../http/replies.ts';
import type { Provider, ProviderSession } from './provider.ts';
import { comfyLoaderNode, comfyMessage } from './replies/comfyUpload.ts';
import { isObject, isSuccess, objectOf, referenceText } from './replies/replyFields.ts';

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const nilId = '00000000-0000-0000-0000-000000000000';

export const comfyApi: Provider = {
  id: 'comfyApi',
  label: 'Comfy API v2',
  documentationUrl: 'https://docs.comfy.org/api-reference/v2/overview',
  keyUrl: 'https://platform.comfy.org/profile/api-keys',
  defaultEndpoint: 'https://cloud.comfy.org',
  limits: [
    { kind: 'image', mediaTypes: [media.png, media.jpeg, media.webp, media.gif, media.bmp, media.tiff, media.avif] },
    { kind: 'video', mediaTypes: [media.mp4, media.mov, media.webm, media.mkv, media.avi, media.mpeg, media.ogv] },
    { kind: 'audio', mediaTypes: [media.mp3, media.wav, media.flac, media.ogg, media.m4a, media.aac] },
  ],
  references: [
    {
      form: 'assetId',
      shape: 'uuid',
      pattern: idPattern,
      hint: { length: 36 },
      writtenAs: 'assetObject',
      fits: { comfyAsset: 1 },
    },
  ],
  texts: { reference: 'asset, as a `core/ASSET` object in API-format workflows', lifetime: 'as the server states' },
  lifetime: () => ({ type: 'undocumented' }),
  requestSnippet: (kind, id) => comfyLoaderNode(kind, { __type: 'core/ASSET', info: { id } }),

  async upload(asset, session) {
    const body = multipartBody([
      { name: 'content_type', value: asset.mediaType },
      { name: 'file_path', value: asset.uploadName },
      { name: 'file', asset },
    ]);
    const headers = { ...headersOf(session), 'idempotency-key': randomUUID() };
    const reply = await session.send({ method: 'POST', path: 'api/v2/assets', headers, body });
    if (!isSuccess(reply)) {
      throw failure(reply);
    }
    const { id, expires_at } = objectOf(reply);
    const value = referenceText(id, 'id');
    const expiresAt = typeof expires_at === 'string' ? Date.parse(expires_at) : undefined;
    const lifetime =
      expiresAt === undefined
        ? ({ type: 'kept' } as const)
        : ({ type: 'fixed', milliseconds: expiresAt - session.clock.now() } as const);
    return { reference: { form: 'assetId', value, lifetime, expiresAt }, alternatives: [] };
  },

  /** Looks for an asset that can't exist: there is no call of its own for this, and no asset has the nil UUID. */
  async checkConnection(session) {
    const reply = await session.send({ method: 'GET', path: `api/v2/assets/${nilId}`, headers: headersOf(session) });
    if (codeOf(reply) !== 'not_found') {
      throw isSuccess(reply)
        ? new UploadError('unexpectedReply', "The server that answered isn't Comfy API v2")
        : failure(reply);
    }
    return { account: '' };
  },
};

function headersOf({ key }: ProviderSession): Record<string, string> {
  return key === '' ? {} : { authorization: `Bearer ${key}` };
}

function failure(reply: HttpReply): UploadError {
  return failureOfStatus(reply, { providerMessage: comfyMessage(reply) });
}

/** The machine-readable code of an error envelope; empty for anything else. */
function codeOf(reply: HttpReply): string {
  const { error } = objectOf(reply);
  return isObject(error) && typeof error.code === 'string' ? error.code : '';
}
