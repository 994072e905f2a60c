import { type StorageOperation, UploadError } from '../../errors.ts';
import type { HttpReply, RequestBody } from '../../http/httpClient.ts';
import type { ProviderSession, RequestTarget } from '../provider.ts';
import { isSuccess } from '../replies/replyFields.ts';
import { readCredentials } from './credentials.ts';
import { encodedPath } from './objectKey.ts';
import { errorCodeOf, storageFailure } from './s3Errors.ts';
import { readS3Options, type S3Options } from './s3Options.ts';
import { presignedUrl, type SignedRequest, type Signing, signedHeaders } from './signing.ts';

/** What a HEAD says of an object. */
export interface ObjectState {
  readonly size: number;
  /** Milliseconds since the epoch; `undefined` where the storage doesn't say. */
  readonly lastModified: number | undefined;
}

export interface ObjectBody {
  readonly body: RequestBody;
  /** Lower-case hexadecimal SHA-256 of all of it. */
  readonly sha256: string;
}

interface ObjectRequest extends Pick<SignedRequest, 'method' | 'headers'> {
  readonly operation: StorageOperation;
  readonly content?: ObjectBody;
}

/** Unlike the reply to a HEAD, the one to a GET has a body that says what is wrong. */
const firstByte = { method: 'GET', operation: 'read', headers: { range: 'bytes=0-0' } } as const;

/** Refusals of a GET that don't rule out a PUT: the object isn't there, or the key may only write. */
const inconclusiveCodes: readonly string[] = ['', 'NoSuchKey', 'AccessDenied', 'MethodNotAllowed'];

/** The objects in a connection's bucket, addressed by the segments of their keys. */
export class StoredObjects {
  readonly options: S3Options;
  readonly #session: ProviderSession;
  readonly #credentials: Signing['credentials'];

  /** @throws UploadError `optionInvalid`, `keyMissing` */
  constructor(session: ProviderSession) {
    this.options = readS3Options(session.options);
    this.#credentials = readCredentials(session.key);
    this.#session = session;
  }

  /** The address of an object, which nobody can open without a signature unless the bucket is public. */
  urlOf(key: readonly string[]): URL {
    return this.#session.urlOf(this.#target(key));
  }

  /** @param now when it is signed and begins to work, in milliseconds since the epoch */
  presigned(key: readonly string[], now: number): Promise<string> {
    return presignedUrl(this.urlOf(key), this.options.linkLifetime / 1000, this.#signing(now));
  }

  /**
   * The object under a key. For an access key that may only write, there seems to be none.
   * @returns `undefined` where there is none, or only sending it can tell
   * @throws UploadError for what sending the object would meet as well
   */
  async find(key: readonly string[]): Promise<ObjectState | undefined> {
    const request = { method: 'HEAD', operation: 'read' } as const;
    const reply = await this.#send(key, request);
    if (isSuccess(reply)) {
      return stateOf(reply);
    }
    const failure = this.#failure(reply, key, request);
    if (failure.retryable || failure.code === 'wrongRegion' || (reply.status >= 300 && reply.status < 400)) {
      throw failure;
    }
    if (reply.status === 400 || reply.status === 401 || reply.status === 403) {
      await this.#assertMayWrite(key);
    }
    return undefined;
  }

  /**
   * Whether there is an object under a key. A storage says so only to an access key that may read it, or list the bucket.
   * @throws UploadError where it doesn't say
   */
  async has(key: readonly string[]): Promise<boolean> {
    const request = { method: 'HEAD', operation: 'read' } as const;
    const reply = await this.#send(key, request);
    if (isSuccess(reply) && stateOf(reply) === undefined) {
      throw notOfStorage(reply);
    }
    if (isSuccess(reply)) {
      return true;
    }
    if (reply.status === 404) {
      return this.#isStillThere(key);
    }
    if (reply.status === 403) {
      await this.#assertMayWrite(key);
      throw new UploadError('accessDenied', 'The access key may not read the object', {
        status: 403,
        operation: 'read',
      });
    }
    throw this.#failure(reply, key, request);
  }

  /** Sends an object, in one piece. @throws UploadError */
  async put(key: readonly string[], content: ObjectBody): Promise<void> {
    const request = { method: 'PUT', operation: 'write', content } as const;
    const reply = await this.#send(key, request);
    if (!isSuccess(reply)) {
      throw this.#failure(reply, key, request);
    }
    // Every storage returns an ETag; a sign-in page that answers in its place doesn't.
    if (reply.headers.etag === undefined) {
      throw notOfStorage(reply);
    }
  }

  /** The text of a small object. @throws UploadError */
  async read(key: readonly string[]): Promise<string> {
    const request = { method: 'GET', operation: 'read' } as const;
    const reply = await this.#send(key, request);
    if (!isSuccess(reply)) {
      throw this.#failure(reply, key, request);
    }
    return reply.text;
  }

  /** Deletes an object, also one that isn't there any more. @throws UploadError */
  async delete(key: readonly string[]): Promise<void> {
    const request = { method: 'DELETE', operation: 'delete' } as const;
    const reply = await this.#send(key, request);
    if (!isSuccess(reply) && !(reply.status === 404 && errorCodeOf(reply) === 'NoSuchKey')) {
      throw this.#failure(reply, key, request);
    }
  }

  /**
   * The reply to a HEAD has no body, so a wrong key looks the same as a missing permission. The reply to a GET says which it
   * is, before gigabytes are sent in vain.
   * @throws UploadError unless sending the object may succeed
   */
  async #assertMayWrite(key: readonly string[]): Promise<void> {
    const reply = await this.#send(key, firstByte);
    if (!isSuccess(reply) && !inconclusiveCodes.includes(errorCodeOf(reply))) {
      throw this.#failure(reply, key, firstByte);
    }
  }

