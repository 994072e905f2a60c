import type { Asset, MediaKind } from '../../asset/asset.ts';
import { media } from '../../asset/mediaTypes.ts';
import { UploadError } from '../../errors.ts';
import { multipartBody } from '../../http/bodies/multipartBody.ts';
import type { HttpReply, RequestBody } from '../../http/httpClient.ts';
import type { MediaLimits } from '../provider.ts';
import type { Lifetime, UploadedReferences } from '../reference.ts';
import { isObject, type JsonObject, objectOf, referenceFrom } from './replyFields.ts';

/** What Comfy Cloud and a self-hosted ComfyUI share: the form, its reply and how a loader node names the file. */

/** UTF-16 units; what is shown is shorter still. */
const maxQuoteLength = 500;

/** Nothing expires, neither in an input folder nor in the cloud's content-addressed storage. */
export const keptLifetime: Lifetime = { type: 'kept' };

/** What ComfyUI's loader nodes open. The upload itself accepts any file, because one input folder serves all nodes. */
export const comfyMediaTypes = {
  image: [media.png, media.jpeg, media.webp, media.gif, media.bmp, media.tiff, media.avif],
  video: [media.mp4, media.mov, media.webm, media.mkv, media.avi, media.mpeg, media.ogv],
  audio: [media.mp3, media.wav, media.flac, media.ogg, media.m4a, media.aac],
} satisfies Partial<Record<MediaLimits['kind'], readonly string[]>>;

/** ComfyUI's own loader of each kind, and the name of its input. Only custom nodes load ZIPs. */
const loaders = {
  image: { classType: 'LoadImage', input: 'image' },
  video: { classType: 'LoadVideo', input: 'file' },
  audio: { classType: 'LoadAudio', input: 'audio' },
  archive: { classType: 'LoadImages', input: 'upload' },
  model: { classType: 'Load3D', input: 'model_file' },
} as const satisfies Record<MediaKind, unknown>;

/** A loader node in the API format that reads an uploaded file. */
export function comfyLoaderNode(kind: MediaKind, name: unknown): unknown {
  const { classType, input } = loaders[kind];
  return { class_type: classType, inputs: { [input]: name } };
}

/** `image` (whatever the media) first, then the text fields, as documented. */
export function comfyUploadBody(asset: Asset, fields: Readonly<Record<string, string>>): RequestBody {
  const texts = Object.entries(fields).map(([name, value]) => ({ name, value }));
  return multipartBody([{ name: 'image', asset }, ...texts]);
}

/**
 * The name in the reply, never the local one: ComfyUI renames to `name (1).png` instead of overwriting, and the cloud
 * names files by their content.
 *
 * @param upload the JSON object in the reply
 * @param isName what the provider may call a file
 * @throws UploadError `unexpectedReply`
 */
export function comfyReferences(
  upload: JsonObject,
  now: number,
  isName: (name: string) => boolean,
): UploadedReferences {
  const value = loaderValue(upload, isName);
  return { reference: referenceFrom({ form: 'inputName', value, lifetime: keptLifetime }, now), alternatives: [] };
}

/**
 * The value of a loader node's input, as ComfyUI's own frontend forms it: `subfolder/name`, always with a forward
 * slash, followed by ` [output]` for a file outside the input folder. The space matters: the server removes the suffix
 * by its length.
 */
function loaderValue(upload: JsonObject, isName: (name: string) => boolean): string {
  const { name } = upload;
  const subfolder = upload.subfolder ?? '';
  const type = upload.type ?? 'input';
  if (typeof name !== 'string' || !isName(name)) {
    throw unusable('name', name);
  }
  if (typeof subfolder !== 'string' || typeof type !== 'string' || !/^(?:input|output|temp)$/.test(type)) {
    throw unusable('folder', { subfolder, type });
  }
  const folder = withoutOuterSlashes(subfolder.replaceAll('\\', '/'));
  const path = folder === '' ? name : `${folder}/${name}`;
  // A name that itself ends in `[output]` would lose that, so its folder is named as well.
  return type === 'input' && !/\[(?:input|output|temp)\]$/.test(path) ? path : `${path} [${type}]`;
}

/** @param answered quoted in the failure, in JSON: it may be anything, or be invisible */
function unusable(what: string, answered: unknown): UploadError {
  return new UploadError('unexpectedReply', `The reply has no usable ${what}`, {
    replyProblem: 'unusableName',
    providerMessage: JSON.stringify(answered)?.slice(0, maxQuoteLength),
  });
}

/** No regular expression: trimming a reply of a million slashes with one takes minutes. */
function withoutOuterSlashes(path: string): string {
  let [start, end] = [0, path.length];
  while (path[start] === '/') {
    start++;
  }
  while (end > start && path[end - 1] === '/') {
    end--;
  }
  return path.slice(start, end);
}

/** The message of an error reply: `message` in Comfy's JSON, one level deeper on the asset routes. */
export function comfyMessage(reply: HttpReply): string | undefined {
  const body = objectOf(reply);
  const error = isObject(body.error) ? body.error : body;
  return typeof error.message === 'string' ? error.message : undefined;
}
