import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uploadErrorCodes } from '../../src/core/errorCodes.ts';

const root = fileURLToPath(new URL('../../src', import.meta.url));
const listed = join('core', 'errors.ts');
const explained = join('editor', 'text', 'failures.ts');

/** Strings of the source that may be codes it raises: in `new UploadError('…')` or in tables, not those it compares with. */
function stringsIn(text: string): readonly string[] {
  const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
  const comparisons = /\bUploadError\.is\([^()]*\)|[!=]==\s*'\w+'|\bcase '\w+'|\|\s*'\w+'/g;
  const code = text.replace(comments, '').replace(comparisons, '');
  return [...code.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
}

describe('The codes of failures', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const sources = new Map(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  const raising = [...sources].filter(([name]) => name !== listed && name !== explained).map(([, text]) => text);

  it('are all raised or returned somewhere', () => {
    const words = new Set(raising.flatMap((text) => stringsIn(text)));
    assert.deepEqual(
      uploadErrorCodes.filter((code) => !words.has(code)),
      [],
    );
  });

  it('are raised only where they are listed, and so have a sentence', () => {
    const raised = new Set(
      raising.flatMap((text) => [...text.matchAll(/new UploadError\(\s*'(\w+)'/g)].map(([, code = '']) => code)),
    );
    assert.ok(raised.size > 15, `${raised.size} codes`);
    assert.deepEqual(
      [...raised].filter((code) => !uploadErrorCodes.some((known) => known === code)),
      [],
    );
  });

  it('are listed once', () => {
    assert.equal(new Set(uploadErrorCodes).size, uploadErrorCodes.length);
  });
});
