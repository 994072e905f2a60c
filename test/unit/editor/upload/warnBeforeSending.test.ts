import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { UploadWarning } from '../../../../src/core/uploads/plan/limits.ts';

const { urgentWarnings } = await import('../../../../src/editor/upload/warnBeforeSending.ts');
const vscode = await import('vscode');

describe('A warning before the first byte is sent', () => {
  const { showWarningMessage } = vscode.window;
  let shown: string[] = [];
  let buttons: readonly string[] = [];
  let close: () => void = () => {};
  const runware = { provider: providerById('runware') };
  const scaledDown: UploadWarning = { code: 'scaledDown', kind: 'image' };

  beforeEach(() => {
    shown = [];
    Object.assign(vscode.window, {
      showWarningMessage: (message: string, ...offered: readonly string[]) => {
        shown.push(message);
        buttons = offered;
        return new Promise<void>((resolve) => {
          close = resolve;
        });
      },
    });
  });
  after(() => Object.assign(vscode.window, { showWarningMessage }));

  it('says that an image will be scaled down', () => {
    urgentWarnings()([scaledDown], runware);
    assert.deepEqual(shown, [
      'Runware stores the image with fewer pixels. Another choice in its settings keeps them all.',
    ]);
    assert.deepEqual(buttons, ['Open Setting']);
  });

  it('says that a ComfyUI rejects a file, unless its limit was raised', () => {
    urgentWarnings()([{ code: 'aboveServerDefault', kind: 'video' }], { provider: providerById('comfyServer') });
    assert.deepEqual(shown, [
      'ComfyUI rejects files of this size unless it was started with a --max-upload-size above the default of 100 MB.',
    ]);
    assert.deepEqual(buttons, []);
  });

  it('names the connection where the provider has several', () => {
    const provider = providerById('comfyServer');
    const connection = { id: 'comfyServer-1', provider, name: 'GPU box', endpointText: '' };
    urgentWarnings()([{ code: 'aboveServerDefault', kind: 'video' }], { provider, connection });
    assert.match(shown[0] ?? '', /^ComfyUI \(GPU box\) rejects files of this size/);
  });

  it('says that a file is larger than the provider expects', () => {
    urgentWarnings()([{ code: 'largerThanExpected', kind: 'video' }], { provider: providerById('comfyApi') });
    assert.deepEqual(shown, ['The file is larger than Comfy API v2 expects, so Comfy API v2 may reject it.']);
    assert.deepEqual(buttons, []);
  });

  it('is one for all images of a batch, and another for the next', async () => {
    const warn = urgentWarnings();
    warn([scaledDown], runware);
    warn([scaledDown], runware);
    assert.equal(shown.length, 1);
    close();
    await new Promise((resolve) => setImmediate(resolve));
    warn([scaledDown], runware);
    assert.equal(shown.length, 2);
  });

  it("isn't made of what can wait until the upload has ended", () => {
    urgentWarnings()([{ code: 'nearLimit', kind: 'image' }], runware);
    urgentWarnings()([], runware);
    assert.deepEqual(shown, []);
  });
});
