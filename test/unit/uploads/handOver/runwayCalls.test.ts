import assert from 'node:assert/strict';
import { accountAt, callsFor, planFor } from './handedOver.ts';

const account = accountAt('runway');
const uri = 'runway://a';

/** The paths of the calls that a request may be for. */
function pathsOf(request: object): readonly string[] {
  return callsFor(account, JSON.stringify(request)).map(({ path }) =>
    path.map((part) => (typeof part === 'string' ? part : `$${part.variable}`)).join(''),
  );
}

describe('The call of Runway that a request is for', () => {
  const model = 'of-tomorrow';
  const requests: readonly (readonly [path: string, request: object])[] = [
    ['v1/image_to_video', { model, promptImage: uri, promptText: 'a cat' }],
    ['v1/image_to_video', { model, promptImage: [{ uri, position: 'first' }], references: [{ uri }] }],
    ['v1/text_to_video', { model, promptText: 'a cat', references: [{ uri }] }],
    ['v1/text_to_image', { model, promptText: '@cat', referenceImages: [{ uri, tag: 'cat' }] }],
    ['v1/video_to_video', { model, promptVideo: uri }],
    ['v1/video_to_video', { model: 'gen4_aleph', videoUri: uri, promptText: 'at night', references: [{ uri }] }],
    ['v1/video_to_video', { model: 'aleph2', videoUri: uri }],
    ['v1/video_upscale', { model: 'upscale_v1', videoUri: uri }],
    ['v1/video_to_hdr', { model: 'ruby', videoUri: uri }],
    ['v1/image_upscale', { model, imageUri: uri }],
    ['v1/character_performance', { model, character: { type: 'image', uri }, reference: { type: 'video', uri } }],
    ['v1/text_to_speech', { model, promptText: 'Hello', voice: { type: 'reference-audio', audioUri: uri } }],
    ['v1/speech_to_speech', { model, media: { type: 'audio', uri }, voice: { type: 'runway-preset' } }],
    ['v1/sound_effect', { model, promptText: 'rain', referenceAudios: [uri] }],
    ['v1/voice_dubbing', { model, audioUri: uri, targetLang: 'zh' }],
    ['v1/voice_isolation', { model, audioUri: uri }],
    ['v1/voices', { name: 'me', from: { type: 'audio', audio: uri } }],
    ['v1/avatars', { name: 'me', personality: 'kind', referenceImage: uri, voice: {} }],
    ['v1/avatar_videos', { model, avatar: {}, speech: { type: 'audio', audio: uri } }],
    ['v1/recipes/product_ad', { version: '2026-06', productImages: [{ uri }] }],
    ['v1/recipes/ad_localization', { version: '2026-06', referenceImage: { uri }, targetLanguage: 'de' }],
    ['v1/workflows/$RUNWAY_WORKFLOW_ID', { nodeOutputs: { a: { image: { type: 'image', uri } } } }],
  ];

  for (const [path, request] of requests) {
    it(`is ${path} for ${Object.keys(request).join(', ')}`, () => assert.deepEqual(pathsOf(request), [path]));
  }

  it('is left to the person where a model that is not known could be for several', () => {
    assert.deepEqual(pathsOf({ model, videoUri: uri }), ['v1/video_to_video', 'v1/video_upscale', 'v1/video_to_hdr']);
    assert.deepEqual(pathsOf({ model, videoUri: uri, promptText: 'at night' }), ['v1/video_to_video']);
  });

  it('is not there for properties that no call has', () => {
    for (const request of [{}, { model }, { uri }, { promptText: 'a cat' }]) {
      assert.deepEqual(planFor(account, JSON.stringify(request)), { problem: 'otherFormat' });
    }
  });
});
