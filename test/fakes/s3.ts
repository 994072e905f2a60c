import { type IncomingMessage, request as sendRequest } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import {
  type FakeProviderContext,
  type Protocol,
  type RequestHead,
  type Route,
  startFakeServer,
} from './fakeServer.ts';
import type { FaultStep } from './fault.ts';
import { FileDigester } from './fileDigest.ts';
import type { MeteredBody } from './meteredBody.ts';
import { S3rver } from './s3rver.ts';
import { storageErrorXml } from './storageErrors.ts';

/** A secret with the characters that are easily encoded wrongly. */
const defaultKey = JSON.stringify({
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
});
const bucket = 'media-bucket';
/** "The request time is more than 15 minutes from the server's time." */
const maxSkew = 900_000;

/** What a storage answers with where nothing more is known than the status. */
const codes: Readonly<Record<number, string>> = {
  400: 'InvalidRequest',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  500: 'InternalError',
  503: 'SlowDown',
};
const ownHeaders: readonly string[] = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/**
 * Fake server for S3-compatible storage: a real one, s3rver, behind a server that injects faults and checks what s3rver
 * doesn't: when a request was signed, and that its body has the hash it was signed with. s3rver starts with the first request.
 */
export function startS3(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 's3',
      defaultKey,
      endpointPath: '',
      connectionOptions: { bucket },
      protocol: (context) => new Storage(context),
    },
    options,
  );
}

class Storage implements Protocol {
  readonly quirks: Protocol['quirks'] = {};
  readonly steps: readonly FaultStep[] = ['upload', 'probe', 'download', 'delete', 'check'];
  readonly #context: FakeProviderContext;
  #server: Promise<S3rver> | undefined;
  #ready: Promise<void> = Promise.resolve();

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  route(head: RequestHead): Route {
    const steps: Readonly<Record<string, FaultStep>> = {
      PUT: 'upload',
      HEAD: 'probe',
      GET: 'download',
      DELETE: 'delete',
    };
    const step = head.url.pathname.includes('/connection-test-') ? 'check' : steps[head.method];
    return { steps: step === undefined ? [] : [step], handle: (body) => this.#forward(head, body, step) };
  }

  errorBody(status: number): unknown {
    const code = codes[status];
    return code === undefined ? undefined : storageErrorXml(code);
  }

  reset(): void {
    const server = this.#server;
    if (server !== undefined) {
      this.#ready = this.#ready.then(async () => (await server).reset());
    }
  }

  async close(): Promise<void> {
    await this.#ready;
    await (await this.#server)?.stop();
  }

  async #forward(head: RequestHead, body: MeteredBody, step: FaultStep | undefined): Promise<Answer> {
    const { maxUploadBytes = 5 * 1024 ** 3 } = this.#context.options;
    if (Number(head.headers['content-length'] ?? 0) > maxUploadBytes) {
      const xml = storageErrorXml('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.');
      return { status: 400, body: xml };
    }
    const skewed = this.#skewed(head);
    if (skewed !== undefined) {
      return skewed;
    }
    const server = await this.#started();
    await this.#ready;
    const digester = new FileDigester();
    const answer = await exchange(server.port, head, { body, digester });
    const { size, sha256 } = digester.finish();
    const signedHash = head.headers['x-amz-content-sha256'];
    const [, ofBucket = '', key = ''] = /^\/([^/]+)\/(.*)$/.exec(decodeURIComponent(head.url.pathname)) ?? [];
    if (head.method !== 'PUT' || answer.status !== 200) {
      return answer;
    }
    if (signedHash !== sha256) {
      await server.remove(ofBucket, key);
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      return { status: 400, body: storageErrorXml('XAmzContentSHA256Mismatch', message) };
    }
    if (step === 'upload') {
      const contentType = head.headers['content-type'] ?? '';
      this.#context.addFile({ name: key, contentType, size, sha256, reference: head.url.pathname });
    }
    return answer;
  }

  /** What a storage answers to a request that was signed at another time than its own. */
  #skewed({ headers }: RequestHead): Answer | undefined {
    const signed = String(headers['x-amz-date'] ?? '');
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signed) ?? [];
    const now = this.#context.options.now?.() ?? Date.now();
    const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    if (signed === '' || Math.abs(time - now) <= maxSkew) {
      return undefined;
    }
    const message = 'The difference between the request time and the current time is too large.';
    const ServerTime = new Date(now).toISOString().replace(/\.\d+/, '');

    const body = storageErrorXml('RequestTimeTooSkewed', message, { RequestTime: signed, ServerTime });
    return { status: 403, headers: { Date: new Date(now).toUTCString() }, body };
  }

  #started(): Promise<S3rver> {
    this.#server ??= S3rver.start(JSON.parse(this.#context.key), [bucket]);
    return this.#server;
  }
}

/** Hands a request on as it came, so that its signature still fits, and reads the answer. */
async function exchange(
  port: number,
  { method, url, headers }: RequestHead,
  { body, digester }: { readonly body: MeteredBody; readonly digester: FileDigester },
): Promise<Answer> {
  const request = sendRequest({ host: '127.0.0.1', port, method, path: url.pathname + url.search, headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  answered.catch(() => {});
  const watch = new Transform({
    transform(chunk, _encoding, done) {
      digester.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(body, watch, request);
  const response = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk);
  }
  const kept = Object.entries(response.headers).filter(([name]) => !ownHeaders.includes(name));
  const { 'content-type': type = 'application/xml', ...others } = Object.fromEntries(kept) as Record<string, string>;
  const length: Record<string, string> =
    method === 'HEAD' ? { 'Content-Length': response.headers['content-length'] ?? '0' } : {};
  return {
    status: response.statusCode ?? 500,
    headers: { ...others, 'Content-Type': type, ...length },
    body: Buffer.concat(chunks),
  };
}
