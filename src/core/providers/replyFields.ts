import { UploadError } from '../errors.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { parseJson } from '../http/replies.ts';
import type { ReferenceForm } from './providerId.ts';
import type { Lifetime, Reference } from './reference.ts';

/** A JSON object whose fields nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSuccess(reply: HttpReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

/**
 * The JSON object a reply holds. An error page need not be JSON: it gives an empty object, and its status has to do.
 * @throws UploadError `unexpectedReply` for a success that is no JSON
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

/** Runware says "still processing" with the reference `"1"`; no provider has references this short. */
const minReferenceLength = 3;
/** Runway's request schema takes references of up to 5000 characters; nobody is known to hand out longer ones. */
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

/** The URL if it is one that may be handed out as a reference: https, or http to this very machine. */
export function usableUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    return undefined;
  }
  const url = new URL(value);
  const isLoopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? value : undefined;
}

/** A reference with the moment it ends, counted from `createdAt` (milliseconds since the epoch). */
export function reference(form: ReferenceForm, value: string, lifetime: Lifetime, createdAt: number): Reference {
  const expiresAt = 'milliseconds' in lifetime ? createdAt + lifetime.milliseconds : undefined;
  return { form, value, lifetime, expiresAt };
}
