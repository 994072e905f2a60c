import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import * as vscode from '../vscodeModule.ts';

const { changeEndpoint } = await import('../../../../src/editor/providersView/changeEndpoint.ts');

describe('Changing an endpoint', () => {
  let updates: unknown[][];
  let refusal: Error | undefined;
  let box: {
    value: string;
    prompt: string;
    validationMessage: { readonly message: string } | string | undefined;
    accept(): void;
    type(text: string): void;
    hide(): void;
  };

  before(() => {
    Object.assign(vscode.window, {
      createInputBox: () => {
        const [changed, accepted, hidden, button] = [1, 2, 3, 4].map(() => new vscode.EventEmitter<unknown>());
        return Object.assign(box, {
          onDidChangeValue: changed?.event,
          onDidAccept: accepted?.event,
          onDidHide: hidden?.event,
          onDidTriggerButton: button?.event,
          show: () => undefined,
          dispose: () => undefined,
          accept: () => accepted?.fire(undefined),
          hide: () => hidden?.fire(undefined),
          type: (text: string) => {
            box.value = text;
            changed?.fire(undefined);
          },
        });
      },
      createStatusBarItem: () => ({ show: () => undefined, dispose: () => undefined }),
    });
    Object.assign(vscode.workspace, {
      getConfiguration: () => ({
        update: async (...values: unknown[]) => {
          if (refusal) {
            throw refusal;
          }
          updates.push(values);
        },
      }),
    });
  });
  beforeEach(() => {
    updates = [];
    refusal = undefined;
    box = { value: '', prompt: '', validationMessage: undefined } as typeof box;
  });

  function change(endpoint: string): Promise<void> {
    const services = { settings: { endpointText: () => endpoint }, log: {} } as unknown as Services;
    return changeEndpoint(services, providerById('comfyServer'));
  }

  const messageOf = (): string =>
    typeof box.validationMessage === 'object' ? box.validationMessage.message : (box.validationMessage ?? '');

  it("saves it in the person's own settings, which VS Code keeps with the machine", async () => {
    const done = change('http://127.0.0.1:8188');
    assert.equal(box.value, 'http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    box.accept();
    await done;
    assert.deepEqual(updates, [
      ['workflowAssets.comfyServer.endpoint', 'http://127.0.0.1:9999', vscode.ConfigurationTarget.Global],
    ]);
  });

  it('removes the setting where the box is empty or holds the default', async () => {
    for (const text of ['', providerById('comfyServer').defaultEndpoint]) {
      const done = change('https://comfy.example');
      assert.match(box.prompt, /empty for the default, http:\/\/127\.0\.0\.1:8188/);
      box.type(text);
      box.accept();
      await done;
    }
    assert.deepEqual(
      updates.map(([, value]) => value),
      [undefined, undefined],
    );
  });

  it("stays open with the reason where it can't be used, and saves nothing", async () => {
    const done = change('http://10.0.0.7:8188');
    assert.match(messageOf(), /on another computer/, 'what is set already is looked at as well');
    box.accept();
    box.type('ftp://127.0.0.1');
    assert.match(messageOf(), /must start with https/);
    box.accept();
    box.type('127.0.0.1:9999');
    assert.match(messageOf(), /Press Enter to use http:\/\/127\.0\.0\.1:9999/);
    assert.deepEqual(updates, []);
    box.accept();
    await done;
    assert.equal(updates[0]?.[1], 'http://127.0.0.1:9999');
  });

  it("shows why it couldn't be saved, and saves it at the next attempt", async () => {
    refusal = new Error('Unable to write into user settings.');
    const done = change('http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    box.accept();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(messageOf(), 'Unable to write into user settings.');
    refusal = undefined;
    box.accept();
    await done;
    assert.equal(updates.length, 1);
  });

  it('changes nothing when the box is closed', async () => {
    const done = change('http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    box.hide();
    await done;
    assert.deepEqual(updates, []);
  });
});
