import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In bytes. Every window loads it, whether it shows a workflow or not. */
export const maxActivationBundle = 40_000;

/** Size in bytes of the file VS Code loads and of what it imports at once; the rest stands behind a dynamic import. */
export async function activationBundleSize(dist: string): Promise<number> {
  const sizes = new Map<string, number>();
  const waiting = ['extension.js'];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sizes.has(name)) {
      continue;
    }
    const text = await readFile(join(dist, name), 'utf8');
    sizes.set(name, Buffer.byteLength(text));
    waiting.push(...[...text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, file = '']) => file));
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
