import { randomUUID } from 'node:crypto';
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
import type { MeteredBody } from './meteredBody.ts';
import { FormInvalid, readForm } from './multipartForm.ts';

/** Fake server for Comfy API v2. */
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

class ComfyApi implements Protocol {
  readonly quirks: Protocol['quirks'] = {};
  readonly steps: readonly FaultStep[] = ['upload', 'check'];
  readonly #context: FakeProviderContext;

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  route(head: RequestHead): Route {
    const { pathname } = head.url;
    if (head.method === 'POST' && pathname === '/api/v2/assets') {
      return { steps: ['upload'], handle: async (body) => this.#refusal(head) ?? this.#upload(head, body) };
    }
    const missing = refuse(404, 'not_found', 'Not found');
    return head.method === 'GET' && pathname.startsWith('/api/v2/assets/')
      ? { steps: ['check'], handle: async () => this.#refusal(head) ?? missing }
      : { steps: [], handle: async () => missing };
  }

  errorBody(status: number): unknown {
    const codes: Record<number, readonly [string, string]> = {
      401: ['unauthorized', 'Missing or invalid credentials'],
      403: ['forbidden', 'Forbidden'],
      404: ['not_found', 'Not found'],
      429: ['rate_limited', 'Too many requests'],
      500: ['upstream_error', 'Upstream error'],
    };
    const known = codes[status];
    return known === undefined ? undefined : refuse(status, ...known).body;
  }

  reset(): void {}

  #refusal(head: RequestHead): Answer | undefined {
    return head.headers.authorization === `Bearer ${this.#context.key}`
      ? undefined
      : { status: 401, body: this.errorBody(401) };
  }

  async #upload(head: RequestHead, body: MeteredBody): Promise<Answer> {
    try {
      const { files } = await readForm(head.headers, body);
      const file = files.find(({ field }) => field === 'file');
      if (file === undefined) {
        return refuse(422, 'invalid_body', 'file is required');
      }
      const { fileName, contentType, size, sha256 } = file;
      const id = randomUUID();
      const result = {
        id,
        hash: null,
        size_bytes: size,
        content_type: contentType,
        file_path: fileName,
        created_new: true,
        created_at: new Date().toISOString(),
        url: `${this.#context.otherOrigin}/signed/${id}`,
        url_expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        expires_at: null,
      };
      this.#context.addFile({ name: fileName, contentType, size, sha256, reference: id });
      return { status: 201, result, body: result };
    } catch (error) {
      if (error instanceof FormInvalid) {
        return refuse(422, 'invalid_body', 'Not a multipart form');
      }
      throw error;
    }
  }
}

function refuse(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}
