import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { Uri } = await import('vscode');
const { MediaCompletion } = await import('../../../../src/editor/insert/completions.ts');
const { resolveCompletion } = await import('../../../../src/editor/insert/completionDetails.ts');
const { shown } = await import('../../../../src/editor/text/shown.ts');

describe('The details of a reference that is offered while typing', () => {
  it('show a signed link without its query', async () => {
    const value = 'https://s3.example.com/media/cat.png?X-Amz-Signature=0123abcd';
    const reference = {
      form: 'presignedUrl',
      value,
      lifetime: { type: 'undocumented' },
      expiresAt: undefined,
    } as const;
    const item = new MediaCompletion(shown('cat.png'));
    item.file = Uri.file('/project/gone/cat.png');
    item.record = sampleRecord(1, { provider: 's3', reference, alternatives: [] });
    item.reference = reference;
    const { documentation } = await resolveCompletion(item);
    const text = JSON.stringify(documentation);
    assert.match(text, /s3\.example\.com/);
    assert.doesNotMatch(text, /X-Amz|0123abcd/);
  });
});
