import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerFault, FaultKind } from './fault.ts';

/** What a fake server answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is a string (HTML if it begins with `<` and no type is given) or bytes; nothing if `undefined`. */
  readonly body?: unknown;
  /** The object inside `body` that holds the reference; a fault may change its fields. */
  readonly result?: Record<string, unknown>;
  /** Sent before the body has been read to its end. */
  readonly early?: boolean;
}

type Failing<What extends AnswerFault['what']> = Extract<AnswerFault, { readonly what: What }>;

/**
 * Milliseconds for which the rest of the body is read and discarded after an early answer, like nginx's lingering
 * close.
 */
const lingerMilliseconds = 1000;

/** The answer of a `status` fault; `usualBody` is what the provider would send with that status. */
export function answerOfStatus(fault: Failing<'status'>, usualBody: unknown): Answer {
  const { status, retryAfter } = fault;
  const body = 'body' in fault ? fault.body : (usualBody ?? gatewayPage(status));
  const wait = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter;
  return {
    status,
    headers: { ...(wait === undefined ? {} : { 'Retry-After': `${wait}` }), ...fault.headers },
    body,
  };
}

/** The answer of a `redirect` fault. */
export function redirectAnswer(fault: Failing<'redirect'>, location: string): Answer {
  return { status: fault.status, headers: { Location: location }, body: gatewayPage(fault.status) };
}

/** The error page of a gateway in front of a provider: HTML where a client expects JSON. */
export function gatewayPage(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}

/** Applies the faults that change a correct answer but not how it is sent. */
export function alterAnswer(answer: Answer, fault: FaultKind | undefined): Answer {
  if (fault?.what === 'alter' && answer.result !== undefined) {
    Object.assign(answer.result, fault.set);
  }
  if (fault?.what === 'emptyBody') {
    return { ...answer, body: undefined };
  }
  if (fault?.what === 'hugeAnswer' && isObject(answer.body)) {
    return { ...answer, body: { padding: 'x'.repeat(fault.bytes ?? 5 * 1024 * 1024), ...answer.body } };
  }
  if (fault?.what === 'contentType') {
    return { ...answer, headers: { ...answer.headers, 'Content-Type': fault.contentType } };
  }
  if (fault?.what === 'truncatedJson') {
    const { bytes, contentType } = encode(answer);
    const headers = { 'Content-Type': contentType, ...answer.headers };
    return { ...answer, headers, body: bytes.subarray(0, Math.floor(bytes.length / 2)) };
  }
  return answer;
}

/** Sends an answer, slowly or partly where the fault says so. */
export async function sendAnswer(response: ServerResponse, answer: Answer, fault?: FaultKind): Promise<void> {
  if (fault?.what === 'dripAnswer') {
    // 204 has no body to drip.
    response.writeHead(answer.status === 204 ? 200 : answer.status, answer.headers);
    while (!response.destroyed) {
      response.write(' ');
      await sleep(fault.milliseconds);
    }
    return;
  }
  const bytes = writeHead(response, answer);
  if (fault?.what === 'cutAnswer') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroySoon());
    return;
  }
  if (fault?.what === 'slowAnswer') {
    const piece = Math.max(1, Math.floor(fault.bytesPerSecond / 20));
    for (let at = 0; at < bytes.length && !response.destroyed; at += piece) {
      response.write(bytes.subarray(at, at + piece));
      await sleep((piece / fault.bytesPerSecond) * 1000);
    }
    response.end();
    return;
  }
  response.end(bytes);
}

/**
 * Sends an answer while the client may still be sending its body, then keeps reading for a moment before it closes. If
 * it closed at once, the kernel would answer the unread bytes with a reset, which can overtake the answer.
 */
export async function sendEarly(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const headers = { ...answer.headers, Connection: 'close' };
  response.write(writeHead(response, { ...answer, headers }));
  request.unpipe();
  request.resume();
  if (request.complete) {
    response.end();
    return;
  }
  const lingering = new AbortController();
  const stop = (): void => lingering.abort();
  request.once('close', stop);
  request.once('end', stop);
  await sleep(lingerMilliseconds, undefined, { signal: lingering.signal }).catch(() => {});
  response.end();
}

function writeHead(response: ServerResponse, answer: Answer): Buffer {
  const { bytes, contentType } = encode(answer);
  const headers: Record<string, string> = {};
  if (answer.status !== 204 && answer.status !== 304) {
    headers['Content-Length'] = `${bytes.length}`;
    if (bytes.length > 0) {
      headers['Content-Type'] = contentType;
    }
  }
  response.writeHead(answer.status, { ...headers, ...answer.headers });
  return bytes;
}

function encode(answer: Answer): { bytes: Buffer; contentType: string } {
  const { body } = answer;
  if (body === undefined) {
    return { bytes: Buffer.alloc(0), contentType: '' };
  }
  if (Buffer.isBuffer(body)) {
    return { bytes: body, contentType: 'application/octet-stream' };
  }
  if (typeof body === 'string') {
    return {
      bytes: Buffer.from(body),
      contentType: body.startsWith('<?xml') ? 'application/xml' : body.startsWith('<') ? 'text/html' : 'text/plain',
    };
  }
  return { bytes: Buffer.from(JSON.stringify(body)), contentType: 'application/json; charset=utf-8' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}
