import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { successText } = await import('../../../../src/editor/text/uploadText.ts');

function upload(name: string, { reusedFrom }: { readonly reusedFrom?: string } = {}) {
  const record = sampleRecord(1, { fileName: reusedFrom ?? name });
  return { name, result: { record, reused: reusedFrom !== undefined, warnings: [] } };
}

function textOf(...uploads: readonly ReturnType<typeof upload>[]): string {
  return successText(providerById('runningHub'), uploads);
}

describe('The message about successful uploads', () => {
  it('names the chosen file, even when another file has the same content', () => {
    assert.equal(textOf(upload('hero.png')), 'hero.png was uploaded to RunningHub. Copied its reference.');
    assert.equal(
      textOf(upload('hero.png', { reusedFrom: 'hero.png' })),
      'hero.png is already at RunningHub, so nothing was sent. Copied its reference.',
    );
    assert.equal(
      textOf(upload('copy.png', { reusedFrom: 'hero.png' })),
      'copy.png is already at RunningHub as hero.png, so nothing was sent. Copied its reference.',
    );
  });

  it('says how many of several files were already there', () => {
    const fresh = upload('a.png');
    const known = upload('b.png', { reusedFrom: 'b.png' });
    assert.match(textOf(fresh, fresh), /^2 files were uploaded to RunningHub\./);
    assert.match(textOf(fresh, known), /^2 files are at RunningHub; one of them already was\./);
    assert.match(textOf(fresh, known, known), /^3 files are at RunningHub; 2 of them already were\./);
    assert.match(textOf(known, known), /^2 files are already at RunningHub, so nothing was sent\./);
  });
});
