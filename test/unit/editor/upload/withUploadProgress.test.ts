import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { noProgress } from '../../../../src/core/uploads/inFlight/progress.ts';
import { shown } from '../../../../src/editor/text/shown.ts';
import type { ProgressReporter } from '../../../../src/editor/upload/withUploadProgress.ts';
import { window } from '../vscodeModule.ts';

const { withUploadProgress } = await import('../../../../src/editor/upload/withUploadProgress.ts');

describe('The notification of uploads', () => {
  const { withProgress } = window;
  const title = shown('Uploading');
  let messages: string[];
  let opened: PromiseWithResolvers<void>;

  beforeEach(() => {
    messages = [];
    opened = Promise.withResolvers();
    window.withProgress = async (_options, work) => {
      opened.resolve();
      return work(
        { report: ({ message }: { message: string }) => void messages.push(message) },
        { onCancellationRequested: () => undefined },
      );
    };
  });
  afterEach(() => {
    window.withProgress = withProgress;
  });

  it('is left out where they take no longer than a moment', async () => {
    const quick = async (reporter: ProgressReporter): Promise<number> => {
      reporter.report(0, noProgress);
      return 7;
    };
    assert.equal(await withUploadProgress(title, 1, quick), 7);
    assert.deepEqual(messages, []);
  });

  it('begins with where they stand when it appears', async () => {
    await withUploadProgress(title, 2, async (reporter) => {
      reporter.finish(0);
      reporter.report(1, { ...noProgress, phase: 'answer' });
      await opened.promise;
    });
    assert.deepEqual(messages, ['1 of 2 done · waiting for the response']);
  });

  it('counts the seconds down to another attempt', async () => {
    await withUploadProgress(title, 1, async (reporter) => {
      const error = new UploadError('serverError', 'for the log');
      reporter.report(0, { ...noProgress, phase: 'retrying', retry: { at: Date.now() + 2_500, error } });
      await opened.promise;
      while (!messages.at(-1)?.includes('retrying:')) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    assert.ok(messages.some((text) => text.includes('in 1 s')));
    assert.ok(messages.some((text) => text.includes('in 2 s')));
  });
});
