import { CancelledError, UploadError } from '../../errors.ts';
import { cleanMessage } from '../../http/replies.ts';
import { valuesOfKey } from '../../providers/connectionOption.ts';
import { redactForms } from '../../redaction/redact.ts';
import { secretForms } from '../../redaction/secretForms.ts';
import { type Account, namedConnection } from './account.ts';

/** Shorter path segments are route names; longer ones may be keys, as in RunningHub's `/proxy/<apiKey>`. */
const minSecretSegmentLength = 16;

/** Whether a part of an endpoint's path may be a secret. @param previous the part before it */
export function isSecretSegment(segment: string, previous = ''): boolean {
  return segment.length >= minSecretSegmentLength || /^proxy(?:-plus)?$/i.test(previous);
}

/** The secrets of an account: its key, its header fields, and what of its endpoint may be one. Some may be empty or the same. */
export function secretsOf({
  key,
  endpoint,
  headers,
}: Pick<Account, 'key' | 'endpoint' | 'headers'>): readonly string[] {
  const segments = endpoint.pathname.split('/').filter((segment) => segment.length >= minSecretSegmentLength);
  const fields = Object.values(headers ?? {}).flatMap(secretsOfField);
  return [key, key.trim(), ...valuesOfKey(key), endpoint.password, ...segments, ...segments.map(decoded), ...fields];
}

/** A header field's value, what follows the scheme in it, and the password of `Basic`: a page may quote any of them. */
function secretsOfField(value: string): readonly string[] {
  const credentials = value.split(' ').at(-1) ?? '';
  const password = /^Basic /.test(value)
    ? Buffer.from(credentials, 'base64')
        .toString()
        .replace(/^[^:]*:/, '')
    : '';
  return [value, credentials, password];
}

/** @returns a function that removes an account's secrets, and the queries of URLs, from a text */
export function redactorFor(account: Account): (text: string) => string {
  const forms = secretForms(secretsOf(account));
  return (text) => redactForms(text, forms);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Makes a provider call; the errors it throws name the provider and hold no secret. A provider's message may quote the
 * key, a network error its URL. The cause is dropped for the same reason: it may hold the request.
 */
export async function withoutSecrets<T>(account: Account, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw redacted(error, account);
  }
}

function redacted(error: unknown, account: Account): unknown {
  if (CancelledError.is(error)) {
    return error;
  }
  const clean = redactorFor(account);
  if (!UploadError.is(error)) {
    const bug = new Error(clean(error instanceof Error ? error.message : String(error)));
    bug.stack = error instanceof Error ? clean(error.stack ?? '') : bug.stack;
    return bug;
  }
  const { code, message, fileName, details, retryable, retryAfter } = error;
  const { providerMessage = '' } = details;
  return new UploadError(code, clean(message), {
    ...details,
    providerMessage: cleanMessage(providerMessage, secretsOf(account)) || undefined,
    provider: error.provider ?? account.provider.id,
    connection: error.connection ?? namedConnection(account),
    fileName,
    retryable,
    retryAfter,
  });
}
