import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './generatedFiles.ts';

/** `npm run generate`: writes what follows from the provider registry, and names the files that changed. */
const root = join(import.meta.dirname, '../..');

for (const { path, text } of generatedFiles(root)) {
  const file = join(root, path);
  const before = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  if (text !== before) {
    writeFileSync(file, text);
    console.log(`Wrote ${path}`);
  }
}
