import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeName, pasteFolderIn } from '../../../../src/core/workflow/paths/pasteFolder.ts';

describe('The folder for pasted media', () => {
  let home: string;
  let workspace: string;

  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'paste-')));
    workspace = join(home, 'workspace');
    mkdirSync(join(workspace, 'there'), { recursive: true });
    mkdirSync(join(home, 'elsewhere'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('lies in the workspace folder, whether it exists or not', async () => {
    assert.equal(await pasteFolderIn(workspace, 'there'), join(workspace, 'there'));
    assert.equal(await pasteFolderIn(workspace, 'assets'), join(workspace, 'assets'));
    assert.equal(await pasteFolderIn(workspace, './a/b\\c/'), join(workspace, 'a', 'b', 'c'));
  });

  it('may be the workspace folder itself', async () => {
    assert.equal(await pasteFolderIn(workspace, ''), workspace);
    assert.equal(await pasteFolderIn(workspace, '.'), workspace);
  });

  it('is never outside the workspace, in any spelling', async () => {
    for (const folder of [
      '..',
      '../elsewhere',
      'a/../../elsewhere',
      '..\\elsewhere',
      '/tmp',
      '\\\\server\\x',
      'C:\\x',
      'c:x',
    ]) {
      assert.equal(await pasteFolderIn(workspace, folder), undefined, folder);
    }
  });

  it('never begins with a dot, where tools keep what they trust', async () => {
    assert.equal(await pasteFolderIn(workspace, '.git/hooks'), undefined);
    assert.equal(await pasteFolderIn(workspace, 'a/.vscode'), undefined);
  });

  it('is never behind a link that leads outside', async () => {
    symlinkSync(join(home, 'elsewhere'), join(workspace, 'link'), 'junction');
    assert.equal(await pasteFolderIn(workspace, 'link'), undefined);
    assert.equal(await pasteFolderIn(workspace, 'link/not/yet/there'), undefined);
  });

  it('may be behind a link that stays inside, also where the workspace is opened by a link', async () => {
    symlinkSync(join(workspace, 'there'), join(workspace, 'link'), 'junction');
    symlinkSync(workspace, join(home, 'opened'), 'junction');
    assert.equal(await pasteFolderIn(workspace, 'link'), join(workspace, 'link'));
    assert.equal(await pasteFolderIn(join(home, 'opened'), 'new'), join(home, 'opened', 'new'));
  });
});

describe('The name of a pasted picture', () => {
  it("is the document's with the first number that is free", () => {
    assert.equal(freeName('poster.json', 'png', []), 'poster-1.png');
    assert.equal(freeName('poster.json', 'png', ['poster-1.png', 'poster-3.png']), 'poster-2.png');
    assert.equal(freeName('poster.comfyui-api.JSON', 'png', []), 'poster.comfyui-api-1.png');
    assert.equal(freeName('settings.jsonc', 'webp', []), 'settings-1.webp');
  });

  it('is not one that only differs in capitals', () => {
    assert.equal(freeName('Poster.json', 'png', ['poster-1.PNG']), 'Poster-2.png');
  });

  it('is one that every system takes', () => {
    assert.equal(freeName('a:b*c?.json', 'png', []), 'a-b-c--1.png');
    assert.equal(freeName('.json', 'png', []), 'image-1.png');
    assert.equal(freeName('..json', 'png', []), 'image-1.png');
  });
});
