import { text } from 'node:stream/consumers';
import { type Answer, gatewayPage } from './answer.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import {
  type FakeProviderContext,
  type Protocol,
  type RequestHead,
  type Route,
  startFakeServer,
} from './fakeServer.ts';
import type { FaultKind, FaultStep, RunningHubFault } from './fault.ts';
import { extensionOf, sniff } from './fileDigest.ts';
import { readJsonBody } from './jsonBody.ts';
import type { MeteredBody } from './meteredBody.ts';
import { type FilePart, FormInvalid, type MultipartForm, readForm } from './multipartForm.ts';
import { createTask, isRun } from './runningHubRuns.ts';
import { SignedLinks } from './signedLinks.ts';

/** The documented "30MB": refused above 30 * 2^20, since the kind of megabyte isn't documented. */
const maxBytesV1 = 30 * 1024 * 1024;

/** The documented types of the older endpoint: JPG PNG JPEG WEBP, MP4 AVI MOV MKV, MP3 WAV FLAC, ZIP (§1.2). */
const documentedTypes = /^\.(?:jpe?g|png|webp|mp4|avi|mov|mkv|mp3|wav|flac|zip)$/;

/** Names of the documented codes, as the provider spells them. */
const codeNames: Readonly<Record<string, string>> = {
  301: 'PARAMS_INVALID',
  401: 'ApiKey verification failed: API Key不存在',
  412: 'TOKEN_INVALID',
  416: 'TASK_CREATE_FAILED_BY_NOT_ENOUGH_WALLET',
  421: 'TASK_QUEUE_MAXED',
  500: 'UNKNOWN_ERROR',
  801: 'APIKEY_UNSUPPORTED_FREE_USER',
  802: 'APIKEY_UNAUTHORIZED',
  808: 'APIKEY_UPLOAD_FAILED',
  809: 'APIKEY_FILE_SIZE_EXCEEDED',
  811: 'CORPAPIKEY_INVALID',
  812: 'CORPAPIKEY_INSUFFICIENT_FUNDS',
  1001: 'invalid URL',
  1002: 'invalid API key',
  1003: 'rate limit exceeded',
  1007: 'invalid parameters',
  1008: 'file size limit exceeded',
  1010: 'service unavailable',
};

type MessageField = 'msg' | 'message';

/** Fake server for RunningHub: both upload endpoints, the links of v2 and the free key check. */
export function startRunningHub(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'runningHub',
      defaultKey: '0123456789abcdef0123456789abcdef',
      endpointPath: '',
      protocol: (context) => new RunningHub(context),
    },
    options,
  );
}

