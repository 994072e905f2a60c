import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { PathContext } from '../../../../src/core/workflow/paths/resolvePath.ts';
import { shortName } from '../../../../src/core/workflow/paths/writtenPath.ts';

const root = resolve('/work-space');
const context: PathContext = {
  documentFolder: resolve(root, 'workflows'),
  assetFolders: [resolve(root, 'images'), resolve(root, 'more')],
  workspaceFolders: [root],
  homeFolder: undefined,
};

function nameOf(file: string, others: readonly string[] = [], where = context): string {
  const all = new Set([file, ...others].map((each) => resolve(root, each)));
  return shortName(resolve(root, file), where, (each) => all.has(each));
}

describe('The name a document uses for a file', () => {
  it('is the bare name in an asset folder or an input folder, where it is looked up', () => {
    assert.equal(nameOf('images/hero.png'), 'hero.png');
    assert.equal(nameOf('images/sub/hero.png'), 'sub/hero.png');
    assert.equal(nameOf('input/cat.png'), 'cat.png');
    assert.equal(nameOf('workflows/input/cat.png'), 'cat.png');
  });

  it('is the path from the document elsewhere', () => {
    assert.equal(nameOf('video/clip.mp4'), '../video/clip.mp4');
    assert.equal(nameOf('workflows/near.png'), 'near.png');
    assert.equal(nameOf('top.png'), '../top.png');
  });

  it('is the path where the bare name would lead to another file', () => {
    assert.equal(nameOf('images/hero.png', ['workflows/hero.png']), '../images/hero.png');
    assert.equal(nameOf('more/hero.png', ['images/hero.png']), '../more/hero.png');
    assert.equal(nameOf('images/hero.png', ['more/hero.png']), 'hero.png');
  });

  it('is the whole path for a document that is not saved in any folder', () => {
    const unsaved = { ...context, documentFolder: undefined, assetFolders: [] };
    assert.equal(nameOf('video/clip.mp4', [], unsaved), resolve(root, 'video/clip.mp4').replaceAll('\\', '/'));
  });
});
