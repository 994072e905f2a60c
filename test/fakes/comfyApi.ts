import type { Answer } from './answer.ts';
import { ComfyApiAssets, refuse } from './comfyApiAssets.ts';
import { ComfyApiJobs } from './comfyApiJobs.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import {
  type FakeProviderContext,
  type Protocol,
  type RequestHead,
  type Route,
  startFakeServer,
} from './fakeServer.ts';
import type { FaultKind, FaultStep } from './fault.ts';
import type { MeteredBody } from './meteredBody.ts';

const prefix = '/api/v2';

/** Fake server for Comfy API v2: assets by their content, and the checks that a job's assets have to pass. */
export function startComfyApi(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'comfyApi',
      defaultKey: 'comfyui-0123456789abcdef0123456789abcdef',
      endpointPath: '',
      protocol: (context) => new ComfyApi(context),
    },
    options,
  );
}

interface Call {
  readonly head: RequestHead;
  readonly body: MeteredBody;
  readonly quirk: FaultKind | undefined;
  /** What the pattern of the route found in its parentheses, decoded. */
  readonly id: string;
}

interface ApiRoute {
  readonly method: string;
  /** Below `/api/v2`. */
  readonly path: RegExp;
  readonly step?: FaultStep;
  handle(call: Call): Answer | Promise<Answer>;
}

/** Its answers, refusals included, are what the OpenAPI description of the API says; names in parentheses are from there. */
class ComfyApi implements Protocol {
  readonly quirks: Protocol['quirks'] = {
    knowsContent: 'probe',
    returnsAsIs: 'mint',
    stripsLocation: 'upload',
  };
  readonly steps: readonly FaultStep[] = ['upload', 'probe', 'mint', 'check', 'delete', 'download'];
  readonly #context: FakeProviderContext;
  readonly #jobs: ComfyApiJobs;
  readonly #assets: ComfyApiAssets;
  readonly #routes: readonly ApiRoute[];
  /** Of every request that had one. */
  readonly #idempotencyKeys = new Set<string>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
    const jobs = new ComfyApiJobs(context.addRun);
    const assets = new ComfyApiAssets(context, (id) => jobs.dependOn(id));
    this.#jobs = jobs;
    this.#assets = assets;
    this.#routes = [
      {
        method: 'POST',
        path: /^\/assets$/,
        step: 'upload',
        handle: ({ head, body, quirk }) => this.#once(head, () => assets.upload(head, body, quirk)),
      },
      {
        method: 'POST',
        path: /^\/assets\/from-hash$/,
        step: 'mint',
        handle: ({ body, quirk }) => assets.mint(body, quirk),
      },
      {
        method: 'HEAD',
        path: /^\/assets\/by-hash\/([^/]+)$/,
        step: 'probe',
        handle: ({ id, quirk }) => assets.probe(id, quirk),
      },
      { method: 'GET', path: /^\/assets\/([^/]+)$/, step: 'check', handle: ({ id }) => assets.show(id) },
      { method: 'DELETE', path: /^\/assets\/([^/]+)$/, step: 'delete', handle: ({ id }) => assets.delete(id) },
      { method: 'GET', path: /^\/assets\/([^/]+)\/content$/, step: 'download', handle: ({ id }) => assets.content(id) },
      {
        method: 'POST',
        path: /^\/jobs$/,
        handle: ({ head, body }) => this.#once(head, () => jobs.submit(body, (id) => assets.has(id))),
      },
      {
        method: 'GET',
        path: /^\/jobs\/[^/]+\/events$/,
        handle: () => refuse(501, 'not_implemented', 'This deployment does not stream events'),
      },
      { method: 'GET', path: /^\/jobs\/([^/]+)$/, handle: ({ id }) => jobs.show(id) ?? notFound },
    ];
  }

  route(head: RequestHead): Route {
    const { pathname } = head.url;
    if (head.origin === 'other') {
      return { steps: ['download'], handle: async () => this.#assets.signedContent(pathname) };
    }
    const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : '';
    const found = this.#routes.find((route) => route.method === head.method && route.path.test(path));
    const id = decodeURIComponent(found?.path.exec(path)?.[1] ?? '');
    return {
      steps: found?.step === undefined ? [] : [found.step],
      handle: async (body, quirk) => this.#refusal(head) ?? found?.handle({ head, body, quirk, id }) ?? notFound,
    };
  }

  errorBody(status: number, step: FaultStep | undefined): unknown {
    const codes: Readonly<Record<number, readonly [code: string, message: string]>> = {
      401: ['unauthorized', 'Missing or invalid credentials'],
      402: ['insufficient_credits', 'Insufficient credits'],
      403: ['forbidden', 'Authenticated but not allowed'],
      404: step === 'mint' ? ['blob_not_found', 'No blob the caller may mint from'] : ['not_found', 'Not found'],
      409: conflicts[step ?? 'upload'] ?? ['conflict', 'Conflict'],
      422: ['invalid_body', 'Invalid request body'],
      429: ['rate_limited', 'Too many requests'],
      500: ['upstream_error', 'An unexpected error occurred'],
    };
    const known = codes[status];
    // "A declared body over 200,000,000 bytes → plain 413 that is no ErrorEnvelope" (§8).
    return known === undefined ? (status === 413 ? 'Payload Too Large' : undefined) : refuse(status, ...known).body;
  }

  reset(): void {
    this.#assets.reset();
    this.#jobs.reset();
    this.#idempotencyKeys.clear();
  }

  /** "Missing or invalid credentials" (`responses/Unauthorized`); a server started without a key takes any request. */
  #refusal(head: RequestHead): Answer | undefined {
    const { key } = this.#context;
    return key === '' || head.headers.authorization === `Bearer ${key}`
      ? undefined
      : { status: 401, body: this.errorBody(401, undefined) };
  }

  /** "Any later request with the same key is rejected 422 `idempotency_key_reuse`", whatever became of the first. */
  async #once(head: RequestHead, handle: () => Promise<Answer>): Promise<Answer> {
    const key = head.headers['idempotency-key'];
    if (typeof key === 'string') {
      if (this.#idempotencyKeys.has(key)) {
        return refuse(422, 'idempotency_key_reuse', 'The idempotency key has been used before');
      }
      this.#idempotencyKeys.add(key);
    }
    return handle();
  }
}

const conflicts: Readonly<Partial<Record<FaultStep, readonly [code: string, message: string]>>> = {
  upload: ['hash_mismatch', 'The content does not have the expected hash'],
  delete: ['asset_in_use', 'The asset is in use'],
};

const notFound = refuse(404, 'not_found', 'Not found');
