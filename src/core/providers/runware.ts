import { randomUUID } from 'node:crypto';
import type { Asset, PixelSize } from '../asset/asset.ts';
import { media } from '../asset/mediaTypes.ts';
import { UploadError } from '../errors.ts';
import { base64JsonBody, jsonBody } from '../http/bodies/jsonBodies.ts';
import type { HttpReply, RequestBody } from '../http/httpClient.ts';
import { day } from '../units.ts';
import type { Provider, ProviderSession } from './provider.ts';
import { type ChoiceSetting, chosen } from './providerSetting.ts';
import type { Lifetime, UploadedReferences } from './reference.ts';
import { type JsonObject, objectOf } from './replies/replyFields.ts';
import { errorsOf, isTaskTypeUnavailable } from './replies/runwareErrors.ts';
import { isProcessing, pollUntilStored } from './replies/runwarePolling.ts';
import { referencesOf, resultOf, type TaskReply, uuidPattern } from './replies/runwareReply.ts';
import { runwareTasks } from './run/runwareTasks.ts';

/** "Valid extensions are: jpeg, jpg, png, webp, bmp and gif." */
const imageUploadTypes: readonly string[] = [media.jpeg, media.png, media.webp, media.bmp, media.gif];
/** "Images are deleted 30 days after last use." */
const imageUploadLifetime: Lifetime = { type: 'sliding', milliseconds: 30 * day };
/** The media storage's documentation names no lifetime. */
const mediaStorageLifetime: Lifetime = { type: 'undocumented' };

/** "Images are saved with at most 2048 pixels per edge", silently. */
const maxSavedEdge = 2048;

/** Which task stores a file. */
const task = {
  name: 'task',
  description: 'Which Runware task stores files.',
  choices: {
    auto: '`imageUpload` for JPEG, PNG, WebP, BMP and GIF of up to 2048 pixels per edge, whose lifetime is documented; `mediaStorage` for everything else.',
    mediaStorage: 'Always `mediaStorage`: all kinds of media, lifetime not documented.',
    imageUpload:
      'Always `imageUpload`: images only, kept for 30 days after their last use, and saved with no more than 2048 pixels per edge.',
  },
} as const satisfies ChoiceSetting;
type TaskType = 'mediaStorage' | 'imageUpload';

/** A parameter of Runware's tasks that takes media of a kind. */
const parameters = {
  image: 'inputImage',
  video: 'video',
  audio: 'audio',
  archive: 'media',
  model: 'meshFile',
} as const;

export const runware: Provider = {
  id: 'runware',
  label: 'Runware',
  documentationUrl: 'https://runware.ai/docs/platform/media-storage',
  keyUrl: 'https://my.runware.ai/keys',
  environmentKey: 'RUNWARE_API_KEY',
  defaultEndpoint: 'https://api.runware.ai/v1',
  // No size limit is documented for either task; the server's own 413 reports a file that is too large.
  limits: [
    { kind: 'image', mediaTypes: [...imageUploadTypes, media.tiff, media.avif] },
    { kind: 'video', mediaTypes: [media.mp4, media.mov, media.webm, media.mkv, media.avi, media.threeGp] },
    { kind: 'audio', mediaTypes: [media.mp3, media.wav, media.flac, media.ogg, media.m4a, media.aac] },
    { kind: 'model', mediaTypes: [media.glb, media.ply] },
  ],
  references: [
    { form: 'mediaUuid', shape: 'uuid', pattern: uuidPattern, hint: { length: 36 }, fits: { runwareParameter: 1 } },
    { form: 'mediaUrl', shape: 'url', fits: { runwareParameter: 2, publicUrl: 1 } },
  ],
  settings: [task],
  takesLinks: { place: 'runwareParameter' },
  texts: {
    reference: 'UUID (and a link)',
    size: 'not documented; `imageUpload` saves images at 2,048 px per edge at most',
    lifetime: 'images up to 2,048 px per edge 30 days after the last use; everything else not documented',
  },
  // Which task stores an image depends on its size in pixels, and only one of them has a documented lifetime.
  lifetime: (kind, options) =>
    kind === 'image' && chosen(task, options) === 'imageUpload' ? imageUploadLifetime : mediaStorageLifetime,
  requestSnippet: (kind, value) => ({ [parameters[kind]]: value }),
  runPlan: runwareTasks,
  suits: ({ reference, pixelSize }, options) => {
    const isOfImageUpload = reference.lifetime.type === imageUploadLifetime.type;
    switch (chosen(task, options)) {
      case 'auto':
        return !isOfImageUpload || isSavedWhole(pixelSize);
      case 'imageUpload':
        return isOfImageUpload;
      case 'mediaStorage':
        return !isOfImageUpload;
    }
  },
  warning: ({ mediaType, pixelSize }, options) =>
    chosen(task, options) === 'imageUpload' && imageUploadTypes.includes(mediaType) && isTooLargeToSave(pixelSize)
      ? 'scaledDown'
      : undefined,

  async upload(asset, session) {
    const wanted = chosen(task, session.options);
    const { mediaType, pixelSize } = asset;
    const isForImageUpload = imageUploadTypes.includes(mediaType);
    if (wanted === 'imageUpload' && !isForImageUpload) {
      throw new UploadError('typeUnsupported', "The task imageUpload doesn't take this type", { mediaType });
    }
    if (wanted === 'mediaStorage' || !isForImageUpload || (wanted === 'auto' && !isSavedWhole(pixelSize))) {
      return storeMedia(asset, session);
    }
    const sent = await sendImage(asset, session);
    if (wanted === 'auto' && errorsOf(objectOf(sent.reply)).some(isTaskTypeUnavailable)) {
      session.warn('Runware no longer supports imageUpload here; using its media storage');
      return storeMedia(asset, session);
    }
    return readImage(sent, session);
  },

  /** Always uses the media storage, because nothing is known about the file behind a link. */
  async uploadLink(link, session) {
    const task = { taskType: 'mediaStorage', taskUUID: randomUUID(), operation: 'upload', media: link };
    return readMedia(await sendTask(task, session), session);
  },

  async checkConnection(session) {
    const task = { taskType: 'accountManagement', taskUUID: randomUUID(), operation: 'getDetails' };
    const { organizationName } = resultOf(await sendTask(task, session), session);
    return { account: typeof organizationName === 'string' ? organizationName : '' };
  },

  /** Documented for the media storage only; images of imageUpload expire by themselves. */
  canDelete: ({ value, lifetime }) => lifetime.type === mediaStorageLifetime.type && uuidPattern.test(value),

  async delete(reference, session) {
    const { value } = reference;
    if (!runware.canDelete?.(reference)) {
      throw new UploadError('rejected', 'Runware deletes only files in its media storage');
    }
    const taskUUID = randomUUID();
    const task = { taskType: 'mediaStorage', taskUUID, operation: 'delete', media: value };
    resultOf(await sendTask(task, session), session);
  },
};

