import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FolderNames } from '../../../../src/core/workflow/paths/folderNames.ts';
import { parsePathValue } from '../../../../src/core/workflow/paths/pathValue.ts';
import {
  lookupPlaces,
  type PathContext,
  type ResolvedPath,
  resolvePath,
} from '../../../../src/core/workflow/paths/resolvePath.ts';

describe('a value read as a path', () => {
  const form = (value: string): string | undefined => parsePathValue(value)?.form;

  it('is relative, absolute, at home or on another machine', () => {
    assert.equal(form('a.png'), 'relative');
    assert.equal(form('../a b/c.png'), 'relative');
    assert.equal(form('/a.png'), 'absolute');
    assert.equal(form('C:\\a.png'), 'absolute');
    assert.equal(form('c:/a.png'), 'absolute');
    assert.equal(form('file:///a.png'), 'absolute');
    assert.equal(form('file:///C:/a.png'), 'absolute');
    assert.equal(form('~/a.png'), 'home');
    assert.equal(form('\\\\server\\share\\a.png'), 'network');
    assert.equal(form('//server/share/a.png'), 'network');
    assert.equal(form('file://server/share/a.png'), 'network');
    assert.equal(form('\\\\?\\C:\\a.png'), 'network');
  });

  it('isn’t a path when it is an address, empty, or hides a null character', () => {
    assert.equal(form('https://example.com/a.png'), undefined);
    assert.equal(form(' '), undefined);
    assert.equal(form('a.png\0.txt'), undefined);
    assert.deepEqual(parsePathValue('a%00.png')?.candidates, ['a%00.png']);
  });

  it('is tried as written, with slashes, decoded, trimmed, and with accents in both forms', () => {
    assert.deepEqual(parsePathValue('b\\a.png')?.candidates, ['b\\a.png', 'b/a.png']);
    assert.deepEqual(parsePathValue('my%20cat.png')?.candidates, ['my%20cat.png', 'my cat.png']);
    assert.deepEqual(parsePathValue('100%.png')?.candidates, ['100%.png']);
    assert.deepEqual(parsePathValue('caf\u00e9.png')?.candidates, ['caf\u00e9.png', 'cafe\u0301.png']);
    assert.deepEqual(parsePathValue('sub/a.png [input]')?.candidates, ['sub/a.png', 'sub/a.png [input]']);
    assert.deepEqual(
      parsePathValue('file:///home/me/my%20cat.png')?.candidates,
      ['/home/me/my%20cat.png', '/home/me/my cat.png'].slice(1),
    );
    assert.equal(parsePathValue('C:\\pics\\a.png')?.name, 'a.png');
  });

  it('cannot become another form by decoding', () => {
    assert.deepEqual(parsePathValue('%2F%2Fserver/a.png')?.candidates, ['%2F%2Fserver/a.png']);
    assert.deepEqual(parsePathValue('%2Fetc/a.png')?.candidates, ['%2Fetc/a.png']);
    assert.deepEqual(parsePathValue('%5C%5Cserver%5Ca.png')?.candidates, ['%5C%5Cserver%5Ca.png']);
  });
});

