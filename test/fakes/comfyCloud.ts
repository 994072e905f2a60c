import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { type Answer, gatewayPage } from './answer.ts';
import { queuePrompt } from './comfyPrompts.ts';
import { comfyAsset } from './comfyServer.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import {
  type FakeProviderContext,
  type Protocol,
  type RequestHead,
  type Route,
  startFakeServer,
} from './fakeServer.ts';
import type { FaultKind, FaultStep } from './fault.ts';
import { extensionOf, pixelsOf } from './fileDigest.ts';
import type { MeteredBody } from './meteredBody.ts';
import { type FilePart, FormInvalid, readForm } from './multipartForm.ts';

/**
 * The documented limits: 50 MB (without saying which kind of megabyte), 16384 pixels per edge, 67,108,864 pixels in
 * total.
 */
const maxBytes = 50 * 1024 * 1024;
const maxEdge = 16_384;
const maxPixels = 67_108_864;

/** Fake server for Comfy Cloud v1: upload by content, download by redirect to a signed link, and the free key check. */
export function startComfyCloud(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'comfyCloud',
      defaultKey: 'comfyui-0123456789abcdef0123456789abcdef',
      endpointPath: '',
      protocol: (context) => new ComfyCloud(context),
    },
    options,
  );
}

class ComfyCloud implements Protocol {
  readonly quirks: Protocol['quirks'] = { withAsset: 'upload', opaqueName: 'upload', forbidden: 'upload' };
  readonly steps: readonly FaultStep[] = ['upload', 'check', 'download'];
  readonly #context: FakeProviderContext;
  /** Stored by content: the same bytes are the same file, whatever its name. */
  readonly #stored = new Map<string, FilePart>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  route(head: RequestHead): Route {
    const { pathname } = head.url;
    if (head.origin === 'other') {
      return { steps: ['download'], handle: async () => this.#signedDownload(pathname) };
    }
    if (head.method === 'POST' && pathname === '/api/upload/image') {
      return { steps: ['upload'], handle: (body, quirk) => this.#upload(head, body, quirk) };
    }
    if (head.method === 'GET' && pathname === '/api/user') {
      const user = { status: 'active' };
      return { steps: ['check'], handle: async () => this.#refusal(head) ?? { status: 200, result: user, body: user } };
    }
    if (head.method === 'POST' && pathname === '/api/prompt') {
      return { steps: [], handle: async (body) => this.#refusal(head) ?? this.#queue(body) };
    }
    if (head.method === 'GET' && pathname === '/api/view') {
      return { steps: ['download'], handle: async () => this.#refusal(head) ?? this.#view(head) };
    }
    return { steps: [], handle: async () => refuse(404, 'not_found', 'Not found') };
  }

  errorBody(status: number): unknown {
    const messages: Record<number, readonly [string, string]> = {
      400: ['bad_request', 'Invalid request'],
      401: ['unauthorized', 'Invalid API key'],
      402: ['insufficient_credits', 'Insufficient credits'],
      403: ['forbidden', 'Forbidden'],
      404: ['not_found', 'Not found'],
      // Documented as an inactive subscription, not as a rate limit; sent without Retry-After.
      429: ['subscription_inactive', 'Subscription inactive'],
      500: ['internal_error', 'Internal server error'],
    };
    const known = messages[status];
    return known === undefined ? undefined : refuse(status, ...known).body;
  }

  reset(): void {
    this.#stored.clear();
  }

  #refusal(head: RequestHead): Answer | undefined {
    const { key } = this.#context;
    // Only "a `comfyui-…` key also works as Bearer" (§8); other bearer tokens are those of a sign-in.
    const isBearer = key.startsWith('comfyui-') && head.headers.authorization === `Bearer ${key}`;
    return head.headers['x-api-key'] === key || isBearer ? undefined : { status: 401, body: this.errorBody(401) };
  }

  async #upload(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    const refusal = this.#refusal(head);
    if (refusal !== undefined) {
      return refusal;
    }
    if (quirk?.what === 'forbidden') {
      return forbidden(quirk.form);
    }
    try {
      const { fields, files } = await readForm(head.headers, body, { keepBytes: this.#context.options.keepBytes });
      const file = files.find(({ field }) => field === 'image');
      if (file === undefined || file.fileName === '') {
        return refuse(400, 'bad_request', 'The image field is required');
      }
      const tooLarge = this.#limitPassedBy(file);
      if (tooLarge !== undefined) {
        return refuse(400, 'bad_request', tooLarge);
      }
      // The form of names isn't documented (§4.1): nobody may derive one from the content or expect an extension.
      const name =
        quirk?.what === 'opaqueName' ? `asset_${randomUUID()}` : `${file.sha256}${extensionOf(file.fileName)}`;
      // The cloud's default is "output": without "input" the reference is one no loader finds.
      const result: Record<string, unknown> = {
        name,
        subfolder: fields.get('subfolder') ?? '',
        type: fields.get('type') ?? 'output',
      };
      if (quirk?.what === 'withAsset') {
        result.asset = comfyAsset(file, name);
      }
      this.#stored.set(name, file);
      const { fileName, contentType, size, sha256 } = file;
      this.#context.addFile({ name: fileName, contentType, size, sha256, reference: name });
      return { status: 200, result, body: result };
    } catch (error) {
      if (error instanceof FormInvalid) {
        return refuse(400, 'bad_request', 'Invalid multipart form');
      }
      throw error;
    }
  }

  async #queue(body: MeteredBody): Promise<Answer> {
    const json = await text(body);
    const answer = queuePrompt(json, (name) => this.#stored.has(name));
    if (answer?.status === 200) {
      this.#context.addRun(json);
    }
    return answer ?? refuse(400, 'bad_request', 'Invalid JSON');
  }

  #limitPassedBy(file: FilePart): string | undefined {
    if (file.size > (this.#context.options.maxUploadBytes ?? maxBytes)) {
      return 'File exceeds the maximum size of 50 MB';
    }
    const pixels = pixelsOf(file.head);
    if (pixels === undefined) {
      return undefined;
    }
    if (Math.max(pixels.width, pixels.height) > maxEdge) {
      return `Image exceeds the maximum of ${maxEdge} pixels per edge`;
    }
    return pixels.width * pixels.height > maxPixels ? `Image exceeds the maximum of ${maxPixels} pixels` : undefined;
  }

  /** Documented: `GET /api/view` answers with a redirect to a link that needs no key. */
  #view(head: RequestHead): Answer {
    const name = head.url.searchParams.get('filename') ?? '';
    return this.#stored.has(name)
      ? { status: 302, headers: { Location: `${this.#context.otherOrigin}/signed/${encodeURIComponent(name)}` } }
      : refuse(404, 'not_found', 'File not found');
  }

  #signedDownload(pathname: string): Answer {
    const file = this.#stored.get(pathname.replace('/signed/', ''));
    if (file === undefined) {
      return { status: 404, body: gatewayPage(404) };
    }
    return file.bytes === undefined
      ? { status: 410, body: 'This fake server keeps no bytes: start it with keepBytes.' }
      : { status: 200, body: file.bytes, headers: { 'Content-Type': file.contentType } };
  }
}

function forbidden(form: 'sso_required' | 'FORBIDDEN' | 'accepted'): Answer {
  const message = 'Your organization requires single sign-on.';
  return form === 'accepted'
    ? { status: 403, body: { error: { type: 'forbidden', message }, accepted: false } }
    : refuse(403, form, message);
}

function refuse(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}
