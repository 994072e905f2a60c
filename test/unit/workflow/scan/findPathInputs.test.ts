import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError } from '../../../../src/core/errors.ts';
import { FolderNames } from '../../../../src/core/workflow/paths/folderNames.ts';
import { WantedPaths } from '../../../../src/core/workflow/paths/wantedPaths.ts';
import { findPathInputs, mayLackNames } from '../../../../src/core/workflow/scan/findPathInputs.ts';

describe('The inputs of a document that lead to given files', () => {
  let root: string;

  const contextIn = (documentFolder: string) => ({
    documentFolder: join(root, documentFolder),
    assetFolders: [join(root, 'assets')],
    workspaceFolders: [root],
    homeFolder: undefined,
    folderNames: new FolderNames(),
  });

  async function found(values: readonly string[], wanted: readonly string[], documentFolder = 'flows') {
    const nodes = values.map((image, id) => [id, { class_type: 'LoadImage', inputs: { image } }]);
    const inputs = await findPathInputs(
      JSON.stringify(Object.fromEntries(nodes)),
      await WantedPaths.of(wanted.map((path) => join(root, path))),
      { context: contextIn(documentFolder), signal: new AbortController().signal },
    );
    return inputs.map(({ value }) => value);
  }

  before(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'usages-')));
    for (const folder of ['flows/shots/day', 'flows/other', 'assets', 'input']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    for (const file of [
      'flows/hero.png',
      'flows/shots/hero.png',
      'flows/shots/day/a.png',
      'assets/b.png',
      'input/c.png',
    ]) {
      await writeFile(join(root, file), file);
    }
  });
  after(() => rm(root, { recursive: true, force: true }));

  it('are those that resolve to the file, however they are written', async () => {
    const spellings = [
      'hero.png',
      './hero.png',
      'Hero.PNG',
      '.\\hero.png',
      'shots/../hero.png',
      'h%65ro.png',
      'hero.png [input]',
      join(root, 'flows', 'hero.png'),
    ];
    assert.deepEqual(await found([...spellings, 'shots/hero.png'], ['flows/hero.png']), spellings);
  });

  it('are also those in asset folders and in `input`', async () => {
    assert.deepEqual(await found(['b.png', 'c.png'], ['assets/b.png', 'input/c.png']), ['b.png', 'c.png']);
  });

  it('are, for a folder, those that lead into it', async () => {
    const values = ['hero.png', 'shots/hero.png', 'shots/day/a.png', 'shots\\day\\a.png'];
    assert.deepEqual(await found(values, ['flows/shots']), values.slice(1));
    assert.deepEqual(await found(values, ['flows/shots/day']), values.slice(2));
  });

  it('need not name a folder in which the document looks its files up', async () => {
    assert.deepEqual(await found(['hero.png'], ['flows']), ['hero.png']);
    assert.deepEqual(await found(['b.png'], ['assets']), ['b.png']);
    const wanted = await WantedPaths.of([join(root, 'flows', 'other')]);
    assert.equal(mayLackNames(wanted, contextIn('flows')), false);
    assert.equal(mayLackNames(wanted, contextIn('flows/other')), true);
  });

  it('include those that lead there through a link', async function () {
    if (process.platform === 'win32') {
      // Creating links needs a privilege there.
      this.skip();
    }
    await symlink(join(root, 'flows', 'shots'), join(root, 'flows', 'linked'));
    assert.deepEqual(await found(['linked/hero.png'], ['flows/shots/hero.png']), ['linked/hero.png']);
    assert.deepEqual(await found(['shots/hero.png'], ['flows/linked/hero.png']), ['shots/hero.png']);
  });

  it('are none in JSON that is no workflow', async () => {
    const inputs = await findPathInputs(
      '{"name": "x", "version": "1.0.0", "icon": "hero.png"}',
      await WantedPaths.of([join(root, 'flows', 'hero.png')]),
      {
        context: contextIn('flows'),
        signal: new AbortController().signal,
      },
    );
    assert.deepEqual(inputs, []);
  });

  it('are no longer looked for once that is cancelled', async () => {
    const wanted = await WantedPaths.of([join(root, 'flows')]);
    const text = '{"1": {"class_type": "LoadImage", "inputs": {"image": "hero.png"}}}';
    const work = findPathInputs(text, wanted, { context: contextIn('flows'), signal: AbortSignal.abort() });
    await assert.rejects(work, CancelledError);
  });
});
