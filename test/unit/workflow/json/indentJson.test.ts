import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledError } from '../../../../src/core/errors.ts';
import { indentJsonInSlices } from '../../../../src/core/workflow/json/indentJson.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/workflows');

function indented(text: string, maxLength = 1_000_000): Promise<string | undefined> {
  return indentJsonInSlices(text, maxLength);
}

describe('JSON that is indented for reading', () => {
  it('looks as if printed with two spaces', async () => {
    for (const name of ['comfy-ui.json', 'odd-names.json', 'runware.json']) {
      const value: unknown = JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
      assert.equal(await indented(JSON.stringify(value)), JSON.stringify(value, undefined, 2), name);
    }
    const value = { a: [], b: {}, c: [[], [1, { d: null }]], 'e: ,[{"': 'x\\" , {' };
    assert.equal(await indented(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
  });

  it('keeps each number and word as it is written', async () => {
    assert.equal(
      await indented('{"seed":18446744073709551615,"a":[NaN,1.0,1E5,"\\u00e9"],"a":2}'),
      '{\n  "seed": 18446744073709551615,\n  "a": [\n    NaN,\n    1.0,\n    1E5,\n    "\\u00e9"\n  ],\n  "a": 2\n}',
    );
  });

  it('may be broken or indented already', async () => {
    assert.equal(await indented('[\n  1,\n\n  2\n]'), '[\n  1,\n  2\n]');
    for (const text of ['', '{', ']]]', '"open', '{"a":"\\', '[1,', '}{']) {
      assert.equal((await indented(text))?.replace(/\s/g, ''), text);
    }
  });

  it('isn’t indented beyond the limit, however deep it is', async () => {
    assert.equal(await indented('['.repeat(5_000_000)), undefined);
    assert.equal(await indented('[1,2]', 11), undefined);
    assert.equal(await indented('[1,2]', 12), '[\n  1,\n  2\n]');
  });

  it('is given up where nobody waits for it any more', async () => {
    const long = `[${'1,'.repeat(100_000)}1]`;
    await assert.rejects(indentJsonInSlices(long, 1e9, { signal: AbortSignal.abort() }), CancelledError);
  });
});
