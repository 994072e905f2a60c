import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetFoldersIn } from '../../../../src/core/workflow/paths/assetFolders.ts';
import { FolderNames } from '../../../../src/core/workflow/paths/folderNames.ts';
import { type PathContext, resolvePath } from '../../../../src/core/workflow/paths/resolvePath.ts';
import { recordTouchedPaths, type TouchedPaths } from '../../touchedPaths.ts';

describe('What a document or a setting names on other machines', () => {
  let touched: TouchedPaths;
  let home: string;
  let workspace: string;

  before(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'untouched-')));
    workspace = join(home, 'workspace');
    await mkdir(join(workspace, 'images'), { recursive: true });
    await mkdir(join(home, 'elsewhere'));
    await writeFile(join(workspace, 'images', 'a.png'), 'x');
    await symlink(join(home, 'elsewhere'), join(workspace, 'linked'));
  });
  after(async () => {
    await rm(home, { recursive: true });
  });
  beforeEach(() => {
    touched = recordTouchedPaths();
  });
  afterEach(() => touched.stop());

  const contextOf = (documentFolder: string): PathContext => ({
    documentFolder,
    assetFolders: [],
    workspaceFolders: [workspace],
    homeFolder: home,
    folderNames: new FolderNames(),
  });

  it('is not looked up outside the workspace where whoever asks may not learn what is there', async () => {
    const context: PathContext = { ...contextOf(join(home, 'elsewhere')), insideOnly: true };
    await writeFile(join(home, 'elsewhere', 'b.png'), 'x');
    for (const value of [join(home, 'elsewhere', 'b.png'), '~/elsewhere/b.png', 'b.png', '../elsewhere/b.png']) {
      assert.equal(await resolvePath(value, context), undefined, value);
    }
    assert.deepEqual(
      touched.paths.filter((path) => path.endsWith('b.png') && !path.startsWith(workspace)),
      [],
    );
    assert.equal((await resolvePath('images/a.png', context))?.containment, 'inside');
    assert.equal((await resolvePath('../workspace/images/a.png', context))?.containment, 'inside');
  });

  it('is not looked up, in any spelling', async function () {
    if (process.platform === 'win32') {
      // The names of automatic mounts are ordinary folders there; UNC paths are in the table of spellings.
      this.skip();
    }
    const up = '../'.repeat(workspace.split('/').length + 1);
    for (const value of [
      '/net/server/a.png',
      '/NET/server/a.png',
      '/./net/server/a.png',
      'file:///net/server/a.png',
      'file://server/share/a.png',
      '//server/share/a.png',
      '\\\\server\\share\\a.png',
      '\\\\?\\UNC\\server\\share\\a.png',
      '%2Fnet/server/a.png',
      `${up}net/server/a.png`,
      `${up}Net/Server/a.png`,
      `~/${up}net/server/a.png`,
      '/afs/cell/a.png',
      '/Network/Servers/server/a.png',
    ]) {
      assert.equal(await resolvePath(value, contextOf(join(workspace, 'images'))), undefined, value);
    }
    assert.deepEqual(
      touched.paths.filter((path) => !path.startsWith(home)),
      [],
    );
    assert.equal(
      (await resolvePath('a.png', contextOf(join(workspace, 'images'))))?.file,
      join(workspace, 'images', 'a.png'),
    );
    assert.ok(touched.paths.length > 0);
  });

  it('is no asset folder, and neither is what lies outside the workspace, by its text or behind a link', async () => {
    const folders = [
      'images',
      '//server/share',
      '\\\\server\\share',
      '/net/server',
      '../elsewhere',
      'images/../../elsewhere',
      join(home, 'elsewhere'),
      'im\0ages',
      'not/there/yet',
      'linked',
      'linked/below',
      join(workspace, 'images'),
      '.',
    ];
    const options = { base: workspace, workspaceFolders: [workspace] };
    const expected = ['images', 'not/there/yet', 'images', '.'].map((folder) => join(workspace, folder));
    // On Linux and macOS a backslash is a part of a name.
    const named = process.platform === 'win32' ? [] : [join(workspace, '\\\\server\\share')];
    const found = await assetFoldersIn(folders, options);
    assert.deepEqual(new Set(found), new Set([...expected, ...named]));
    assert.deepEqual(
      touched.paths.filter((path) => !path.startsWith(workspace)),
      [],
    );
  });
});
