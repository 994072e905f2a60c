import './fakeVscode.ts';
import assert from 'node:assert/strict';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import type { Lazy } from '../../../src/lazy.ts';

const { commands, window } = await import('vscode');
const { Disposables } = await import('../../../src/editor/disposables.ts');
const { registerCommand } = await import('../../../src/editor/registerCommand.ts');

describe('A command that fails', () => {
  const originals = { registerCommand: commands.registerCommand, showErrorMessage: window.showErrorMessage };
  let run: () => Promise<unknown>;
  let messages: string[];
  let logged: string[];

  beforeEach(() => {
    messages = [];
    logged = [];
    Object.assign(window, { showErrorMessage: async (message: string) => void messages.push(message) });
    Object.assign(commands, {
      registerCommand: (_name: string, callback: () => Promise<unknown>) => {
        run = callback;
        return { dispose() {} };
      },
    });
  });
  afterEach(() => {
    Object.assign(commands, { registerCommand: originals.registerCommand });
    Object.assign(window, { showErrorMessage: originals.showErrorMessage });
  });

  /** Runs a command that fails like this, and waits until everything about it was said. */
  async function fail(error: unknown, features: () => Promise<unknown>): Promise<void> {
    const log = { error: (message: string) => logged.push(message) };
    const lazy = { activation: { disposables: new Disposables(), log }, features } as unknown as Lazy;
    registerCommand(lazy, 'showLog', () => Promise.reject(error));
    await run();
    await new Promise((resolve) => setImmediate(resolve));
  }

  it('says so when its code cannot be loaded', async () => {
    const missing = new Error("Cannot find module 'features.js'");
    await fail(missing, () => Promise.reject(missing));
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /^Workflow Assets couldn't load\./);
    assert.match(logged.join(), /features\.js/);
  });

  it('shows the failure, and nothing after a cancellation', async () => {
    const shown: unknown[] = [];
    const features = async () => ({
      showFailure: async (_services: unknown, error: unknown) => void shown.push(error),
    });
    const refusal = new UploadError('rejected', 'no');
    await fail(refusal, features);
    await fail(new CancelledError(), features);
    assert.deepEqual(shown, [refusal]);
    assert.deepEqual(messages, []);
  });
});