class RunningHub implements Protocol {
  readonly quirks: Protocol['quirks'] = {
    code: 'upload',
    otherMessageField: 'v2',
    codeAsString: 'upload',
    otherSuccess: 'v2',
  };
  readonly steps: readonly FaultStep[] = ['upload', 'v1', 'v2', 'check', 'download'];
  readonly #context: FakeProviderContext;
  /** What can be downloaded, by the path of its link. */
  readonly #files = new Map<string, FilePart>();
  readonly #links: SignedLinks;
  /** The names that uploads have returned. */
  readonly #stored = new Set<string>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
    this.#links = new SignedLinks(context.options.now);
  }

  route(head: RequestHead): Route {
    const { pathname } = head.url;
    if (head.method === 'POST' && pathname === '/task/openapi/upload') {
      return { steps: ['upload', 'v1'], handle: (body, quirk) => this.#uploadV1(head, body, quirk) };
    }
    if (head.method === 'POST' && pathname === '/openapi/v2/media/upload/binary') {
      return { steps: ['upload', 'v2'], handle: (body, quirk) => this.#uploadV2(head, body, quirk) };
    }
    if (head.method === 'POST' && pathname === '/uc/openapi/accountStatus') {
      return { steps: ['check'], handle: (body, quirk) => this.#accountStatus(body, quirk) };
    }
    if (head.method === 'POST' && isRun(pathname)) {
      return { steps: [], handle: (body) => this.#run(head, body) };
    }
    if (head.method === 'GET' && pathname.startsWith('/dl/')) {
      return { steps: ['download'], handle: async () => this.#download(head.url) };
    }
    // An unknown API path is answered as if the token were wrong.
    return { steps: [], handle: async () => failure(412, 'msg') };
  }

  errorBody(status: number, step: FaultStep | undefined): unknown {
    if (status === 404 || status === 405) {
      return {
        timestamp: new Date().toISOString(),
        status,
        error: status === 404 ? 'Not Found' : 'Method Not Allowed',
      };
    }
    if (status >= 502 || status === 413) {
      return gatewayPage(status);
    }
    if (status === 401 && step !== 'v2') {
      return { code: -1, msg: 'ApiKey verification failed', data: null };
    }
    return failure(status === 429 ? 1003 : status, step === 'v2' ? 'message' : 'msg').body;
  }

  reset(): void {
    this.#files.clear();
    this.#stored.clear();
  }

  async #uploadV1(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    const form = await this.#form(head, body);
    const key = form?.fields.get('apiKey');
    if (key === undefined || key === '') {
      return { status: 400, body: { code: -1, msg: 'apiKey is required', data: null } };
    }
    // The documentation requires the key in the header as well (§1.2), although some older clients omit it there.
    if (key !== this.#context.key || head.headers.authorization !== `Bearer ${key}`) {
      return { status: 401, body: { code: -1, msg: 'ApiKey verification failed', data: null } };
    }
    if (quirk?.what === 'code') {
      return businessFailure(quirk, 'msg');
    }
    const file = form?.files.find(({ field }) => field === 'file');
    if (file === undefined || !documentedTypes.test(extensionOf(file.fileName))) {
      return failure(301, 'msg');
    }
    if (file.size > (this.#context.options.maxUploadBytes ?? maxBytesV1)) {
      return failure(809, 'msg');
    }
    // A ZIP is stored as a list of images; its name has neither directory nor extension.
    const isZip = sniff(file.head)?.extension === '.zip' || extensionOf(file.fileName) === '.zip';
    const fileName = isZip ? file.sha256 : `api/${file.sha256}${extensionOf(file.fileName)}`;
    const result = { fileName, fileType: form?.fields.get('fileType') ?? 'input' };
    this.#take(file, fileName);
    return success(result, 'msg', quirk);
  }

  async #uploadV2(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    if (head.headers.authorization !== `Bearer ${this.#context.key}`) {
      return failure(401, 'message');
    }
    const form = await this.#form(head, body);
    if (quirk?.what === 'code') {
      return businessFailure(quirk, 'message');
    }
    const file = form?.files[0];
    if (file === undefined || form?.order.join() !== 'file') {
      return failure(1007, 'message');
    }
    // No limit is documented for v2; only a test sets one.
    if (file.size > (this.#context.options.maxUploadBytes ?? Number.POSITIVE_INFINITY)) {
      return failure(1008, 'message');
    }
    const name = `${file.sha256}${extensionOf(file.fileName)}`;
    const path = `/dl/${name}`;
    const fileName = `openapi/${name}`;
    this.#files.set(path, file);
    this.#take(file, fileName);
    const result = {
      type: (sniff(file.head)?.mediaType ?? file.contentType).split('/')[0],
      download_url: this.#context.origin + this.#links.sign(path),
      ...(quirk?.what === 'otherSuccess' ? { filename: fileName } : { fileName }),
      size: `${file.size}`,
    };
    return success(result, quirk?.what === 'otherMessageField' ? 'msg' : 'message', quirk);
  }

  /** The key is in the body; where it is in the header as well, it has to be the right one. */
  async #run({ url, headers }: RequestHead, body: MeteredBody): Promise<Answer> {
    const { key } = this.#context;
    const json = await text(body);
    if ((headers.authorization ?? `Bearer ${key}`) !== `Bearer ${key}`) {
      return { status: 401, body: { code: -1, msg: 'ApiKey verification failed', data: null } };
    }
    const answer = createTask(url.pathname, json, { key, isStored: (name) => this.#stored.has(name) });
    if ((answer.body as { readonly code: number }).code === 0) {
      this.#context.addRun(json);
    }
    return answer;
  }

  /** Note the lower-case `apikey` of this call, unlike the upload's `apiKey`. */
  async #accountStatus(body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    const { value } = await readJsonBody(body);
    const key = typeof value === 'object' && value !== null && 'apikey' in value ? value.apikey : undefined;
    if (key !== this.#context.key) {
      return failure(802, 'msg');
    }
    if (quirk?.what === 'code') {
      return businessFailure(quirk, 'msg');
    }
    const result = {
      remainCoins: '1200',
      currentTaskCounts: '0',
      remainMoney: '25.50',
      currency: 'USD',
      apiType: 'NORMAL',
    };
    return success(result, 'msg', quirk);
  }

  #download(url: URL): Answer {
    const file = this.#files.get(url.pathname);
    if (file === undefined) {
      return { status: 404, body: gatewayPage(404) };
    }
    // A signed link of an object storage, valid for exactly 86,400 seconds (§8).
    if (!this.#links.isValid(url)) {
      return { status: 403, body: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>' };
    }
    return file.bytes === undefined
      ? { status: 410, body: 'This fake server keeps no bytes: start it with keepBytes.' }
      : { status: 200, body: file.bytes, headers: { 'Content-Type': file.contentType } };
  }

  async #form(head: RequestHead, body: MeteredBody): Promise<MultipartForm | undefined> {
    try {
      return await readForm(head.headers, body, { keepBytes: this.#context.options.keepBytes });
    } catch (error) {
      if (error instanceof FormInvalid) {
        return undefined;
      }
      throw error;
    }
  }

  #take({ fileName, contentType, size, sha256 }: FilePart, reference: string): void {
    this.#stored.add(reference);
    this.#context.addFile({ name: fileName, contentType, size, sha256, reference });
  }
}

function success(result: Record<string, unknown>, field: MessageField, quirk: FaultKind | undefined): Answer {
  if (quirk?.what === 'otherSuccess') {
    return { status: 200, result, body: { code: 200, [field]: 'success', errorMessages: null, data: result } };
  }
  const code = quirk?.what === 'codeAsString' ? '0' : 0;
  return { status: 200, result, body: { code, [field]: 'success', data: result } };
}

/** Business errors are sent with HTTP 200; only `code` tells. */
function failure(code: number, field: MessageField): Answer {
  const text = codeNames[code] ?? 'UNKNOWN_ERROR';
  return { status: 200, body: field === 'msg' ? { code, msg: text, data: null } : { code, message: text } };
}

function businessFailure(quirk: Extract<RunningHubFault, { what: 'code' }>, field: MessageField): Answer {
  const text = quirk.msg ?? codeNames[quirk.code] ?? 'UNKNOWN_ERROR';
  return { status: quirk.status ?? 200, body: { code: quirk.code, [field]: text, data: null } };
}
