import assert from 'node:assert/strict';
import type { MediaKind } from '../../../src/core/asset/asset.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import { apiSnippet } from '../../../src/core/providers/requestSnippet.ts';
import { scanWorkflow } from '../../../src/core/workflow/scan/scanWorkflow.ts';

function snippet(provider: ProviderId, kind: MediaKind, value: string): unknown {
  return JSON.parse(apiSnippet([{ provider, kind, reference: { value } }]));
}

describe('A snippet for the API of a provider', () => {
  it('is an entry of nodeInfoList for RunningHub', () => {
    assert.deepEqual(snippet('runningHub', 'image', 'openapi/1.png'), {
      nodeId: '',
      fieldName: 'image',
      fieldValue: 'openapi/1.png',
    });
    assert.deepEqual(snippet('runningHub', 'archive', 'hash'), { nodeId: '', fieldName: 'upload', fieldValue: 'hash' });
  });

  it("is ComfyUI's loader node for its servers", () => {
    for (const provider of ['comfyCloud', 'comfyServer'] as const) {
      assert.deepEqual(snippet(provider, 'video', 'clip.mp4'), {
        class_type: 'LoadVideo',
        inputs: { file: 'clip.mp4' },
      });
      assert.deepEqual(snippet(provider, 'audio', 'a.mp3'), { class_type: 'LoadAudio', inputs: { audio: 'a.mp3' } });
    }
  });

  it('is a parameter for Runware and Runway', () => {
    assert.deepEqual(snippet('runware', 'image', 'uuid'), { inputImage: 'uuid' });
    assert.deepEqual(snippet('runway', 'image', 'runway://x'), { promptImage: 'runway://x' });
    assert.deepEqual(snippet('runway', 'audio', 'runway://x'), { audioUri: 'runway://x' });
  });

  it('is a list for several uploads', () => {
    const two = [1, 2].map(
      (number) => ({ provider: 'runware', kind: 'image', reference: { value: `${number}` } }) as const,
    );
    assert.deepEqual(JSON.parse(apiSnippet(two)), [{ inputImage: '1' }, { inputImage: '2' }]);
  });

  it('is recognised by our own reader of workflows as an input of that kind', () => {
    const references = {
      runningHub: `openapi/${'0a'.repeat(32)}.png`,
      runware: '01234567-89ab-4cde-8f01-23456789abcd',
      runway: 'runway://abc',
      comfyCloud: `${'0a'.repeat(32)}.png`,
      comfyServer: 'hero.png',
    } as const;
    for (const provider of Object.keys(references) as (keyof typeof references)[]) {
      const value = references[provider];
      const part = snippet(provider, 'image', value) as object;
      const whole = { runningHub: { nodeInfoList: [part] }, runware: [{ taskType: 'caption', ...part }], runway: part };
      const document = provider in whole ? whole[provider as keyof typeof whole] : { '1': part };
      const inputs = scanWorkflow(JSON.stringify(document)).inputs.filter((input) => input.value === value);
      assert.equal(inputs.length, 1, provider);
      assert.ok(
        inputs[0]?.fits.some((fit) => fit.provider === provider),
        provider,
      );
    }
  });
});
