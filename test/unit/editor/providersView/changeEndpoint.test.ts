import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ExtensionContext, Memento } from 'vscode';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { defaultConnection } from '../connections/connectionsOf.ts';
import * as vscode from '../vscodeModule.ts';

const { PlainHosts } = await import('../../../../src/editor/services/plainHosts.ts');
const { changeEndpoint } = await import('../../../../src/editor/providersView/changeEndpoint.ts');

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Changing an endpoint', () => {
  let updates: unknown[][];
  let refusal: Error | undefined;
  let answer: string | undefined;
  let questions: string[];
  let box: {
    value: string;
    prompt: string;
    ignoreFocusOut: boolean;
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
      showWarningMessage: async (message: string) => {
        assert.equal(box.ignoreFocusOut, true, 'a dialog takes the focus');
        questions.push(message);
        return answer;
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
    answer = undefined;
    questions = [];
    box = { value: '', prompt: '', validationMessage: undefined } as typeof box;
  });

  function change(endpoint: string): Promise<void> {
    const remembered = new Map<string, unknown>();
    const globalState = {
      get: (name: string) => remembered.get(name),
      update: async (name: string, value: unknown) => void remembered.set(name, value),
    } as unknown as Memento;
    const plainHosts = new PlainHosts({ globalState } as unknown as ExtensionContext);
    const services = { settings: {}, log: {}, plainHosts } as unknown as Services;
    return changeEndpoint(services, defaultConnection('comfyServer', endpoint));
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
    const done = change('http://comfy.example.com');
    assert.match(messageOf(), /anywhere on the internet/, 'what is set already is looked at as well');
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

  it('asks before it saves a plain address on another computer, and saves nothing after a refusal', async () => {
    const done = change('http://127.0.0.1:8188');
    box.type('gpu-box:8188');
    box.accept();
    await settled();
    assert.deepEqual(questions, ['Send files to gpu-box:8188 without encryption?']);
    assert.deepEqual(updates, []);
    answer = 'Allow Plain HTTP';
    box.accept();
    await done;
    assert.equal(updates[0]?.[1], 'http://gpu-box:8188');
    assert.equal(questions.length, 2);
  });

  it('asks nothing about https, or about this computer', async () => {
    for (const text of ['https://192.168.1.20:8188', 'http://localhost:8188']) {
      const done = change('http://127.0.0.1:8188');
      box.type(text);
      box.accept();
      await done;
    }
    assert.deepEqual([questions, updates.length], [[], 2]);
  });

  it("shows why it couldn't be saved, and saves it at the next attempt", async () => {
    refusal = new Error('Unable to write into user settings.');
    const done = change('http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    box.accept();
    await settled();
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
