import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { resolvePath } from '../../../../src/core/workflow/paths/resolvePath.ts';
import { writtenPath } from '../../../../src/core/workflow/paths/writtenPath.ts';

const root = resolve('/project');

describe('the path a document would write', () => {
  it('leads from the folder of the document, with forward slashes', () => {
    const folder = join(root, 'workflows');
    assert.equal(writtenPath(join(folder, 'hero.png'), folder), 'hero.png');
    assert.equal(writtenPath(join(folder, 'input', 'hero.png'), folder), 'input/hero.png');
    assert.equal(writtenPath(join(root, 'images', 'hero.png'), folder), '../images/hero.png');
  });

  it('is absolute where the document is not saved', () => {
    const written = writtenPath(join(root, 'images', 'hero.png'), undefined);
    assert.match(written, /\/project\/images\/hero\.png$/);
  });

  it('leads back to the file', async () => {
    const file = import.meta.filename;
    const folder = resolve(import.meta.dirname, '..', '..', 'fixtures');
    const context = { documentFolder: folder, assetFolders: [], workspaceFolders: [], homeFolder: undefined };
    const found = await resolvePath(writtenPath(file, folder), context);
    assert.equal(found?.file, file);
  });
});
