import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
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
import type { MeteredBody } from './meteredBody.ts';
import { type FilePart, FormInvalid, FormTooLarge, readForm } from './multipartForm.ts';

/** `--max-upload-size` of ComfyUI, 100 MB by default, of the whole request body. */
const defaultMaxUploadBytes = 100 * 1024 * 1024;
const directories = ['input', 'temp', 'output'];
const emptyRefusal: Answer = { status: 400 };

/** Fake server for a self-hosted ComfyUI, with the rules of its server.py about names, directories and origins. */
export function startComfyServer(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'comfyServer',
      defaultKey: '',
      endpointPath: '',
      protocol: (context) => new ComfyServer(context),
    },
    options,
  );
}

class ComfyServer implements Protocol {
  readonly quirks: Protocol['quirks'] = { withAsset: 'upload' };
  readonly steps: readonly FaultStep[] = ['upload', 'check', 'download'];
  readonly #context: FakeProviderContext;
  /** The files in the directories, by absolute path, e.g. `/input/people/me.png`. */
  readonly #stored = new Map<string, FilePart>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  route(head: RequestHead): Route {
    if (isOfAnotherSite(head)) {
      return { steps: [], handle: async () => ({ status: 403 }) };
    }
    // Every route is also available under /api.
    const path = head.url.pathname.replace(/^\/api(?=\/)/, '');
    if (head.method === 'POST' && path === '/upload/image') {
      return { steps: ['upload'], handle: (body, quirk) => this.#upload(head, body, quirk) };
    }
    if (head.method === 'GET' && path === '/system_stats') {
      return { steps: ['check'], handle: async () => systemStats() };
    }
    if (head.method === 'GET' && path === '/view') {
      return { steps: ['download'], handle: async () => this.#view(head.url.searchParams) };
    }
    if (head.method === 'GET' && path === '/object_info/LoadImage') {
      return { steps: [], handle: async () => ({ status: 200, body: this.#loadImageInfo() }) };
    }
    return { steps: [], handle: async () => ({ status: 404, body: '404: Not Found' }) };
  }

  errorBody(status: number): unknown {
    const texts: Record<number, string> = {
      404: '404: Not Found',
      405: '405: Method Not Allowed',
      413: `Maximum request body size ${this.#maxBytes} exceeded, actual body size ${this.#maxBytes + 1}`,
      500: '500 Internal Server Error\n\nServer got itself in trouble',
    };
    return texts[status];
  }

  reset(): void {
    this.#stored.clear();
  }

  get #maxBytes(): number {
    return this.#context.options.maxUploadBytes ?? defaultMaxUploadBytes;
  }

  async #upload(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    try {
      const { fields, files } = await readForm(head.headers, body, {
        keepBytes: this.#context.options.keepBytes,
        maxBodyBytes: this.#maxBytes,
      });
      const file = files.find(({ field }) => field === 'image');
      const type = fields.get('type') ?? 'input';
      if (!directories.includes(type)) {
        return { status: 500, body: this.errorBody(500) };
      }
      if (file === undefined || file.fileName === '') {
        return emptyRefusal;
      }
      const subfolder = fields.get('subfolder') ?? '';
      const overwrite = ['true', '1'].includes(fields.get('overwrite') ?? '');
      const path = this.#place(file, posix.resolve(`/${type}`, posix.normalize(subfolder)), `/${type}`, overwrite);
      if (path === undefined) {
        return emptyRefusal;
      }
      const name = posix.basename(path);
      const result: Record<string, unknown> = { name, subfolder, type };
      if (quirk?.what === 'withAsset') {
        result.asset = comfyAsset(file, name);
      }
      const { fileName, contentType, size, sha256 } = file;
      const reference = subfolder === '' ? name : `${subfolder}/${name}`;
      this.#context.addFile({ name: fileName, contentType, size, sha256, reference });
      return { status: 200, result, body: result };
    } catch (error) {
      if (error instanceof FormTooLarge) {
        const text = `Maximum request body size ${this.#maxBytes} exceeded, actual body size ${error.message}`;
        return { status: 413, body: text, early: true };
      }
      if (error instanceof FormInvalid) {
        return emptyRefusal;
      }
      throw error;
    }
  }

  /**
   * Finds a path for the file as ComfyUI does: an existing name is reused for the same bytes or with `overwrite`; other
   * bytes become `stem (1).ext`.
   * @returns the absolute path; `undefined` if it would be outside the directory
   */
  #place(file: FilePart, directory: string, root: string, overwrite: boolean): string | undefined {
    let path = posix.resolve(directory, file.fileName);
    if (!path.startsWith(`${root}/`)) {
      return undefined;
    }
    const { name, ext } = posix.parse(path);
    for (let number = 1; !overwrite && this.#stored.has(path); number += 1) {
      if (this.#stored.get(path)?.sha256 === file.sha256) {
        return path;
      }
      path = posix.join(posix.dirname(path), `${name} (${number})${ext}`);
    }
    this.#stored.set(path, file);
    return path;
  }

  #view(query: URLSearchParams): Answer {
    const name = query.get('filename') ?? '';
    const type = query.get('type') ?? 'output';
    if (name === '' || name.startsWith('/') || name.includes('..') || !directories.includes(type)) {
      return emptyRefusal;
    }
    const path = posix.resolve(`/${type}`, query.get('subfolder') ?? '', name);
    if (!path.startsWith(`/${type}/`)) {
      return { status: 403 };
    }
    const file = this.#stored.get(path);
    if (file === undefined) {
      return { status: 404 };
    }
    return file.bytes === undefined
      ? { status: 410, body: 'This fake server keeps no bytes: start it with keepBytes.' }
      : { status: 200, body: file.bytes, headers: { 'Content-Type': file.contentType } };
  }

  /** The list of a LoadImage node: the files directly in the input directory. */
  #loadImageInfo(): unknown {
    const paths = [...this.#stored.keys()].filter((path) => posix.dirname(path) === '/input');
    const image = [paths.map((path) => posix.basename(path)).sort(), { image_upload: true }];
    return { LoadImage: { input: { required: { image } }, output: ['IMAGE', 'MASK'], name: 'LoadImage' } };
  }
}

/**
 * ComfyUI's protection against requests of other web sites: on a loopback host, an Origin of another host is refused.
 * Clients other than browsers send no Origin.
 */
function isOfAnotherSite(head: RequestHead): boolean {
  const { host, origin } = head.headers;
  if (host === undefined || origin === undefined) {
    return false;
  }
  const from = URL.parse(origin)?.host ?? '';
  const to = URL.parse(`http://${host}`);
  const isLoopback = /^(127\.|localhost$|\[::1\]$)/.test(to?.hostname ?? '');
  return isLoopback && from !== '' && from !== (from.includes(':') ? to?.host : to?.hostname);
}

function systemStats(): Answer {
  const body = {
    system: { os: 'posix', comfyui_version: '0.3.60', python_version: '3.12.3', argv: ['main.py'] },
    devices: [{ name: 'cpu', type: 'cpu', index: null, vram_total: 16_000_000_000, vram_free: 12_000_000_000 }],
  };
  return { status: 200, result: body, body };
}

/** The `asset` object that newer ComfyUI builds add to the name of an upload. */
export function comfyAsset(file: FilePart, name: string): Record<string, unknown> {
  return {
    id: randomUUID(),
    name,
    // The correct form; the real value is a BLAKE3 hash, which no client uses here.
    asset_hash: `blake3:${file.sha256}`,
    size: file.size,
    mime_type: file.contentType,
    tags: ['input'],
  };
}
