import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { noProgress, type UploadProgress } from '../../../../src/core/uploads/inFlight/progress.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { shown } = await import('../../../../src/editor/text/shown.ts');
const { nextRetryText, onlySuccessText, progressText } = await import('../../../../src/editor/text/uploadText.ts');

function upload(name: string, { reusedFrom }: { readonly reusedFrom?: string } = {}) {
  const record = sampleRecord(1, { fileName: reusedFrom ?? name });
  return { name, result: { record, reused: reusedFrom !== undefined, warnings: [] } };
}

function textOf(only: ReturnType<typeof upload>): string {
  return onlySuccessText(shown('RunningHub'), only);
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

describe('The text of an upload that waits for another attempt', () => {
  const waiting = (code: 'serverError' | 'rateLimited'): UploadProgress => ({
    ...noProgress,
    phase: 'retrying',
    attempt: 2,
    retry: { at: 10_000, error: new UploadError(code, 'for the log', { retryable: true }) },
  });

  it('says how long, and why', () => {
    assert.equal(progressText(waiting('serverError'), 3_000), 'retrying in 7 s: the server is busy (2 of 4)');
    assert.equal(progressText(waiting('rateLimited'), 9_001), 'retrying in 1 s: too many requests (2 of 4)');
    assert.equal(progressText(waiting('serverError'), 10_000), 'retrying: the server is busy (2 of 4)');
  });

  it('changes each second until the attempt begins', () => {
    const texts: string[] = [];
    let now: number | undefined = 7_400;
    while (now !== undefined) {
      texts.push(progressText(waiting('serverError'), now));
      now = nextRetryText(waiting('serverError'), now);
    }
    assert.deepEqual(
      texts.map((text) => text.slice(0, text.indexOf(':'))),
      ['retrying in 3 s', 'retrying in 2 s', 'retrying in 1 s', 'retrying'],
    );
    assert.equal(nextRetryText(noProgress, 0), undefined);
  });
});