  /**
   * A 404 without a body could be that of anything in front of the storage, and uploads that are gone are never used again.
   * @throws UploadError unless the storage itself says that there is no such object
   */
  async #isStillThere(key: readonly string[]): Promise<boolean> {
    const reply = await this.#send(key, firstByte);
    if (isSuccess(reply) ? stateOf(reply) !== undefined : errorCodeOf(reply) === 'NoSuchKey') {
      return isSuccess(reply);
    }
    throw isSuccess(reply) ? notOfStorage(reply) : this.#failure(reply, key, firstByte);
  }

  async #send(key: readonly string[], { method, headers, content }: ObjectRequest): Promise<HttpReply> {
    const body = content?.body;
    const signed = await signedHeaders(
      {
        method,
        url: this.urlOf(key),
        headers: {
          ...headers,
          ...(body && { 'content-type': body.contentType, 'content-length': String(body.contentLength) }),
        },
        ...(content && { bodyHash: content.sha256 }),
      },
      this.#signing(this.#session.clock.now()),
    );
    return this.#session.send({
      ...this.#target(key),
      method,
      headers: signed,
      // A redirect says in which region the bucket is.
      readsRedirects: true,
      ...(body && { body }),
    });
  }

  #failure(reply: HttpReply, key: readonly string[], { operation }: ObjectRequest): UploadError {
    const { region, bucket } = this.options;
    const now = this.#session.clock.now();
    return storageFailure(reply, { operation, region, bucket, now, url: this.urlOf(key) });
  }

  #target(key: readonly string[]): RequestTarget {
    const { bucket, isVirtualHost } = this.options;
    return isVirtualHost ? { subdomain: bucket, path: encodedPath(key) } : { path: encodedPath([bucket, ...key]) };
  }

  #signing(now: number): Signing {
    return { credentials: this.#credentials, region: this.options.region, now };
  }
}

function notOfStorage({ status }: HttpReply): UploadError {
  return new UploadError('unexpectedReply', "The reply isn't a storage's", { status });
}

/** `undefined` for the reply of something other than a storage. */
function stateOf({ headers }: HttpReply): ObjectState | undefined {
  const size = Number(headers['content-length'] ?? Number.NaN);
  if (headers.etag === undefined || !Number.isInteger(size)) {
    return undefined;
  }
  const lastModified = Date.parse(headers['last-modified'] ?? '');
  return { size, lastModified: Number.isNaN(lastModified) ? undefined : lastModified };
}
