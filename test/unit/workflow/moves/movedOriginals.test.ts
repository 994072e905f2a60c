import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Restoration } from '../../../../src/core/workflow/edit/textEdit.ts';
import { movedOriginals } from '../../../../src/core/workflow/moves/movedOriginals.ts';
import { Moves } from '../../../../src/core/workflow/moves/moves.ts';
import { WantedPaths } from '../../../../src/core/workflow/paths/wantedPaths.ts';

describe('What is remembered of a document whose files were moved', () => {
  let root: string;

  before(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'originals-')));
    await mkdir(join(root, 'shots'));
    await writeFile(join(root, 'shots', 'new.mp4'), 'x');
    await writeFile(join(root, 'other.mp4'), 'x');
  });
  after(() => rm(root, { recursive: true, force: true }));

  const restoration = (token: string, linked: Restoration['linked'] = []): Restoration => ({
    path: ['1', 'inputs', 'video'],
    currentValue: 'api/0123.mp4',
    originalToken: token,
    linked,
  });

  async function followed(...known: readonly Restoration[]): Promise<readonly Restoration[]> {
    const moves = new Moves([{ from: join(root, 'old.mp4'), to: join(root, 'shots', 'new.mp4') }]);
    const context = { documentFolder: root, assetFolders: [], workspaceFolders: [root], homeFolder: undefined };
    const origins = await WantedPaths.of([join(root, 'old.mp4')]);
    return movedOriginals(known, { moves, origins, before: context, now: context });
  }

  it('has the new paths, with the escapes of the old ones', async () => {
    const tokens = (await followed(restoration('"old.mp4"'), restoration('".\\/old.mp4"'))).map(
      ({ originalToken }) => originalToken,
    );
    assert.deepEqual(tokens, ['"shots/new.mp4"', '".\\/shots\\/new.mp4"']);
  });

  it('has the new name and folder in the strings that are put back together with a path', async () => {
    const linked = (key: string, originalToken: string) => ({ path: [key], currentValue: '', originalToken });
    const [moved] = await followed(
      restoration('"old.mp4"', [linked('filename', '"old.mp4"'), linked('subfolder', '""'), linked('type', '"input"')]),
    );
    assert.deepEqual(
      moved?.linked.map(({ path, originalToken }) => [path[0], originalToken]),
      [
        ['filename', '"new.mp4"'],
        ['subfolder', '"shots"'],
        ['type', '"input"'],
      ],
    );
  });

  it('is the very same where no file of it was moved', async () => {
    const known = [restoration('"other.mp4"'), restoration('"gone.mp4"'), restoration('"https://example.org/old.mp4"')];
    assert.deepEqual(await followed(...known), known);
    for (const [index, each] of (await followed(...known)).entries()) {
      assert.equal(each, known[index]);
    }
  });
});
