import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ExtensionContext, Memento } from 'vscode';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { defaultConnection } from '../connections/connectionsOf.ts';
import { type FakeInputBox, fakeInputBoxes } from '../fakeInputBox.ts';
import * as vscode from '../vscodeModule.ts';

const { PlainHosts } = await import('../../../../src/editor/connections/plainHttp/plainHosts.ts');
const { changeEndpoint } = await import('../../../../src/editor/providersView/changeEndpoint.ts');

describe('Changing an endpoint', () => {
  let boxes: FakeInputBox[];
  let updates: unknown[][];
  let refusal: Error | undefined;
  let answer: string | undefined;
  let questions: string[];

  before(() => {
    Object.assign(vscode.window, {
      showWarningMessage: async (message: string) => {
        assert.equal(boxes.at(-1)?.ignoreFocusOut, true, 'a dialog takes the focus');
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
    boxes = fakeInputBoxes();
    updates = [];
    refusal = undefined;
    answer = undefined;
    questions = [];
  });

  function change(endpoint: string): { readonly box: FakeInputBox; readonly done: Promise<void> } {
    const remembered = new Map<string, unknown>();
    const globalState = {
      get: (name: string) => remembered.get(name),
      update: async (name: string, value: unknown) => void remembered.set(name, value),
    } as unknown as Memento;
    const plainHosts = new PlainHosts({ globalState } as unknown as ExtensionContext);
    const services = { settings: {}, log: {}, plainHosts } as unknown as Services;
    const done = changeEndpoint(services, defaultConnection('comfyServer', endpoint));
    const box = boxes.at(-1);
    assert.ok(box);
    return { box, done };
  }

  it("saves it in the person's own settings, which VS Code keeps with the machine", async () => {
    const { box, done } = change('http://127.0.0.1:8188');
    assert.equal(box.value, 'http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    await box.accept();
    await done;
    assert.deepEqual(updates, [
      ['workflowAssets.comfyServer.endpoint', 'http://127.0.0.1:9999', vscode.ConfigurationTarget.Global],
    ]);
  });

  it('removes the setting where the box is empty or holds the default', async () => {
    for (const text of ['', providerById('comfyServer').defaultEndpoint ?? '']) {
      const { box, done } = change('https://comfy.example');
      assert.match(box.prompt, /empty for the default, http:\/\/127\.0\.0\.1:8188/);
      box.type(text);
      await box.accept();
      await done;
    }
    assert.deepEqual(
      updates.map(([, value]) => value),
      [undefined, undefined],
    );
  });

  it("stays open with the reason where it can't be used, and saves nothing", async () => {
    const { box, done } = change('http://comfy.example.com');
    assert.match(box.message, /anywhere on the internet/, 'what is set already is looked at as well');
    await box.accept();
    box.type('ftp://127.0.0.1');
    assert.match(box.message, /must start with https/);
    await box.accept();
    box.type('127.0.0.1:9999');
    assert.match(box.message, /Press Enter to use http:\/\/127\.0\.0\.1:9999/);
    assert.deepEqual(updates, []);
    await box.accept();
    await done;
    assert.equal(updates[0]?.[1], 'http://127.0.0.1:9999');
  });

  it('asks before it saves a plain address on another computer, and saves nothing after a refusal', async () => {
    const { box, done } = change('http://127.0.0.1:8188');
    box.type('gpu-box:8188');
    await box.accept();
    assert.deepEqual(questions, ['Send files to gpu-box:8188 without encryption?']);
    assert.deepEqual(updates, []);
    answer = 'Allow Plain HTTP';
    await box.accept();
    await done;
    assert.equal(updates[0]?.[1], 'http://gpu-box:8188');
    assert.equal(questions.length, 2);
  });

  it('asks nothing about https, or about this computer', async () => {
    for (const text of ['https://192.168.1.20:8188', 'http://localhost:8188']) {
      const { box, done } = change('http://127.0.0.1:8188');
      box.type(text);
      await box.accept();
      await done;
    }
    assert.deepEqual([questions, updates.length], [[], 2]);
  });

  it("shows why it couldn't be saved, and saves it at the next attempt", async () => {
    refusal = new Error('Unable to write into user settings.');
    const { box, done } = change('http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    await box.accept();
    assert.equal(box.message, 'Unable to write into user settings.');
    refusal = undefined;
    await box.accept();
    await done;
    assert.equal(updates.length, 1);
  });

  it('changes nothing when the box is closed', async () => {
    const { box, done } = change('http://127.0.0.1:8188');
    box.type('http://127.0.0.1:9999');
    await box.close();
    await done;
    assert.deepEqual(updates, []);
  });
});
