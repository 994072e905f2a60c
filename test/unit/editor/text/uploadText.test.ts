import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { onlySuccessText } = await import('../../../../src/editor/text/uploadText.ts');

function upload(name: string, { reusedFrom }: { readonly reusedFrom?: string } = {}) {
  const record = sampleRecord(1, { fileName: reusedFrom ?? name });
  return { name, result: { record, reused: reusedFrom !== undefined, warnings: [] } };
}

function textOf(only: ReturnType<typeof upload>): string {
  return onlySuccessText(providerById('runningHub'), only);
}

describe('The message about a single upload that succeeded', () => {
  it('names the chosen file, even when another file has the same content', () => {
    assert.equal(textOf(upload('hero.png')), 'hero.png was uploaded to RunningHub.');
    assert.equal(textOf(upload('hero.png', { reusedFrom: 'hero.png' })), 'hero.png was already at RunningHub.');
    assert.equal(
      textOf(upload('copy.png', { reusedFrom: 'hero.png' })),
      'copy.png was already at RunningHub as hero.png.',
    );
  });
});
