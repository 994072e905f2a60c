import './fakeVscode.ts';
import assert from 'node:assert/strict';
import { CancelledError, throwIfCancelled } from '../../../src/core/errors.ts';
import { shown } from '../../../src/editor/text/shown.ts';

const { window } = await import('vscode');
const { cancellable } = await import('../../../src/editor/cancellable.ts');

describe('Work that can be cancelled', () => {
  const { withProgress } = window;
  const title = shown('Reading');
  let titles: string[];
  let press: (() => void) | undefined;

  beforeEach(() => {
    titles = [];
    press = undefined;
    Object.assign(window, {
      withProgress: (options: { title: string }, work: (bar: unknown, token: unknown) => unknown) => {
        titles.push(options.title);
        return work(undefined, {
          onCancellationRequested: (listener: () => void) => {
            press = listener;
          },
        });
      },
    });
  });
  afterEach(() => {
    Object.assign(window, { withProgress });
  });

  it('shows nothing where it is done in a moment', async () => {
    assert.equal(await cancellable({ title, run: async () => 7 }), 7);
    assert.deepEqual(titles, []);
  });

  it('is cancelled by the button of its notification', async () => {
    const work = cancellable({
      title,
      run: async (signal) => {
        while (press === undefined) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        press();
        throwIfCancelled(signal);
      },
    });
    await assert.rejects(work, CancelledError.is);
    assert.deepEqual(titles, ['Reading']);
  });
});
