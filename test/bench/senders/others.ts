import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import RunwayML from '@runwayml/sdk';
import { hashAsset } from '../../../src/core/asset/contentHash.ts';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import type { CreateSender } from './sender.ts';

/** What most scripts do. */
export const fetchWithForm: CreateSender = async (origin) => ({
  send: async (path) => {
    const form = new FormData();
    form.append('image', new Blob([await readFile(path)], { type: 'image/png' }), basename(path));
    form.append('type', 'input');
    await answered(await fetch(`${origin}/upload/image`, { method: 'POST', body: form }));
  },
});

/** Runway's official SDK, in the way its documents show. */
export const runwaySdk: CreateSender = async (origin) => {
  const client = new RunwayML({ apiKey: 'key-of-the-benchmark', baseURL: origin, maxRetries: 0 });
  return {
    send: async (path) => {
      await client.uploads.createEphemeral({ file: createReadStream(path) });
    },
  };
};

/**
 * How Runware's SDKs send a file: @runware/sdk-js speaks WebSocket and takes a string made beforehand; the newer
 * TypeScript SDK over HTTP finds out that a parameter is a file, reads it whole, makes one base64 string of it and one
 * JSON string of that. These are its steps, without the rest of that SDK, which could only make them slower.
 */
export const runwareScheme: CreateSender = async (origin) => ({
  send: async (path) => {
    await stat(path);
    const image = `data:image/png;base64,${(await readFile(path)).toString('base64')}`;
    const taskUUID = crypto.randomUUID();
    const body = JSON.stringify([{ taskType: 'imageUpload', taskUUID, image }]);
    const headers = { 'content-type': 'application/json', authorization: 'Bearer key-of-the-benchmark' };
    await answered(await fetch(`${origin}/v1`, { method: 'POST', body, headers }));
  },
});

/** Sends nothing: what finding out the content hash takes by itself. */
export const hashOnly: CreateSender = async () => ({
  send: async (path) => {
    const { signal } = new AbortController();
    const asset = await openFileAsset(path, pathToFileURL(path).href, { signal });
    await hashAsset(asset, signal);
    await asset.close();
  },
});

async function answered(response: Response): Promise<void> {
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
  await response.json();
}
