import { randomUUID } from 'node:crypto';
import type { Asset } from '../asset/asset.ts';
import { media } from '../asset/mediaTypes.ts';
import { UploadError } from '../errors.ts';
import { base64JsonBody, jsonBody } from '../http/bodies/jsonBodies.ts';
import type { HttpReply, RequestBody } from '../http/httpClient.ts';
import { failureOfStatus } from '../http/replies.ts';
import { day } from '../units.ts';
import type { Provider, ProviderSession } from './provider.ts';
import { chosen, type ProviderSetting } from './providerSetting.ts';
import type { Lifetime, UploadedReferences } from './reference.ts';
import {
  isObject,
  isSuccess,
  type JsonObject,
  objectOf,
  referenceFrom,
  referenceText,
  usableUrl,
} from './replies/replyFields.ts';
import { errorsOf, failureOf, isTaskTypeUnavailable } from './replies/runwareErrors.ts';

/** "Valid extensions are: jpeg, jpg, png, webp, bmp and gif." */
const imageUploadTypes: readonly string[] = [media.jpeg, media.png, media.webp, media.bmp, media.gif];
/** "Images are deleted 30 days after last use." */
const imageUploadLifetime: Lifetime = { type: 'sliding', milliseconds: 30 * day };
/** The media storage's documentation names no lifetime. */
const mediaStorageLifetime: Lifetime = { type: 'undocumented' };

/** The `mediaUUID` the media storage returns while it is still processing. Runware's own node polls at this interval. */
const stillProcessing = '1';
const pollInterval = 2_000;
const maxPolls = 100;
/** Consecutive failures after which polling gives up: a single failed poll mustn't cause the whole file to be sent again. */
const maxPollFailures = 5;

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Which task stores a file. */
const task = {
  name: 'task',
  description: 'Which Runware task stores files.',
  choices: {
    auto: '`imageUpload` for JPEG, PNG, WebP, BMP and GIF, whose lifetime is documented; `mediaStorage` for everything else.',
    mediaStorage: 'Always `mediaStorage`: all kinds of media, lifetime not documented.',
    imageUpload:
      'Always `imageUpload`: images only, kept for 30 days after their last use, and saved with no more than 2048 pixels per edge.',
  },
} as const satisfies ProviderSetting;
type TaskType = 'mediaStorage' | 'imageUpload';

/** A parameter of Runware's tasks that takes media of a kind. */
const parameters = { image: 'inputImage', video: 'video', audio: 'audio', archive: 'media' } as const;

export const runware: Provider = {
  id: 'runware',
  label: 'Runware',
  documentationUrl: 'https://runware.ai/docs/platform/media-storage',
  keyUrl: 'https://my.runware.ai/keys',
  defaultEndpoint: 'https://api.runware.ai/v1',
  // No size limit is documented for either task; the server's own 413 reports a file that is too large.
  limits: [
    { kind: 'image', mediaTypes: imageUploadTypes },
    { kind: 'video', mediaTypes: [media.mp4, media.mov, media.webm, media.mkv, media.avi] },
    { kind: 'audio', mediaTypes: [media.mp3, media.wav, media.flac, media.ogg, media.m4a, media.aac] },
  ],
  references: [
    { form: 'mediaUuid', shape: 'uuid', pattern: uuidPattern, hint: { length: 36 }, fits: { runwareParameter: 1 } },
    { form: 'mediaUrl', shape: 'url', fits: { runwareParameter: 2, publicUrl: 1 } },
  ],
  settings: [task],
  texts: {
    reference: 'UUID (and a link)',
    size: 'not documented; `imageUpload` saves images at 2,048 px per edge at most',
  },
  lifetime: (kind, options) =>
    kind === 'image' && chosen(task, options) !== 'mediaStorage' ? imageUploadLifetime : mediaStorageLifetime,
  requestSnippet: (kind, value) => ({ [parameters[kind]]: value }),
  suits: ({ lifetime }, options) => {
    const wanted = chosen(task, options);
    return wanted === 'auto' || (wanted === 'imageUpload') === (lifetime.type === 'sliding');
  },

  async upload(asset, session) {
    const wanted = chosen(task, session.options);
    const isForImageUpload = imageUploadTypes.includes(asset.mediaType);
    if (wanted === 'imageUpload' && !isForImageUpload) {
      const { mediaType } = asset;
      throw new UploadError('typeUnsupported', 'The task imageUpload accepts images only', { mediaType });
    }
    if (wanted === 'mediaStorage' || !isForImageUpload) {
      return storeMedia(asset, session);
    }
    const reply = await sendImage(asset, session);
    if (wanted === 'auto' && errorsOf(objectOf(reply.reply)).some(isTaskTypeUnavailable)) {
      session.warn('Runware no longer supports imageUpload here; using its media storage');
      return storeMedia(asset, session);
    }
    return readImage(reply, session);
  },

  async checkConnection(session) {
    const task = { taskType: 'accountManagement', taskUUID: randomUUID(), operation: 'getDetails' };
    const { organizationName } = await ask(task, session);
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
    await ask({ taskType: 'mediaStorage', taskUUID, operation: 'delete', media: value }, session);
  },
};

