import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');

describe('SECURITY.md', () => {
  it('names only tests that exist, and one for each promise', () => {
    const promises = page.split('\n').filter((line) => line.includes('`test/'));
    assert.ok(promises.length >= 15);
    for (const line of promises) {
      for (const [, path = ''] of line.matchAll(/`(test\/[^`]+)`/g)) {
        assert.ok(existsSync(join(root, path)), path);
      }
    }
    const tables = page.split('| Promise | Proved by |\n|---|---|\n').slice(1);
    const rows = tables.flatMap((table) => table.split('\n\n')[0]?.split('\n') ?? []);
    assert.deepEqual(
      rows.filter((row) => row !== '' && !row.includes('`test/')),
      [],
    );
  });
});
