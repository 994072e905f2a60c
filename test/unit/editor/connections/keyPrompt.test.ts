import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import type { EditorLog } from '../../../../src/editor/services/editorLog.ts';
import { type FakeInputBox, fakeInputBoxes } from '../fakeInputBox.ts';
import { defaultConnection } from './connectionsOf.ts';

const { askForKey } = await import('../../../../src/editor/connections/credentials/keyPrompt.ts');

const comfyKey = `comfyui-${'0a'.repeat(32)}`;
const runwayKey = `key_${'0a'.repeat(64)}`;

describe('The question for an API key', () => {
  let boxes: FakeInputBox[];
  let checked: string[];
  let saved: string[];
  let failure: Error | undefined;
  let refusal: string | undefined;

  beforeEach(() => {
    boxes = fakeInputBoxes();
    checked = [];
    saved = [];
    failure = undefined;
    refusal = undefined;
  });

  function ask(id: ProviderId): { readonly box: FakeInputBox; readonly answer: Promise<string> } {
    const connection = defaultConnection(id);
    const answer = askForKey({
      connection,
      endpoint: new URL(connection.endpointText),
      log: {} as EditorLog,
      check: async (key) => {
        checked.push(key);
        if (failure) {
          throw failure;
        }
      },
      save: async (key) => {
        saved.push(key);
        return refusal as Awaited<ReturnType<Parameters<typeof askForKey>[0]['save']>>;
      },
    });
    const [box] = boxes;
    assert.ok(box);
    return { box, answer };
  }

  it("sends a key that looks like another provider's only after a second Enter", async () => {
    const { box, answer } = ask('runware');
    await box.enter(comfyKey);
    assert.equal(
      box.message,
      "This looks like a key of Comfy Cloud and Comfy API v2, so it wasn't sent to Runware. Press Enter again to use it anyway.",
    );
    assert.deepEqual(checked, []);
    await box.accept();
    assert.equal(await answer, 'accepted');
    assert.deepEqual([checked, saved], [[comfyKey], [comfyKey]]);
  });

  it('says it of each such key, and is content with one that fits', async () => {
    const { box, answer } = ask('runway');
    await box.enter(comfyKey);
    box.type(`${comfyKey.slice(0, -1)}b`);
    assert.equal(box.message, '');
    await box.accept();
    assert.match(box.message, /key of Comfy Cloud/);
    await box.enter(runwayKey);
    assert.equal(await answer, 'accepted');
    assert.deepEqual([checked, saved], [[runwayKey], [runwayKey]]);
  });

  for (const [id, key] of [
    ['comfyCloud', comfyKey],
    ['comfyApi', comfyKey],
    ['runningHub', '0123456789abcdef0123456789abcdef'],
  ] as const) {
    it(`sends a key of ${id} there at once`, async () => {
      const { box, answer } = ask(id);
      await box.enter(key);
      assert.equal(await answer, 'accepted');
      assert.deepEqual(saved, [key]);
    });
  }

  it('is shown as dots, and stays open while the key is fetched from elsewhere', () => {
    const { box } = ask('runway');
    assert.deepEqual([box.password, box.ignoreFocusOut], [true, true]);
  });

  it('saves no key that the provider rejects, however often Enter is pressed', async () => {
    failure = new UploadError('keyRejected', 'x', { provider: 'runway' });
    const { box } = ask('runway');
    await box.enter(runwayKey);
    await box.accept();
    assert.equal(box.message, "Runway didn't accept the API key.");
    assert.deepEqual([checked.length, saved], [2, []]);
  });

  it("saves a key that couldn't be checked at the second Enter, but not another one", async () => {
    failure = new UploadError('unreachable', 'x', { provider: 'runway' });
    const { box, answer } = ask('runway');
    await box.enter(runwayKey);
    assert.match(box.message, /^The key couldn't be checked\. .* Press Enter again to save it anyway\.$/);
    await box.enter(`${runwayKey.slice(0, -1)}b`);
    assert.deepEqual([checked.length, saved], [2, []]);
    await box.accept();
    assert.equal(await answer, 'accepted');
    assert.equal(saved.length, 1);
  });

  it("says why the key couldn't be saved, and stays open", async () => {
    refusal = 'The disk is full.';
    const { box, answer } = ask('runway');
    await box.enter(runwayKey);
    assert.equal(box.message, 'The disk is full.');
    await box.close();
    assert.equal(await answer, 'closed');
  });
});
