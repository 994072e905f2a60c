import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Mocha from 'mocha';
import { readUiResult, type UiResult, uiCounts, watchRun } from '../../harness/uiResult.ts';

const good: UiResult = { passed: 2, failed: [], secondTry: [] };

/** Runs tests that fail so many times before they pass. */
async function run(failures: Readonly<Record<string, number>>): Promise<{ result: UiResult; printed: string }> {
  const mocha = new Mocha({ reporter: class {} as unknown as Mocha.ReporterConstructor, retries: 1 });
  const suite = Mocha.Suite.create(mocha.suite, 'a window');
  for (const [title, count] of Object.entries(failures)) {
    let left = count;
    suite.addTest(
      new Mocha.Test(title, () => {
        left -= 1;
        assert.ok(left < 0, `the click was lost\nand more about it`);
      }),
    );
  }
  const printed: string[] = [];
  let result: (() => UiResult) | undefined;
  await new Promise((resolve) => {
    result = watchRun(mocha.run(resolve), (line) => printed.push(line));
  });
  assert.ok(result);
  return { result: result(), printed: printed.join('\n') };
}

describe('the result of UI tests', () => {
  it('names a test that passes only on its second try, with the error of the first', async () => {
    const { result, printed } = await run({ opens: 0, copies: 1, pastes: 2 });
    assert.deepEqual(result, { passed: 2, failed: ['a window pastes'], secondTry: ['a window copies'] });
    assert.match(printed, /tried again: copies\n +the click was lost\n/);
    assert.ok(!printed.includes('more about it'));
  });

  it('of a file that passed is counted as it is', () => {
    assert.deepEqual(uiCounts({ ...good, secondTry: ['a'] }), { passed: 2, failed: 0, secondTry: ['a'] });
  });

  it('of a file that passed only in a new window names what had failed before', () => {
    const first = { passed: 1, failed: ['b'], secondTry: ['a'] };
    assert.deepEqual(uiCounts(first, good), { passed: 2, failed: 0, secondTry: ['a', 'b'] });
  });

  it('of a file that failed in a new window too counts failures as failures only', () => {
    const first = { passed: 0, failed: ['a', 'b'], secondTry: [] };
    const second = { passed: 1, failed: ['b'], secondTry: ['a'] };
    assert.deepEqual(uiCounts(first, second), { passed: 1, failed: 1, secondTry: ['a'] });
  });
});

describe('the result a process of UI tests has left', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ui-result-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function left(result: UiResult | undefined, exitCode: number | null): UiResult {
    const resultFile = join(folder, 'result.json');
    if (result !== undefined) {
      writeFileSync(resultFile, JSON.stringify(result));
    }
    return readUiResult(resultFile, { file: 'a.test.ts', exitCode });
  }

  it('is taken as it is where the process ended well, and where a test failed', () => {
    assert.deepEqual(left(good, 0), good);
    assert.deepEqual(left({ ...good, failed: ['x'] }, 1), { ...good, failed: ['x'] });
  });

  it('is a failure where there is none, or where the process ended with an error', () => {
    assert.deepEqual(left(undefined, 0).failed, ['a.test.ts ended with code 0']);
    assert.deepEqual(left(good, 3).failed, ['a.test.ts ended with code 3']);
    assert.deepEqual(left(good, null).failed, ['a.test.ts ended with code null']);
  });
});
