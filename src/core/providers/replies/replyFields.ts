import { UploadError } from '../../errors.ts';
import type { HttpReply } from '../../http/httpClient.ts';
import { parseJson } from '../../http/replies.ts';
import type { Reference } from '../reference.ts';

/** A JSON object whose fields haven't been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSuccess(reply: HttpReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

/**
 * The JSON object in a reply. An error page needn't be JSON: it gives an empty object, and only its status counts.
 * @throws UploadError `unexpectedReply` for a successful reply that isn't JSON
 */
export function objectOf(reply: HttpReply): JsonObject {
  try {
    const body = parseJson(reply);
    return isObject(body) ? body : {};
  } catch (error) {
    if (isSuccess(reply)) {
      throw error;
    }
    return {};
  }
}

/** Runware reports "still processing" as the reference `"1"`; no provider has references this short. */
const minReferenceLength = 3;
/** Runway's request schema allows references of up to 5000 characters; no provider is known to return longer ones. */
const maxReferenceLength = 5000;

/**
 * A reference exactly as the provider sent it. From here on it goes into people's workflows, where `"1"`, an empty string
 * or an object would fail hours later, far from the cause; so anything that can't be a reference is refused here.
 * @throws UploadError `unexpectedReply`
 */
export function referenceText(value: unknown, field: string): string {
  if (
    typeof value !== 'string' ||
    value.length < minReferenceLength ||
    value.length > maxReferenceLength ||
    /[\p{Cc}\s]/u.test(value)
  ) {
    throw new UploadError('unexpectedReply', `The reply has no usable ${field}`);
  }
  return value;
}

/** The URL, if it can serve as a reference: https, or http on this machine. */
export function usableUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    return undefined;
  }
  const url = new URL(value);
  const isLoopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? value : undefined;
}

/** A reference with the moment it expires, counted from `createdAt` (milliseconds since the epoch). */
export function referenceFrom(uploaded: Omit<Reference, 'expiresAt'>, createdAt: number): Reference {
  const { lifetime } = uploaded;
  return { ...uploaded, expiresAt: 'milliseconds' in lifetime ? createdAt + lifetime.milliseconds : undefined };
}
