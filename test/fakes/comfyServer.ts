import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Answer, gatewayPage } from './answer.ts';
import { queuePrompt } from './comfyPrompts.ts';
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
const notFound: Answer = { status: 404, body: '404: Not Found' };
const methodNotAllowed: Answer = { status: 405, body: '405: Method Not Allowed' };
/** What aiohttp answers where a handler throws. */
const serverError: Answer = { status: 500, body: '500 Internal Server Error\n\nServer got itself in trouble' };

/** Fake server for a self-hosted ComfyUI, with the rules of its server.py about names, directories and origins. */
export function startComfyServer(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'comfyServer',
      defaultKey: '',
      endpointPath: '',
      serverHeader: 'Python/3.12 aiohttp/3.12.15',
      protocol: (context) => new ComfyServer(context),
    },
    options,
  );
}

class ComfyServer implements Protocol {
  readonly quirks: Protocol['quirks'] = { withAsset: 'upload' };
  readonly steps: readonly FaultStep[] = ['upload', 'check', 'download', 'probe'];
  readonly #context: FakeProviderContext;
  /** The files in the directories, by absolute path, e.g. `/input/people/me.png`. */
  readonly #stored = new Map<string, FilePart>();
  readonly #folders = new Set<string>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  route(head: RequestHead): Route {
    const refusal = refusalOfProxy(head, this.#context.options.proxyAsksFor ?? {});
    if (refusal !== undefined) {
      return { steps: [], handle: async () => refusal };
    }
    if (isOfAnotherSite(head)) {
      return { steps: [], handle: async () => ({ status: 403 }) };
    }
    // Every route is also available under /api, and those for GET answer HEAD as well (aiohttp's `add_get`).
    const path = head.url.pathname.replace(/^\/api(?=\/)/, '');
    const isGet = head.method === 'GET' || head.method === 'HEAD';
    if (head.method === 'POST' && path === '/upload/image') {
      return { steps: ['upload'], handle: (body, quirk) => this.#upload(head, body, quirk) };
    }
    if (head.method === 'POST' && path === '/upload/mask') {
      return { steps: ['upload'], handle: (body, quirk) => this.#upload(head, body, quirk, true) };
    }
    if (isGet && path === '/system_stats') {
      return { steps: ['check'], handle: async () => systemStats() };
    }
    if (isGet && path === '/view') {
      const step = head.method === 'HEAD' ? 'probe' : 'download';
      return { steps: [step], handle: async () => this.#view(head) };
    }
    if (head.method === 'POST' && path === '/prompt') {
      return { steps: [], handle: (body) => this.#queue(body) };
    }
    if (isGet && path === '/object_info/LoadImage') {
      return { steps: [], handle: async () => ({ status: 200, body: this.#loadImageInfo() }) };
    }
    // Its web pages are served under every other path, but only to GET: a wrong path or verb is a 405 (§8).
    return { steps: [], handle: async () => (isGet ? notFound : methodNotAllowed) };
  }

  errorBody(status: number): unknown {
    const texts: Record<number, string> = {
      404: `${notFound.body}`,
      405: `${methodNotAllowed.body}`,
      413: `Maximum request body size ${this.#maxBytes} exceeded, actual body size ${this.#maxBytes + 1}`,
      500: `${serverError.body}`,
    };
    return texts[status];
  }

  reset(): void {
    this.#stored.clear();
    this.#folders.clear();
  }

  get #maxBytes(): number {
    return this.#context.options.maxUploadBytes ?? defaultMaxUploadBytes;
  }

  async #upload(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined, isMask = false): Promise<Answer> {
    try {
      const { order, fields, files } = await readForm(head.headers, body, {
        keepBytes: this.#context.options.keepBytes,
        maxBodyBytes: this.#maxBytes,
      });
      const file = files.find(({ field }) => field === 'image');
      if (!order.includes('image')) {
        return emptyRefusal;
      }
      const type = fields.get('type') ?? 'input';
      // The handler throws where it gets text instead of a file, or a file without a name (§8).
      if (!directories.includes(type) || file === undefined || file.fileName === '') {
        return serverError;
      }
      const refusal = isMask ? this.#maskRefusal(fields.get('original_ref')) : undefined;
      return refusal ?? this.#store(file, { type, fields }, quirk);
    } catch (error) {
      if (error instanceof FormTooLarge) {
        const text = `Maximum request body size ${this.#maxBytes} exceeded, actual body size ${error.message}`;
        return { status: 413, body: text, early: true };
      }
      // It also throws on a body that isn't a form, or was cut off (§8).
      if (error instanceof FormInvalid) {
        return serverError;
      }
      throw error;
    }
  }

  #store(
    file: FilePart,
    { type, fields }: { readonly type: string; readonly fields: ReadonlyMap<string, string> },
    quirk: FaultKind | undefined,
  ): Answer {
    const subfolder = fields.get('subfolder') ?? '';
    const root = `/${type}`;
    const folder = posix.resolve(root, posix.normalize(subfolder));
    const fileName = unescaped(file.fileName);
    const path = posix.resolve(folder, fileName);
    if (`${folder}/`.startsWith(`${root}/`) === false || !path.startsWith(`${root}/`)) {
      return emptyRefusal;
    }
    // The subfolder is created; a folder in the file's name isn't (§8).
    this.#folders.add(folder);
    if (!this.#folders.has(posix.dirname(path)) && posix.dirname(path) !== root) {
      return serverError;
    }
    const stored = this.#place(file, path, ['true', '1'].includes(fields.get('overwrite') ?? ''));
    const name = posix.join(posix.dirname(fileName), posix.basename(stored));
    const result: Record<string, unknown> = { name, subfolder, type };
    if (quirk?.what === 'withAsset') {
      result.asset = comfyAsset(file, name);
    }
    const { contentType, size, sha256 } = file;
    const reference = subfolder === '' ? name : `${subfolder}/${name}`;
    this.#context.addFile({ name: file.fileName, contentType, size, sha256, reference });
    return { status: 200, result, body: result };
  }

  /** The image that a mask was painted on must be named, and not by a path that leads out of its folder (§4.2). */
  #maskRefusal(originalRef: string | undefined): Answer | undefined {
    const original = parseJson(originalRef);
    if (typeof original?.filename !== 'string') {
      return serverError;
    }
    const { filename, subfolder = '', type = 'output' } = original;
    if (filename === '' || filename.startsWith('/') || filename.includes('..') || !directories.includes(`${type}`)) {
      return emptyRefusal;
    }
    const isInside = `${posix.resolve(`/${type}`, `${subfolder}`)}/`.startsWith(`/${type}/`);
    return isInside ? undefined : { status: 403 };
  }

  /**
   * Finds a path for the file as ComfyUI does: an existing name is reused for the same bytes or with `overwrite`; other
   * bytes become `stem (1).ext`.
   * @returns the absolute path
   */
  #place(file: FilePart, wanted: string, overwrite: boolean): string {
    let path = wanted;
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

  #view({ method, url: { searchParams: query } }: RequestHead): Answer {
    const { name, folder } = annotated(query.get('filename') ?? '');
    const type = folder ?? query.get('type') ?? 'output';
    if (name === '' || name.startsWith('/') || name.includes('..') || !directories.includes(type)) {
      return emptyRefusal;
    }
    const directory = posix.resolve(`/${type}`, query.get('subfolder') ?? '');
    if (!`${directory}/`.startsWith(`/${type}/`)) {
      return { status: 403 };
    }
    // "filename = os.path.basename(filename)": a folder counts only in `subfolder`.
    const file = this.#stored.get(posix.join(directory, posix.basename(name)));
    if (file === undefined) {
      return { status: 404 };
    }
    if (method === 'HEAD') {
      const headers = { 'Content-Type': file.contentType, 'Content-Length': `${file.size}` };
      return { status: 200, headers };
    }
    return file.bytes === undefined
      ? { status: 410, body: 'This fake server keeps no bytes: start it with keepBytes.' }
      : { status: 200, body: file.bytes, headers: { 'Content-Type': file.contentType } };
  }

  async #queue(body: MeteredBody): Promise<Answer> {
    const json = await text(body);
    const answer = queuePrompt(json, (value) => {
      const { name, folder = 'input' } = annotated(value);
      return this.#stored.has(posix.resolve(`/${folder}`, name));
    });
    if (answer?.status === 200) {
      this.#context.addRun(json);
    }
    return answer ?? serverError;
  }

  /** The list of a LoadImage node: the files directly in the input directory. */
  #loadImageInfo(): unknown {
    const paths = [...this.#stored.keys()].filter((path) => posix.dirname(path) === '/input');
    const image = [paths.map((path) => posix.basename(path)).sort(), { image_upload: true }];
    return { LoadImage: { input: { required: { image } }, output: ['IMAGE', 'MASK'], name: 'LoadImage' } };
  }
}

/** What nginx answers where it checks header fields and these aren't the right ones: a page, and a challenge if it has one. */
function refusalOfProxy({ headers }: RequestHead, asked: Readonly<Record<string, string>>): Answer | undefined {
  if (Object.entries(asked).every(([name, value]) => headers[name] === value)) {
    return undefined;
  }
  const scheme = asked.authorization?.split(' ')[0];
  const status = scheme === undefined ? 403 : 401;
  const challenge: Readonly<Record<string, string>> =
    scheme === undefined ? {} : { 'WWW-Authenticate': `${scheme} realm="ComfyUI"` };
  return { status, headers: { Server: 'nginx/1.29.1', ...challenge }, body: gatewayPage(status) };
}

/**
 * ComfyUI's protection against requests of other web sites: on a loopback host, an Origin of another host is refused, and
 * by newer servers what a browser calls cross-site (§8). Clients other than browsers send neither header.
 */
function isOfAnotherSite(head: RequestHead): boolean {
  const { host, origin } = head.headers;
  const to = URL.parse(`http://${host}`);
  const isLoopback = /^(127\.|localhost$|\[::1\]$)/.test(to?.hostname ?? '');
  if (isLoopback && head.headers['sec-fetch-site'] === 'cross-site') {
    return true;
  }
  const from = URL.parse(origin ?? '')?.host ?? '';
  return isLoopback && from !== '' && from !== (from.includes(':') ? to?.host : to?.hostname);
}

/** Splits `x.png [output]` as the server does: by the fixed length of the suffix, the space included (§4.5). */
function annotated(value: string): { readonly name: string; readonly folder?: string } {
  const folder = directories.find((each) => value.endsWith(`[${each}]`));
  return folder === undefined ? { name: value } : { name: value.slice(0, -` [${folder}]`.length), folder };
}

/** aiohttp resolves the backslashes of a quoted name: `back\slash.png` becomes `backslash.png` (§8). */
function unescaped(fileName: string): string {
  return fileName.replace(/\\(.)/gs, '$1');
}

function parseJson(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
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
