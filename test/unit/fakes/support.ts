import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { FakeProvider, FakeProviderOptions } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';

/** A fake server for one test; closed after it whatever happens. */
export async function withFakeProvider(
  provider: ProviderId,
  options: FakeProviderOptions,
  use: (fakeProvider: FakeProvider) => Promise<void>,
): Promise<void> {
  const fakeProvider = await startFakeProvider(provider, options);
  try {
    await use(fakeProvider);
  } finally {
    await fakeProvider.close();
  }
}

/**
 * The providers `uploadOnce` and `checkOnce` can talk to: what they send is written by hand, so that a fake server isn't
 * tested with the client that is tested with it.
 */
export const providersByHand = ['runningHub', 'runware', 'runway', 'comfyApi', 'comfyCloud', 'comfyServer'] as const;

/** The smallest valid request that carries a file, for each provider. Runway's goes to a slot requested before. */
export async function uploadOnce(fakeProvider: FakeProvider, bytes: Buffer = picture()): Promise<Response> {
  switch (fakeProvider.provider) {
    case 'runningHub':
      return fetch(`${fakeProvider.url}/openapi/v2/media/upload/binary`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${fakeProvider.key}` },
        body: form([['file', bytes]]),
      });
    case 'runware':
      return postTasks(fakeProvider, [
        {
          taskType: 'mediaStorage',
          taskUUID: crypto.randomUUID(),
          operation: 'upload',
          media: bytes.toString('base64'),
        },
      ]);
    case 'runway': {
      const slot = await slotOf(fakeProvider);
      return fetch(slot.uploadUrl, { method: 'POST', body: form([...Object.entries(slot.fields), ['file', bytes]]) });
    }
    case 'comfyApi':
      return fetch(`${fakeProvider.url}/api/v2/assets`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${fakeProvider.key}` },
        body: form([
          ['content_type', 'image/png'],
          ['file_path', 'picture.png'],
          ['file', bytes],
        ]),
      });
    default:
      return fetch(`${fakeProvider.url}/api/upload/image`, {
        method: 'POST',
        headers: fakeProvider.key === '' ? {} : { 'X-API-Key': fakeProvider.key },
        body: form([
          ['image', bytes],
          ['type', 'input'],
        ]),
      });
  }
}

/** The free key check of each provider. */
export function checkOnce(fakeProvider: FakeProvider, key = fakeProvider.key): Promise<Response> {
  switch (fakeProvider.provider) {
    case 'runningHub':
      return fetch(`${fakeProvider.url}/uc/openapi/accountStatus`, {
        method: 'POST',
        body: JSON.stringify({ apikey: key }),
      });
    case 'runware':
      return postTasks(
        fakeProvider,
        [{ taskType: 'accountManagement', taskUUID: crypto.randomUUID(), operation: 'getDetails' }],
        key,
      );
    case 'runway':
      return fetch(`${fakeProvider.url}/v1/organization`, {
        headers: { Authorization: `Bearer ${key}`, 'X-Runway-Version': '2024-11-06' },
      });
    case 'comfyApi':
      return fetch(`${fakeProvider.url}/api/v2/assets/${crypto.randomUUID()}`, {
        headers: { Authorization: `Bearer ${key}` },
      });
    case 'comfyCloud':
      return fetch(`${fakeProvider.url}/api/user`, { headers: { 'X-API-Key': key } });
    default:
      return fetch(`${fakeProvider.url}/system_stats`);
  }
}

export interface RunwaySlot {
  readonly uploadUrl: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly runwayUri: string;
}

export async function slotOf(fakeProvider: FakeProvider, filename = 'picture.png'): Promise<RunwaySlot> {
  const response = await fetch(`${fakeProvider.url}/v1/uploads`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${fakeProvider.key}`,
      'X-Runway-Version': '2024-11-06',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ filename, type: 'ephemeral' }),
  });
  return (await response.json()) as RunwaySlot;
}

export function postTasks(fakeProvider: FakeProvider, tasks: unknown, key = fakeProvider.key): Promise<Response> {
  return fetch(fakeProvider.url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(tasks),
  });
}

/** A multipart form of the given parts in the given order; bytes become a file. */
export function form(parts: readonly (readonly [string, string | Buffer])[], fileName = 'picture.png'): FormData {
  const data = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') {
      data.append(name, value);
    } else {
      data.append(name, new Blob([new Uint8Array(value)], { type: 'image/png' }), fileName);
    }
  }
  return data;
}

/** A PNG's signature and header, padded to a size: enough for code that only reads the header. */
export function picture(size = 2048, width = 64, height = 48): Buffer {
  const bytes = Buffer.alloc(size, 7);
  bytes.write('89504e470d0a1a0a0000000d49484452', 0, 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Sends raw bytes to a fake server and returns whatever it answers until it closes or sends nothing more. */
export async function sendRaw(fakeProvider: FakeProvider, text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(fakeProvider.url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.end(text);
  await once(socket, 'close');
  return received;
}

/** Parses JSON as the type a test expects. */
export async function json<Body = Record<string, unknown>>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}
