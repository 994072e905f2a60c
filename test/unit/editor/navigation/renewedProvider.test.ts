import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { RenewedProvider } from '../../../../src/editor/navigation/renewedProvider.ts';

describe('A provider whose answers depend on more than the text', () => {
  const document = { isClosed: false } as TextDocument;
  let answers: readonly string[];
  /** What the next answer waits for. */
  let gate: Promise<unknown>;
  let registered: ((document: TextDocument) => Promise<string[]>)[];
  let disposed: number;
  let provider: RenewedProvider<string>;

  beforeEach(() => {
    answers = ['a'];
    gate = Promise.resolve();
    registered = [];
    disposed = 0;
    provider = new RenewedProvider<string>({
      answer: async () => {
        const items = [...answers];
        await gate;
        return items;
      },
      signature: (items) => items.join(),
      register: (provide) => {
        registered.push(provide);
        return { dispose: () => void disposed++ };
      },
    });
  });

  it('is registered anew where its answer has become another one', async () => {
    assert.deepEqual(await registered[0]?.(document), ['a']);
    answers = ['b'];
    await provider.check(document);
    assert.equal(registered.length, 2);
    assert.equal(disposed, 1);
    assert.deepEqual(await registered[1]?.(document), ['b']);
  });

  it('stays where nobody has asked, and where the answer is the same', async () => {
    await provider.check(document);
    await registered[0]?.(document);
    await provider.check(document);
    assert.equal(registered.length, 1);
  });

  it('stays where VS Code has asked again meanwhile', async () => {
    await registered[0]?.(document);
    answers = ['b'];
    const slow = Promise.withResolvers<void>();
    gate = slow.promise;
    const checking = provider.check(document);
    gate = Promise.resolve();
    await registered[0]?.(document);
    slow.resolve();
    await checking;
    assert.equal(registered.length, 1);
  });

  it('is not registered again once it has been disposed of', async () => {
    await registered[0]?.(document);
    answers = ['b'];
    const checking = provider.check(document);
    provider.dispose();
    await checking;
    assert.equal(registered.length, 1);
    assert.equal(disposed, 1);
  });
});
