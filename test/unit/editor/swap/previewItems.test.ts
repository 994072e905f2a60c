import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { PreviewItem } from '../../../../src/editor/swap/preview/previewItems.ts';

const { excludeEachOther } = await import('../../../../src/editor/swap/preview/previewItems.ts');

/** Lines are told apart by the upload they stand for, so its content doesn't matter here. */
function line(upload?: object, insteadOf?: object): PreviewItem {
  return { label: '', upload, insteadOf } as unknown as PreviewItem;
}

describe('Lines of a preview', () => {
  const refused = {};
  const atStorage = {};

  it('exclude each other where one goes to a storage instead of the other', () => {
    const [direct, overflow] = [line(refused), line(atStorage, refused)];
    assert.ok(excludeEachOther(direct, overflow));
    assert.ok(excludeEachOther(overflow, direct));
  });

  it('leave others alone, also where a missing file is clicked, which stands for no upload', () => {
    const [one, other, missing] = [line({}), line({}), line()];
    assert.ok(!excludeEachOther(one, other));
    assert.ok(!excludeEachOther(one, missing));
    assert.ok(!excludeEachOther(missing, one));
    assert.ok(!excludeEachOther(line(atStorage, refused), missing));
  });
});
