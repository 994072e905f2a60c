import assert from 'node:assert/strict';
import { chmod, lstat, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import { readWholeText, type WholeText } from '../../../../src/core/workflow/edit/readWholeText.ts';
import { restoreBackup, rewriteFile } from '../../../../src/core/workflow/edit/rewriteFile.ts';
import { applyEdits, planSwap, planSwapInSlices } from '../../../../src/core/workflow/edit/swap.ts';
import type { TextEdit } from '../../../../src/core/workflow/edit/textEdit.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { fixture, largePrompt } from '../fixture.ts';

const { signal } = new AbortController();
const now = Date.UTC(2026, 8, 1, 12, 30, 45, 678);

describe('rewriting a file that isn’t open in an editor', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'workflow-assets-')));
    path = join(folder, 'workflow.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(): Promise<WholeText> {
    const whole = await readWholeText(path, signal);
    assert.ok(typeof whole === 'object', String(whole));
    return whole;
  }

  /** Replaces every local file by a name. */
  function editsOf(text: string): readonly TextEdit[] {
    const local = scanWorkflow(text).inputs.filter((input) => input.state === 'local');
    return planSwap(
      text,
      local.map((input, index) => ({ input, newValue: `näme ${index} 😀.png` })),
    ).edits;
  }

  for (const name of ['comfy-api.json', 'byte-order-mark.json', 'odd-names.json', 'comments.jsonc', 'runway.json']) {
    it(`changes nothing in ${name} but the strings`, async () => {
      const bytes = Buffer.from(fixture(name), 'utf8');
      await writeFile(path, bytes);
      const whole = await read();
      const edits = editsOf(whole.text);
      assert.ok(edits.length > 0);
      await rewriteFile(whole, edits, { now, signal });
      assert.equal(await readFile(path, 'utf8'), applyEdits(bytes.toString('utf8'), edits));
    });
  }

  it('keeps CRLF and a missing newline at the end', async () => {
    const text = fixture('runway.json').trimEnd().replaceAll('\n', '\r\n');
    await writeFile(path, text);
    const whole = await read();
    await rewriteFile(whole, editsOf(whole.text), { now, signal });
    const written = await readFile(path, 'utf8');
    assert.equal(written.split('\r\n').length, text.split('\r\n').length);
    assert.ok(!written.endsWith('\n'));
  });

  it('writes a long text without splitting surrogate pairs', async () => {
    const text = JSON.stringify({ a: '😀'.repeat(1_500_001), image: 'a.png' });
    await writeFile(path, text);
    const whole = await read();
    const offset = text.indexOf('"a.png"');
    await rewriteFile(whole, [{ offset, length: 7, newText: '"b.png"' }], { now, signal });
    assert.ok((await readFile(path, 'utf8')) === text.replace('"a.png"', '"b.png"'));
  });

  it('keeps the original beside the file, named by the time, and nothing else', async () => {
    await writeFile(path, fixture('runway.json'));
    const { backup } = await rewriteFile(await read(), [], { now, signal });
    assert.deepEqual((await readdir(folder)).sort(), [
      'workflow.json',
      'workflow.json.backup-2026-09-01T12-30-45-678Z',
    ]);
    assert.equal(await readFile(backup, 'utf8'), fixture('runway.json'));
  });

  it('keeps the permissions', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await writeFile(path, fixture('runway.json'));
    await chmod(path, 0o640);
    await rewriteFile(await read(), [], { now, signal });
    assert.equal((await stat(path)).mode & 0o777, 0o640);
  });

  it('replaces the target of a link, and the link stays one', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const target = join(folder, 'target.json');
    await writeFile(target, fixture('runway.json'));
    await symlink(target, path);
    const whole = await read();
    await rewriteFile(whole, editsOf(whole.text), { now, signal });
    assert.ok((await lstat(path)).isSymbolicLink());
    assert.notEqual(await readFile(target, 'utf8'), fixture('runway.json'));
  });

  it('leaves a file alone that was saved since it was read', async () => {
    await writeFile(path, fixture('runway.json'));
    const whole = await read();
    await writeFile(path, '{"edited": true}');
    await assert.rejects(rewriteFile(whole, [], { now, signal }), (error) =>
      UploadError.is(error, 'changedWhileReading'),
    );
    assert.equal(await readFile(path, 'utf8'), '{"edited": true}');
    assert.deepEqual(await readdir(folder), ['workflow.json']);
  });

  it('leaves nothing behind where it is cancelled or cannot write', async () => {
    await writeFile(path, fixture('runway.json'));
    const whole = await read();
    await assert.rejects(rewriteFile(whole, [], { now, signal: AbortSignal.abort() }), (error) =>
      CancelledError.is(error),
    );
    const backup = `${path}.backup-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
    await writeFile(backup, 'of somebody else');
    await assert.rejects(rewriteFile(whole, [], { now, signal }), (error) => UploadError.is(error, 'fileUnreadable'));
    assert.equal(await readFile(path, 'utf8'), fixture('runway.json'));
    assert.equal(await readFile(backup, 'utf8'), 'of somebody else');
    assert.equal((await readdir(folder)).length, 2);
  });

  it('can put the original back', async () => {
    await writeFile(path, fixture('runway.json'));
    const whole = await read();
    const rewritten = await rewriteFile(whole, editsOf(whole.text), { now, signal });
    assert.equal(await restoreBackup(rewritten), true);
    assert.equal(await readFile(path, 'utf8'), fixture('runway.json'));
    assert.deepEqual(await readdir(folder), ['workflow.json']);
  });

  it('does not put it back over something newer', async () => {
    await writeFile(path, fixture('runway.json'));
    const rewritten = await rewriteFile(await read(), [], { now, signal });
    await writeFile(path, '{"newer": true}');
    assert.equal(await restoreBackup(rewritten), false);
    assert.equal(await readFile(path, 'utf8'), '{"newer": true}');
    assert.equal(await readFile(rewritten.backup, 'utf8'), fixture('runway.json'));
  });

  it('leaves a file alone that isn’t UTF-8, which would be written back with question marks', async () => {
    await writeFile(path, Buffer.from('{"image": "caf\xe9.png"}', 'latin1'));
    assert.equal(await readWholeText(path, signal), 'notUtf8');
    await writeFile(path, Buffer.from('\ufeff{"image": "a.png"}', 'utf16le'));
    assert.equal(await readWholeText(path, signal), 'notUtf8');
  });

  it('reports what it could not read', async () => {
    await assert.rejects(readWholeText(path, signal), (error) => UploadError.is(error, 'fileMissing'));
    await assert.rejects(readWholeText(folder, signal), (error) => UploadError.is(error, 'notAFile'));
    await writeFile(path, '{}');
    await assert.rejects(readWholeText(path, AbortSignal.abort()), (error) => CancelledError.is(error));
  });
});

describe('a swap planned in slices', () => {
  const text = largePrompt(20_000);
  const replacements = scanWorkflow(text).inputs.map((input) => ({ input, newValue: `${input.value}!` }));

  it('is the same as one planned at once', async () => {
    assert.ok(text.length > 1_000_000);
    assert.deepEqual(await planSwapInSlices(text, replacements, signal), planSwap(text, replacements));
  });

  it('lets other work run in between, and ends when it is cancelled', async () => {
    const cancel = new AbortController();
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (turns === 3) {
        cancel.abort();
      } else if (!cancel.signal.aborted) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    await assert.rejects(planSwapInSlices(text, replacements, cancel.signal), (error) => CancelledError.is(error));
    assert.equal(turns, 3);
  });
});
