import { CancelledError, UploadError } from '../errors.ts';
import { redact } from '../http/redact.ts';
import type { Account } from './account.ts';

/** Shorter path segments are names of routes; longer ones may be keys, as in RunningHub's `/proxy/<apiKey>`. */
const minSecretSegmentLength = 16;

/** @returns a function that takes everything secret about an account out of a text, and the queries of URLs. */
export function redactorFor({ key, endpoint }: Account): (text: string) => string {
  const segments = endpoint.pathname.split('/').filter((segment) => segment.length >= minSecretSegmentLength);
  const secrets = [key, key.trim(), endpoint.password, ...segments, ...segments.map(decoded)];
  // The longest first: a key within a longer one would leave the rest of it standing.
  secrets.sort((a, b) => b.length - a.length);
  return (text) => redact(text, secrets);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Runs a provider call; what it throws says where it happened and holds nothing secret. A provider may quote the key in
 * its message, a network error the URL it was for. The cause is dropped for the same reason: it may hold the request.
 */
export async function withoutSecrets<T>(
  account: Account,
  fileName: string | undefined,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw cleaned(error, account, fileName);
  }
}

function cleaned(error: unknown, account: Account, fileName: string | undefined): unknown {
  if (CancelledError.is(error)) {
    return error;
  }
  const clean = redactorFor(account);
  if (!UploadError.is(error)) {
    const bug = new Error(clean(error instanceof Error ? error.message : String(error)));
    bug.stack = error instanceof Error ? clean(error.stack ?? '') : bug.stack;
    return bug;
  }
  const { code, message, details, retryable, retryAfter } = error;
  const { providerMessage } = details;
  return new UploadError(code, clean(message), {
    ...details,
    providerMessage: providerMessage === undefined ? undefined : clean(providerMessage),
    provider: error.provider ?? account.provider.id,
    fileName: error.fileName ?? fileName,
    retryable,
    retryAfter,
  });
}
