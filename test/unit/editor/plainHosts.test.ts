import './fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ExtensionContext } from 'vscode';
import { UploadError } from '../../../src/core/errors.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import * as vscode from './vscodeModule.ts';

const { PlainHosts } = await import('../../../src/editor/connections/plainHttp/plainHosts.ts');
const { explainFailure } = await import('../../../src/editor/text/failures.ts');

const box = new URL('http://192.168.1.20:8188');

describe('Plain http beyond this computer', () => {
  /** What VS Code keeps for the extension, beyond the life of a window. */
  let state: Map<string, unknown>;
  let questions: { readonly message: string; readonly detail: string; readonly modal: boolean }[];
  let answer: string | undefined;

  before(() => {
    Object.assign(vscode.window, {
      showWarningMessage: async (message: string, options: { detail: string; modal: boolean }) => {
        questions.push({ message, ...options });
        return answer;
      },
    });
  });
  beforeEach(() => {
    state = new Map();
    questions = [];
    answer = 'Allow Plain HTTP';
  });

  function openWindow(): InstanceType<typeof PlainHosts> {
    const globalState = {
      get: (name: string) => state.get(name),
      update: async (name: string, value: unknown) => void state.set(name, value),
    };
    return new PlainHosts({ globalState } as unknown as ExtensionContext);
  }

  it('is used after one question that names the host and says who can read along', async () => {
    assert.equal(openWindow().isAllowed(box), false);
    assert.equal(await openWindow().ask(box, 'ComfyUI'), true);
    const [question] = questions;
    assert.equal(question?.message, 'Send files to 192.168.1.20:8188 without encryption?');
    assert.match(question?.detail ?? '', /endpoint of ComfyUI .*Anyone on the network .*192\.168\.1\.20:8188/);
    assert.equal(question?.modal, true);
  });

  it('is asked about once, paths and later windows included', async () => {
    await openWindow().ask(box, 'ComfyUI');
    assert.equal(await openWindow().ask(new URL('/behind/a/proxy', box), 'ComfyUI'), true);
    assert.equal(openWindow().isAllowed(box), true);
    assert.equal(questions.length, 1);
  });

  it('is asked about again at another host or port', async () => {
    const hosts = openWindow();
    for (const url of ['http://192.168.1.20:8188', 'http://192.168.1.20:8189', 'http://gpu-box.local:8188']) {
      await hosts.ask(new URL(url), 'ComfyUI');
    }
    assert.equal(questions.length, 3);
    assert.equal(hosts.isAllowed(box), true, 'the first one is still known');
  });

  it('is asked about once by uploads that begin together', async () => {
    const hosts = openWindow();
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => hosts.ask(box, 'ComfyUI'))), [true, true, true]);
    assert.equal(questions.length, 1);
  });

  it("isn't used after a refusal, which isn't remembered", async () => {
    answer = undefined;
    const hosts = openWindow();
    assert.equal(await hosts.ask(box, 'ComfyUI'), false);
    assert.equal(hosts.isAllowed(box), false);
    answer = 'Allow Plain HTTP';
    assert.equal(await hosts.ask(box, 'ComfyUI'), true);
    assert.equal(questions.length, 2);
  });

  it('needs no question over https, or within this computer', async () => {
    for (const url of ['https://192.168.1.20:8188', 'http://127.0.0.1:8188', 'http://[::1]:8188', 'http://localhost']) {
      assert.equal(await openWindow().ask(new URL(url), 'ComfyUI'), true, url);
    }
    assert.deepEqual(questions, []);
  });

  it('is refused to programmes where nobody has agreed, with what to do about it', async () => {
    const hosts = openWindow();
    const account = { provider: providerById('comfyServer'), endpoint: box };
    assert.throws(
      () => hosts.assertAllowed(account),
      (error) => {
        assert.ok(UploadError.is(error, 'endpointInvalid'));
        assert.match(error.message, /192\.168\.1\.20:8188 .*Test its connection/);
        assert.match(
          explainFailure(error, 'ComfyUI').message,
          /unencrypted .*Test the connection in the Providers view/,
        );
        return true;
      },
    );
    await hosts.ask(box, 'ComfyUI');
    hosts.assertAllowed(account);
  });

  it('is asked about again where another version has written something unknown', async () => {
    for (const written of [7, 'http://192.168.1.20:8188', { origins: [] }, [7, null]]) {
      state.set('plainHosts', written);
      assert.equal(openWindow().isAllowed(box), false);
    }
    assert.equal(await openWindow().ask(box, 'ComfyUI'), true);
  });
});
