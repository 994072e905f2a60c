import { Comfy } from '@comfyorg/sdk';
import type { CreateSender } from './sender.ts';

/** Comfy's official SDK: it asks by BLAKE3 whether the content is known, and sends it otherwise. */
export const comfySdk: CreateSender = async (origin) => {
  process.env.COMFY_BASE_URL = origin;
  const client = new Comfy({ apiKey: 'key-of-the-benchmark', timeoutMs: 600_000 });
  return {
    send: async (path) => {
      await client.assets.fromFile(path).commit();
    },
  };
};
