import { UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { failureOfStatus } from '../../http/replies.ts';
import type { ProviderSession } from '../provider.ts';
import type { Lifetime, UploadedReferences } from '../reference.ts';
import {
  isObject,
  isSuccess,
  type JsonObject,
  objectOf,
  referenceFrom,
  referenceText,
  usableUrl,
} from './replyFields.ts';
import { errorsOf, failureOf } from './runwareErrors.ts';

export const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What Runware answered to a task. */
export interface TaskReply {
  readonly taskUUID: string;
  readonly reply: HttpReply;
}

/**
 * The result of a task.
 * @throws UploadError, also where the reply has no result
 */
export function resultOf(task: TaskReply, session: ProviderSession): JsonObject {
  const result = findResult(task, session);
  if (result === undefined) {
    throw new UploadError('unexpectedReply', 'Runware returned no result for this task', { status: task.reply.status });
  }
  return result;
}

/**
 * The result of one task in the reply, if there is one. `data` is a list or, in some documents, a single object. An error
 * about this task (or about no task in particular) counts even where there is data, which is for another task then.
 * @throws UploadError
 */
export function findResult({ taskUUID, reply }: TaskReply, session: ProviderSession): JsonObject | undefined {
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

export interface StoredMedia {
  readonly uuid: unknown;
  readonly url: unknown;
  readonly lifetime: Lifetime;
}

/**
 * The references of a file that Runware has stored.
 * @param now milliseconds since the epoch
 * @throws UploadError
 */
export function referencesOf({ uuid, url, lifetime }: StoredMedia, now: number): UploadedReferences {
  const value = referenceText(uuid, 'UUID');
  if (!uuidPattern.test(value)) {
    throw new UploadError('unexpectedReply', "Runware returned a reference that isn't a UUID");
  }
  const link = usableUrl(url);
  return {
    reference: referenceFrom({ form: 'mediaUuid', value, lifetime }, now),
    alternatives: link === undefined ? [] : [referenceFrom({ form: 'mediaUrl', value: link, lifetime }, now)],
  };
}
