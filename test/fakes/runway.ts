import { randomBytes, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Answer } from './answer.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import {
  type FakeProviderContext,
  type Protocol,
  type RequestHead,
  type Route,
  startFakeServer,
} from './fakeServer.ts';
import type { FaultKind, FaultStep } from './fault.ts';
import { extensionOf, sniff } from './fileDigest.ts';
import { readJsonBody } from './jsonBody.ts';
import type { MeteredBody } from './meteredBody.ts';
import { FormInvalid, readForm } from './multipartForm.ts';
import { createsTask, createTaskAt } from './runwayTasks.ts';

/** The documented "512 bytes" and "200MB"; the kind of megabyte isn't documented. */
const minBytes = 512;
const maxBytes = 200 * 1024 * 1024;
/** Milliseconds a slot stays open. The real lifetime isn't documented, so no client may rely on an old slot (§8). */
const slotLifetime = 3_600_000;

/** The documented types (§3.3), by extension: those in one row share a container and thus their first bytes. */
const families: readonly (readonly [sniffed: string | undefined, extensions: RegExp])[] = [
  ['image/jpeg', /^\.jpe?g$/],
  ['image/png', /^\.png$/],
  ['image/webp', /^\.webp$/],
  ['video/mp4', /^\.(?:mp4|m4v|mov|3gp|m4a)$/],
  ['video/webm', /^\.(?:webm|mkv)$/],
  ['audio/mpeg', /^\.mp3$/],
  ['audio/wav', /^\.wav$/],
  ['audio/flac', /^\.flac$/],
  [undefined, /^\.(?:ogv|avi|flv|mpe?g|aac|mov|mp3)$/],
];
const docUrl = 'https://docs.dev.runwayml.com/api';

interface Slot {
  readonly fileName: string;
  readonly runwayUri: string;
  readonly fields: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  used: boolean;
}

/** Fake server for Runway: the slot call and the free key check at the endpoint, the storage on an origin of its own. */
export function startRunway(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'runway',
      defaultKey: `key_${'0123456789abcdef'.repeat(8)}`,
      endpointPath: '',
      protocol: (context) => new Runway(context),
    },
    options,
  );
}

