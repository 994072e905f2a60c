import { randomUUID } from 'node:crypto';
import type { FilePart } from './multipartForm.ts';

/** The `asset` object that newer ComfyUI builds put beside the name of an upload. */
export function comfyAsset(file: FilePart, name: string): Record<string, unknown> {
  return {
    id: randomUUID(),
    name,
    // Of the right form; the real value is a BLAKE3 hash, which no client has a use for here.
    asset_hash: `blake3:${file.sha256}`,
    size: file.size,
    mime_type: file.contentType,
    tags: ['input'],
  };
}