/** Whether imageUpload keeps all pixels of an image. An image whose header doesn't state its size may lose some. */
function isSavedWhole(pixelSize: PixelSize | undefined): boolean {
  return pixelSize !== undefined && !isTooLargeToSave(pixelSize);
}

function isTooLargeToSave(pixelSize: PixelSize | undefined): boolean {
  return pixelSize !== undefined && Math.max(pixelSize.width, pixelSize.height) > maxSavedEdge;
}

function sendImage(asset: Asset, session: ProviderSession): Promise<TaskReply> {
  const fields = `"image":"data:${asset.mediaType};base64,`;
  return sendFile({ taskType: 'imageUpload', fields }, asset, session);
}

function readImage(task: TaskReply, session: ProviderSession): UploadedReferences {
  const { imageUUID: uuid, imageURL: url } = resultOf(task, session);
  return referencesOf({ uuid, url, lifetime: imageUploadLifetime }, session.clock.now());
}

/** Raw base64, as Runware's own clients send it to the media storage: the server detects the type itself. */
async function storeMedia(asset: Asset, session: ProviderSession): Promise<UploadedReferences> {
  const fields = '"operation":"upload","media":"';
  return readMedia(await sendFile({ taskType: 'mediaStorage', fields }, asset, session), session);
}

async function readMedia(task: TaskReply, session: ProviderSession): Promise<UploadedReferences> {
  let result = resultOf(task, session);
  if (isProcessing(result)) {
    const { taskUUID } = task;
    result = await pollUntilStored(() => sendTask({ taskType: 'getResponse', taskUUID }, session), session);
  }
  const { mediaUUID: uuid, mediaURL: url } = result;
  return referencesOf({ uuid, url, lifetime: mediaStorageLifetime }, session.clock.now());
}

interface FileTask {
  readonly taskType: TaskType;
  /** JSON of the task's other fields, up to the opening quote of the file's base64. */
  readonly fields: string;
}

/** A new taskUUID for every attempt: Runware requires each to be used only once. */
async function sendFile({ taskType, fields }: FileTask, asset: Asset, session: ProviderSession): Promise<TaskReply> {
  const taskUUID = randomUUID();
  const before = `[{"taskType":"${taskType}","taskUUID":"${taskUUID}",${fields}`;
  return { taskUUID, reply: await post(base64JsonBody(before, asset, '"}]'), session) };
}

async function sendTask(
  task: JsonObject & { readonly taskUUID: string },
  session: ProviderSession,
): Promise<TaskReply> {
  return { taskUUID: task.taskUUID, reply: await post(jsonBody([task]), session) };
}

/** Every task is sent to the endpoint itself. */
function post(body: RequestBody, session: ProviderSession): Promise<HttpReply> {
  return session.send({ method: 'POST', path: '', headers: { authorization: `Bearer ${session.key}` }, body });
}