describe('looking up a path', () => {
  let root: string;
  let context: PathContext;

  async function file(path: string): Promise<string> {
    const full = join(root, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, 'x');
    return full;
  }

  async function find(value: string, more: Partial<PathContext> = {}): Promise<ResolvedPath | undefined> {
    return resolvePath(value, { ...context, ...more });
  }

  before(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'paths-')));
    for (const path of [
      'ws/flows/near.png',
      'ws/flows/both.png',
      'ws/flows/my cat.png',
      'ws/flows/caf\u00e9.png',
      'ws/flows/Upper.PNG',
      'ws/flows/input/beside.png',
      'ws/input/atRoot.png',
      'ws/assets/asset.png',
      'ws/assets/both.png',
      'ws/assets/sub/deep.png',
      'ws/images/root.png',
      'ws/..foo/legit.png',
      'ws/.git/secret.png',
      'ws/.env.png',
      'ws/flows/.webp',
      'wsx/sibling.png',
      'outside/key.png',
      'home/mine.png',
    ]) {
      await file(path);
    }
    await symlink(join(root, 'outside/key.png'), join(root, 'ws/flows/link.png'));
    await symlink(join(root, 'outside'), join(root, 'ws/flows/linkdir'));
    await symlink(join(root, 'ws/assets/asset.png'), join(root, 'outside/back.png'));
    await symlink(join(root, 'ws'), join(root, 'wsLink'));
    await symlink(join(root, 'nowhere.png'), join(root, 'ws/flows/dangling.png'));
    context = {
      documentFolder: join(root, 'ws/flows'),
      assetFolders: [join(root, 'ws/assets')],
      workspaceFolders: [join(root, 'ws')],
      homeFolder: join(root, 'home'),
    };
  });

  after(() => rm(root, { recursive: true, force: true }));

  it('goes from the document to asset folders, input folders and the workspace folder, in this order', async () => {
    for (const [value, path] of [
      ['near.png', 'ws/flows/near.png'],
      ['both.png', 'ws/flows/both.png'],
      ['asset.png', 'ws/assets/asset.png'],
      ['sub\\deep.png', 'ws/assets/sub/deep.png'],
      ['beside.png', 'ws/flows/input/beside.png'],
      ['atRoot.png', 'ws/input/atRoot.png'],
      ['images/root.png', 'ws/images/root.png'],
      ['../images/root.png', 'ws/images/root.png'],
    ] as const) {
      const found = await find(value);
      assert.equal(found?.file, join(root, path), value);
      assert.equal(found?.containment, 'inside');
      assert.equal(found?.workspaceFolder, join(root, 'ws'));
    }
  });

  it('reads what other systems and ComfyUI write', async () => {
    assert.ok(await find('my%20cat.png'));
    assert.ok(await find('near.png [input]'));
    assert.ok(await find('cafe\u0301.png'));
    assert.ok(await find(join(root, 'ws/flows/near.png')));
    assert.ok(await find(`file://${join(root, 'ws/flows/my%20cat.png')}`));
  });

  it('finds a name written in another case when asked to', async () => {
    assert.equal(
      (await find('../FLOWS/upper.png', { folderNames: new FolderNames() }))?.realPath,
      join(root, 'ws/flows/Upper.PNG'),
    );
    assert.equal(await find('none.png', { folderNames: new FolderNames() }), undefined);
  });

  it('finds nothing where there is no regular file', async () => {
    for (const value of [
      'none.png',
      'input',
      'dangling.png',
      '',
      'https://example.com/near.png',
      '/dev/null',
      'C:\\x\\near.png',
    ]) {
      assert.equal(await find(value), undefined, value);
    }
  });

  it('needs no saved document', async () => {
    assert.ok(await find('asset.png', { documentFolder: undefined }));
    assert.equal(await find('near.png', { documentFolder: undefined }), undefined);
  });

  it('counts as outside what only seems to be inside', async () => {
    for (const value of [
      '../../wsx/sibling.png',
      'link.png',
      'linkdir/key.png',
      '../../outside/key.png',
      '~/mine.png',
    ]) {
      const found = await find(value);
      assert.equal(found?.containment, 'outside', value);
      assert.equal(found?.workspaceFolder, undefined);
    }
    assert.equal((await find('linkdir/key.png'))?.realPath, join(root, 'outside/key.png'));
    assert.equal((await find(join(root, 'outside/key.png')))?.containment, 'outside');
  });

  it('counts dot files and everything in dot folders as outside', async () => {
    for (const value of ['../.git/secret.png', '../.env.png', '.webp']) {
      assert.equal((await find(value))?.containment, 'outside', value);
    }
  });

  it('counts as inside what only seems to be outside', async () => {
    assert.equal((await find('../..foo/legit.png'))?.containment, 'inside');
    assert.equal((await find('../../outside/back.png'))?.containment, 'inside');
    const linked = await find('near.png', { workspaceFolders: [join(root, 'wsLink')] });
    assert.equal(linked?.containment, 'inside');
    assert.equal(linked?.workspaceFolder, join(root, 'wsLink'));
  });

  it('is outside without a workspace, or when the workspace folder is gone', async () => {
    assert.equal((await find('near.png', { workspaceFolders: [] }))?.containment, 'outside');
    assert.equal((await find('near.png', { workspaceFolders: [join(root, 'gone')] }))?.containment, 'outside');
  });

  it('never asks another machine, except for a folder that is open', async () => {
    const twoSlashes = `/${join(root, 'outside/key.png')}`;
    assert.equal(parsePathValue(twoSlashes)?.form, 'network');
    assert.equal(await find(twoSlashes), undefined);
    assert.equal((await find(`/${join(root, 'ws/flows/near.png')}`))?.containment, 'inside');
  });
});

describe('where a path was looked up', () => {
  const context: PathContext = {
    documentFolder: '/project/flows',
    assetFolders: ['/project/images'],
    workspaceFolders: ['/project'],
    homeFolder: '/home/me',
  };

  it('is each folder in its order, as full paths', () => {
    assert.deepEqual(lookupPlaces('../a b.png', context), ['/project/a b.png', '/project/flows/a b.png', '/a b.png']);
    assert.deepEqual(lookupPlaces('a.png', context), [
      '/project/flows/a.png',
      '/project/images/a.png',
      '/project/flows/input/a.png',
      '/project/input/a.png',
      '/project/a.png',
    ]);
  });

  it('is one place for a full path, and none on another computer', () => {
    assert.deepEqual(lookupPlaces('~/a.png', context), ['/home/me/a.png']);
    assert.deepEqual(lookupPlaces('/elsewhere/a.png', context), ['/elsewhere/a.png']);
    assert.deepEqual(lookupPlaces('\\\\server\\share\\a.png', context), []);
  });
});
