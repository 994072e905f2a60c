import assert from 'node:assert/strict';
import { kindOf, supportedMediaTypes } from '../../../src/core/asset/mediaTypes.ts';
import type { ProviderOptions } from '../../../src/core/providers/provider.ts';
import { providerIds } from '../../../src/core/providers/providerId.ts';
import { providerById, providers } from '../../../src/core/providers/registry.ts';

const options: ProviderOptions = { runningHubApi: 'auto', runwareTask: 'auto' };
const hash = 'a1b2c3d4'.repeat(8);

describe('the providers', () => {
  it('are all there, each under its own id', () => {
    assert.deepEqual(
      providers.map(({ id }) => id),
      [...providerIds],
    );
    for (const id of providerIds) {
      assert.equal(providerById(id).id, id);
    }
  });

  it('have the endpoints people were told about', () => {
    assert.deepEqual(
      providers.map(({ defaultEndpoint }) => defaultEndpoint),
      [
        'https://www.runninghub.ai',
        'https://api.runware.ai/v1',
        'https://api.dev.runwayml.com',
        'https://cloud.comfy.org',
        'http://127.0.0.1:8188',
      ],
    );
  });

  it('need a key everywhere but on a ComfyUI of one’s own', () => {
    const withoutKey = providers.filter(({ keyUrl }) => keyUrl === undefined);
    assert.deepEqual(
      withoutKey.map(({ id }) => id),
      ['comfyServer'],
    );
  });

  for (const provider of providers) {
    it(`${provider.label} names each media type once, under the kind it is, in the sniffer’s own words`, () => {
      const types = provider.limits.flatMap(({ mediaTypes }) => mediaTypes);
      assert.equal(new Set(types).size, types.length);
      for (const { kind, mediaTypes } of provider.limits) {
        for (const type of mediaTypes) {
          assert.ok(supportedMediaTypes.includes(type), type);
          assert.equal(kindOf(type), kind, type);
        }
      }
    });

    it(`${provider.label} points to its documents over https`, () => {
      for (const url of [provider.documentationUrl, provider.keyUrl ?? provider.documentationUrl]) {
        assert.equal(new URL(url).protocol, 'https:');
      }
    });
  }

  it('take the sizes their documents name', () => {
    const sizes = providers.map(({ id, limits }) => [id, limits[0]?.minBytes, limits[0]?.maxBytes]);
    assert.deepEqual(sizes, [
      ['runningHub', undefined, 31_457_280],
      ['runware', undefined, undefined],
      ['runway', 512, 209_715_200],
      ['comfyCloud', undefined, 52_428_800],
      ['comfyServer', undefined, undefined],
    ]);
  });

  it('promise only the lifetimes their documents name', () => {
    const lifetimes = providers.map(({ lifetime }) => [
      lifetime('image', options).type,
      lifetime('video', options).type,
    ]);
    assert.deepEqual(lifetimes, [
      ['undocumented', 'undocumented'],
      ['sliding', 'undocumented'],
      ['fixed', 'fixed'],
      ['kept', 'kept'],
      ['kept', 'kept'],
    ]);
    const mediaStorage = { ...options, runwareTask: 'mediaStorage' } as const;
    assert.equal(providerById('runware').lifetime('image', mediaStorage).type, 'undocumented');
  });

  it('warn about video and audio in the loaders of Comfy Cloud, and about nothing else', () => {
    const warned = providers.flatMap(({ id, limits }) =>
      limits.filter(({ warning }) => warning !== undefined).map(({ kind }) => `${id} ${kind}`),
    );
    assert.deepEqual(warned, ['comfyCloud video', 'comfyCloud audio']);
  });
});

describe('recognising a reference', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`api/${hash}.png`, ['runningHub']],
    [`openapi/${hash}.mp4`, ['runningHub']],
    [hash, ['runningHub']],
    [`${hash}.jpg`, ['runningHub', 'comfyCloud']],
    [`pasted/${hash}.png`, ['comfyCloud']],
    ['989ba605-1449-4e1e-b462-cd83ec9c1a67', ['runware']],
    ['https://im.runware.ai/image/ws/0.5/ii/989ba605.jpg', ['runware']],
    [`runway://${'x'.repeat(4000)}`, ['runway']],
    ['people/me.png [output]', ['comfyServer']],
    ['me.png', []],
    ['api/me.png', []],
    ['1', []],
    ['', []],
    ['me.png[output]', []],
    ['https://runware.ai.example/x.png', []],
    ['https://example.com/?x=https://im.runware.ai/a.png', []],
    ['runway:// two words', []],
  ];

  for (const [value, expected] of rows) {
    it(`takes "${value.slice(0, 60)}" for ${expected.join(' and ') || 'nobody’s'}`, () => {
      const found = providers.filter((provider) => provider.recognises(value)).map(({ id }) => id);
      assert.deepEqual(found, expected);
    });
  }

  it('answers at once for hostile strings', () => {
    for (const value of ['a/'.repeat(50_000), `${'a'.repeat(100_000)} [`, `https://${'a.'.repeat(50_000)}`]) {
      for (const provider of providers) {
        assert.equal(provider.recognises(value), false);
      }
    }
  });
});