interface TaskReply {
  readonly taskUUID: string;
  readonly reply: HttpReply;
}

function sendImage(asset: Asset, session: ProviderSession): Promise<TaskReply> {
  const fields = `"image":"data:${asset.mediaType};base64,`;
  return sendFile({ taskType: 'imageUpload', fields }, asset, session);
}

async function readImage({ taskUUID, reply }: TaskReply, session: ProviderSession): Promise<UploadedReferences> {
  const result = resultOf(taskUUID, reply, session);
  return referencesOf({ uuid: result.imageUUID, url: result.imageURL }, imageUploadLifetime, session);
}

/** Raw base64, as Runware's own clients send it to the media storage: the server detects the type itself. */
async function storeMedia(asset: Asset, session: ProviderSession): Promise<UploadedReferences> {
  const fields = '"operation":"upload","media":"';
  const { taskUUID, reply } = await sendFile({ taskType: 'mediaStorage', fields }, asset, session);
  let result = resultOf(taskUUID, reply, session);
  if (isProcessing(result)) {
    result = await pollUntilStored(taskUUID, session);
  }
  return referencesOf({ uuid: result.mediaUUID, url: result.mediaURL }, mediaStorageLifetime, session);
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

function isProcessing(result: JsonObject): boolean {
  return String(result.mediaUUID) === stillProcessing;
}

async function pollUntilStored(taskUUID: string, session: ProviderSession): Promise<JsonObject> {
  let failures = 0;
  for (let poll = 0; poll < maxPolls; poll++) {
    await session.clock.sleep(pollInterval, session.signal);
    try {
      const reply = await post(jsonBody([{ taskType: 'getResponse', taskUUID }]), session);
      const result = findResult(taskUUID, reply, session);
      failures = 0;
      if (result?.mediaUUID !== undefined && !isProcessing(result)) {
        return result;
      }
    } catch (error) {
      failures++;
      if (!UploadError.is(error) || !error.retryable || failures >= maxPollFailures) {
        throw error;
      }
      session.warn(`Polling Runware for the upload failed (${error.code}); polling again`);
    }
  }
  throw new UploadError('serverError', `Runware was still processing the file after ${maxPolls} polls`);
}

async function ask(task: JsonObject & { readonly taskUUID: string }, session: ProviderSession): Promise<JsonObject> {
  return resultOf(task.taskUUID, await post(jsonBody([task]), session), session);
}

/** Every task is sent to the endpoint itself. */
function post(body: RequestBody, session: ProviderSession): Promise<HttpReply> {
  return session.send({ method: 'POST', path: '', headers: { authorization: `Bearer ${session.key}` }, body });
}

function resultOf(taskUUID: string, reply: HttpReply, session: ProviderSession): JsonObject {
  const result = findResult(taskUUID, reply, session);
  if (result === undefined) {
    throw new UploadError('unexpectedReply', 'Runware returned no result for this task', {
      status: reply.status,
    });
  }
  return result;
}

/**
 * The result of one task in the reply, if there is one. `data` is a list or, in some documents, a single object. An error
 * about this task (or about no task in particular) counts even where there is data, which is for another task then.
 * @throws UploadError
 */
function findResult(taskUUID: string, reply: HttpReply, session: ProviderSession): JsonObject | undefined {
  const body = objectOf(reply);
  const errors = errorsOf(body);
  const data = Array.isArray(body.data) ? body.data.filter(isObject) : [body.data].filter(isObject);
  const mine = data.find((item) => item.taskUUID === taskUUID);
  const aboutOthers = (error: JsonObject): boolean =>
    mine !== undefined && typeof error.taskUUID === 'string' && error.taskUUID !== taskUUID;
  const failure = errors.find((error) => !aboutOthers(error));
  if (failure !== undefined) {
    throw failureOf(failure, reply);
  }
  if (!isSuccess(reply)) {
    throw failureOfStatus(reply, {});
  }
  if (mine !== undefined || data.length !== 1) {
    return mine;
  }
  session.warn('Runware answered under another taskUUID than the one it was sent');
  return data[0];
}

function referencesOf(
  { uuid, url }: { readonly uuid: unknown; readonly url: unknown },
  lifetime: Lifetime,
  session: ProviderSession,
): UploadedReferences {
  const value = referenceText(uuid, 'UUID');
  if (!uuidPattern.test(value)) {
    throw new UploadError('unexpectedReply', "Runware returned a reference that isn't a UUID");
  }
  const now = session.clock.now();
  const link = usableUrl(url);
  return {
    reference: referenceFrom({ form: 'mediaUuid', value, lifetime }, now),
    alternatives: link === undefined ? [] : [referenceFrom({ form: 'mediaUrl', value: link, lifetime }, now)],
  };
}
