import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { Credentials } from './credentials.ts';

/** SHA-256 of no bytes. */
const emptyHash = createHash('sha256').digest('hex');

export interface Signing {
  readonly credentials: Credentials;
  readonly region: string;
  /** Milliseconds since the epoch. Storage refuses a request signed more than 15 minutes from its own time. */
  readonly now: number;
}

export interface SignedRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly url: URL;
  /** Fields that are signed as well, with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Lower-case hexadecimal SHA-256 of the body; that of nothing by default. */
  readonly bodyHash?: string;
}

/**
 * The header fields to send with a request, all of them covered by the signature (AWS Signature Version 4). The body's hash is
 * always the real one: the key is named by it, so other content under that key would be handed out ever after.
 */
export async function signedHeaders(
  { method, url, headers, bodyHash = emptyHash }: SignedRequest,
  signing: Signing,
): Promise<Readonly<Record<string, string>>> {
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers, 'x-amz-content-sha256': bodyHash },
    // Without this, the type and length of the body could be changed on the way.
    allHeaders: true,
    ...parametersOf(signing),
  });
  const signed = await signer.sign();
  return Object.fromEntries(signed.headers);
}

/** @param seconds for which the link works, counted from `signing.now` */
export async function presignedUrl(url: URL, seconds: number, signing: Signing): Promise<string> {
  const link = new URL(url);
  link.searchParams.set('X-Amz-Expires', String(seconds));
  const signer = new AwsV4Signer({ method: 'GET', url: link.href, signQuery: true, ...parametersOf(signing) });
  return (await signer.sign()).url.href;
}

function parametersOf({ credentials, region, now }: Signing) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const datetime = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: 's3',
    region,
    datetime,
  };
}