class Runway implements Protocol {
  readonly quirks: Protocol['quirks'] = { noCredits: 'slot' };
  readonly steps: readonly FaultStep[] = ['upload', 'slot', 'storage', 'check'];
  readonly #context: FakeProviderContext;
  readonly #slots = new Map<string, Slot>();
  /** The URIs of complete uploads. */
  readonly #stored = new Set<string>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  route(head: RequestHead): Route {
    const { pathname } = head.url;
    if (head.origin === 'other') {
      const slot = this.#slots.get(pathname);
      const usedBefore = slot?.used ?? false;
      // Used up by the first request, whatever its outcome: "If the upload fails, do not retry."
      if (slot !== undefined && head.method === 'POST') {
        slot.used = true;
      }
      return { steps: ['upload', 'storage'], handle: (body) => this.#store(head, body, slot, usedBefore) };
    }
    if (head.method === 'POST' && pathname === '/v1/uploads') {
      return { steps: ['slot'], handle: (body, quirk) => this.#createSlot(head, body, quirk) };
    }
    if (head.method === 'POST' && createsTask(pathname)) {
      return { steps: [], handle: async (body) => this.#refusal(head) ?? this.#createTask(pathname, body) };
    }
    if (head.method === 'GET' && pathname === '/v1/organization') {
      return { steps: ['check'], handle: async () => this.#refusal(head) ?? organization() };
    }
    return { steps: [], handle: async () => ({ status: 404, body: { error: 'Not found' } }) };
  }

  errorBody(status: number, step: FaultStep | undefined): unknown {
    if (step === 'storage') {
      const codes: Record<number, string> = {
        400: 'InvalidRequest',
        403: 'AccessDenied',
        500: 'InternalError',
        503: 'SlowDown',
      };
      return codes[status] === undefined ? undefined : storageError(status, codes[status], 'Please try again.').body;
    }
    const messages: Record<number, string> = {
      400: 'Validation of body failed',
      401: 'The API key that was provided is not valid.',
      403: 'Forbidden',
      404: 'Not found',
      408: 'Request timeout',
      409: 'Conflict',
      429: 'Too many requests. Please slow down.',
      500: 'Internal server error',
    };
    return messages[status] === undefined ? undefined : { error: messages[status] };
  }

  reset(): void {
    this.#slots.clear();
    this.#stored.clear();
  }

  get #now(): number {
    return this.#context.options.now?.() ?? Date.now();
  }

  /** Key and version are checked before anything else. */
  #refusal(head: RequestHead): Answer | undefined {
    const { authorization } = head.headers;
    if (authorization === undefined || !authorization.startsWith('Bearer ')) {
      return { status: 401, body: { error: 'No API key was provided.' } };
    }
    if (authorization !== `Bearer ${this.#context.key}`) {
      return { status: 401, body: this.errorBody(401, 'slot') };
    }
    if (head.headers['x-runway-version'] !== '2024-11-06') {
      const error = 'The API version that was provided in the X-Runway-Version header is not valid.';
      return { status: 400, body: { error, docUrl } };
    }
    return undefined;
  }

  async #createSlot(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    const refusal = this.#refusal(head);
    if (refusal !== undefined) {
      return refusal;
    }
    const { value } = await readJsonBody(body);
    const asked: { filename?: unknown; type?: unknown } = typeof value === 'object' && value !== null ? value : {};
    const issues = [];
    if (typeof asked.filename !== 'string' || asked.filename === '') {
      issues.push({ code: 'invalid_type', expected: 'string', message: 'Required', path: ['filename'] });
    }
    // "The extension must match the contents" (§3.1): without one of a documented type nothing can.
    if (issues.length === 0 && !families.some(([, extensions]) => extensions.test(extensionOf(`${asked.filename}`)))) {
      issues.push({ code: 'custom', message: 'Unsupported file extension', path: ['filename'] });
    }
    if (asked.type !== 'ephemeral') {
      issues.push({ code: 'invalid_literal', expected: 'ephemeral', message: 'Invalid literal value', path: ['type'] });
    }
    if (!`${head.headers['content-type']}`.startsWith('application/json') || issues.length > 0) {
      return { status: 400, body: { error: 'Validation of body failed', issues, docUrl } };
    }
    if (quirk?.what === 'noCredits') {
      return { status: 400, body: { error: 'You do not have enough credits to run this task.', docUrl } };
    }
    const path = `/storage/${randomUUID()}`;
    const fields = {
      'Content-Type': 'application/octet-stream',
      key: `ephemeral/${randomUUID()}`,
      policy: randomBytes(600).toString('base64'),
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-signature': randomBytes(32).toString('hex'),
    };
    // Real ones have thousands of characters: a client that expects a short token must fail here.
    const runwayUri = `runway://${randomBytes(1800).toString('base64url')}`;
    this.#slots.set(path, {
      fileName: `${asked.filename}`,
      runwayUri,
      fields: new Map(Object.entries(fields)),
      createdAt: this.#now,
      used: false,
    });
    const result = { uploadUrl: this.#context.otherOrigin + path, fields, runwayUri };
    return { status: 200, result, body: result };
  }

  async #createTask(path: string, body: MeteredBody): Promise<Answer> {
    const json = await text(body);
    const answer = createTaskAt(path, json, (uri) => this.#stored.has(uri));
    if (answer.status === 200) {
      this.#context.addRun(json);
    }
    return answer;
  }

  async #store(head: RequestHead, body: MeteredBody, slot: Slot | undefined, usedBefore: boolean): Promise<Answer> {
    if (head.method !== 'POST') {
      return storageError(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
    }
    if (head.headers.authorization !== undefined) {
      return storageError(400, 'InvalidArgument', 'Only one auth mechanism allowed.');
    }
    if (slot === undefined || usedBefore) {
      return storageError(403, 'AccessDenied', 'Access Denied');
    }
    if (this.#now >= slot.createdAt + slotLifetime) {
      return storageError(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.');
    }
    if (head.headers['content-length'] === undefined) {
      return storageError(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
    }
    try {
      const { order, fields, files } = await readForm(head.headers, body);
      const file = files[0];
      if (file === undefined || files.length !== 1 || file.field !== 'file') {
        return storageError(400, 'InvalidArgument', 'POST requires exactly one file upload per request.');
      }
      // The official SDK may put a "metadata" field of its own between the given fields and the file.
      const given = order.filter((name) => name !== 'metadata').join();
      const isComplete = [...slot.fields].every(([name, value]) => fields.get(name) === value);
      if (!isComplete || given !== [...slot.fields.keys(), 'file'].join() || order.at(-1) !== 'file') {
        return storageError(400, 'InvalidArgument', 'The form fields do not match the policy.');
      }
      if (!matchesContent(slot.fileName, file.head)) {
        return storageError(400, 'InvalidArgument', 'The extension of the file name does not match the contents.');
      }
      if (file.size < minBytes) {
        return storageError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
      }
      if (file.size > (this.#context.options.maxUploadBytes ?? maxBytes)) {
        return storageError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
      }
      const { contentType, size, sha256 } = file;
      this.#stored.add(slot.runwayUri);
      this.#context.addFile({ name: slot.fileName, contentType, size, sha256, reference: slot.runwayUri });
      return { status: 204 };
    } catch (error) {
      if (error instanceof FormInvalid) {
        return storageError(400, 'MalformedPOSTRequest', 'The body of your POST request is not well-formed.');
      }
      throw error;
    }
  }
}

/** Contents whose type isn't recognised may be those of a type that the first bytes don't show. */
function matchesContent(fileName: string, head: Buffer): boolean {
  const sniffed = sniff(head)?.mediaType;
  return families.some(([type, extensions]) => type === sniffed && extensions.test(extensionOf(fileName)));
}

function organization(): Answer {
  const body = {
    tier: { maxMonthlyCreditSpend: 10_000, models: {} },
    creditBalance: 2500,
    usage: { models: {} },
  };
  return { status: 200, result: body, body };
}

/** The storage speaks XML, unlike the API in front of it. */
function storageError(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${randomUUID()}</RequestId></Error>`;
  return { status, body };
}
