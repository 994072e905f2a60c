import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import type { EditorLog } from '../../../../src/editor/services/editorLog.ts';
import * as vscode from '../vscodeModule.ts';
import { defaultConnection } from './connectionsOf.ts';

const { askForKey } = await import('../../../../src/editor/connections/keyPrompt.ts');

const comfyKey = `comfyui-${'0a'.repeat(32)}`;
const runwayKey = `key_${'0a'.repeat(64)}`;

describe('The question for an API key', () => {
  let box: {
    value: string;
    validationMessage: string | undefined;
    accept(): void;
    type(text: string): void;
  };
  let checked: string[];

  before(() => {
    Object.assign(vscode.window, {
      createInputBox: () => {
        const [changed, accepted, other] = [1, 2, 3].map(() => new vscode.EventEmitter<unknown>());
        return Object.assign(box, {
          onDidChangeValue: changed?.event,
          onDidAccept: accepted?.event,
          onDidHide: other?.event,
          onDidTriggerButton: other?.event,
          show: () => undefined,
          dispose: () => undefined,
          accept: () => accepted?.fire(undefined),
          type: (text: string) => {
            box.value = text;
            changed?.fire(undefined);
          },
        });
      },
    });
  });
  beforeEach(() => {
    box = { value: '', validationMessage: undefined } as typeof box;
    checked = [];
  });

  function ask(id: ProviderId): Promise<string | undefined> {
    const connection = defaultConnection(id);
    return askForKey({
      connection,
      endpoint: new URL(connection.endpointText),
      reason: undefined,
      found: '',
      log: {} as EditorLog,
      check: async (key) => checked.push(key),
    });
  }

  it("sends a key that looks like another provider's only after a second Enter", async () => {
    const answer = ask('runware');
    box.type(comfyKey);
    box.accept();
    assert.equal(
      box.validationMessage,
      "This looks like a key of Comfy Cloud and Comfy API v2, so it wasn't sent to Runware. Press Enter again to use it all the same.",
    );
    assert.deepEqual(checked, []);
    box.accept();
    assert.equal(await answer, comfyKey);
    assert.deepEqual(checked, [comfyKey]);
  });

  it('says it of each such key, and is content with one that fits', async () => {
    const answer = ask('runway');
    box.type(comfyKey);
    box.accept();
    box.type(`${comfyKey.slice(0, -1)}b`);
    assert.equal(box.validationMessage, undefined);
    box.accept();
    assert.match(box.validationMessage ?? '', /key of Comfy Cloud/);
    box.type(runwayKey);
    box.accept();
    assert.equal(await answer, runwayKey);
    assert.deepEqual(checked, [runwayKey]);
  });

  for (const [id, key] of [
    ['comfyCloud', comfyKey],
    ['comfyApi', comfyKey],
    ['runningHub', '0123456789abcdef0123456789abcdef'],
  ] as const) {
    it(`sends a key of ${id} there at once`, async () => {
      const answer = ask(id);
      box.type(key);
      box.accept();
      assert.equal(await answer, key);
    });
  }
});
