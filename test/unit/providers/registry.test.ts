import assert from 'node:assert/strict';
import { isSupported, kindOf } from '../../../src/core/asset/mediaTypes.ts';
import type { Provider } from '../../../src/core/providers/provider.ts';
import { type ProviderId, providerIds, referenceForms } from '../../../src/core/providers/providerId.ts';
import { providerById, providers } from '../../../src/core/providers/registry.ts';
import { referenceState } from '../../../src/core/workflow/scan/referenceState.ts';

const hash = 'a1b2c3d4'.repeat(8);

describe('the providers', () => {
  it('are all found under their ids', () => {
    assert.deepEqual(
      providers.map(({ id }) => id),
      [...providerIds],
    );
    for (const id of providerIds) {
      assert.equal(providerById(id).id, id);
    }
  });

  for (const provider of providers) {
    describe(provider.label, () => rulesFor(provider));
  }
});

/** What holds for any provider. */
function rulesFor(provider: Provider): void {
  it('names each media type once, under its own kind, as content detection calls it', () => {
    const types = provider.limits.flatMap(({ mediaTypes }) => mediaTypes);
    assert.equal(new Set(types).size, types.length);
    for (const { kind, mediaTypes } of provider.limits) {
      for (const type of mediaTypes) {
        assert.ok(isSupported(type), type);
        assert.equal(kindOf(type), kind, type);
      }
    }
  });

  it('links to its documentation over https', () => {
    for (const url of [provider.documentationUrl, provider.keyUrl ?? provider.documentationUrl]) {
      assert.equal(new URL(url).protocol, 'https:');
    }
  });

  it('describes each of its settings, and every choice or the form of a duration', () => {
    for (const setting of provider.settings ?? []) {
      const { name, description } = setting;
      assert.match(name, /^[a-z]\w*$/i);
      assert.notEqual(name, 'endpoint');
      const texts = 'choices' in setting ? Object.values(setting.choices) : [setting.format];
      for (const text of [description, ...texts]) {
        assert.match(text, /\.$/);
      }
    }
  });

  it('has a snippet for every kind of media it accepts that contains the reference', () => {
    for (const { kind } of provider.limits) {
      assert.ok(JSON.stringify(provider.requestSnippet(kind, 'the reference')).includes('"the reference"'), kind);
    }
  });

  it('has only known forms of references, and patterns that can be used again and again', () => {
    for (const { form, pattern } of provider.references) {
      assert.ok(referenceForms.includes(form), form);
      assert.doesNotMatch(pattern?.flags ?? '', /[gy]/, form);
    }
  });

  it('recognises references in linear time', () => {
    for (const value of ['a/'.repeat(50_000), `${'a'.repeat(100_000)} [`, `https://${'a.'.repeat(50_000)}`]) {
      for (const { pattern } of provider.references) {
        assert.ok(!pattern?.test(value));
      }
    }
  });
}

describe('what the providers document', () => {
  it('are these endpoints', () => {
    assert.equal(providerById('runningHub').defaultEndpoint, 'https://www.runninghub.ai');
    assert.equal(providerById('runware').defaultEndpoint, 'https://api.runware.ai/v1');
    assert.equal(providerById('runway').defaultEndpoint, 'https://api.dev.runwayml.com');
    assert.equal(providerById('comfyApi').defaultEndpoint, 'https://cloud.comfy.org');
    assert.equal(providerById('comfyCloud').defaultEndpoint, 'https://cloud.comfy.org');
    assert.equal(providerById('comfyServer').defaultEndpoint, 'http://127.0.0.1:8188');
    assert.equal(providerById('s3').defaultEndpoint, undefined);
  });

  it('is that a self-hosted ComfyUI needs no key', () => {
    assert.equal(providerById('comfyServer').keyUrl, undefined);
  });

  it('are these sizes', () => {
    const sizes = (id: ProviderId) => {
      const limits = providerById(id).limits[0];
      return [limits?.minBytes, limits?.maxBytes];
    };
    assert.deepEqual(sizes('runningHub'), [undefined, 31_457_280]);
    assert.deepEqual(sizes('runware'), [undefined, undefined]);
    assert.deepEqual(sizes('runway'), [512, 209_715_200]);
    assert.deepEqual(sizes('comfyApi'), [undefined, 52_428_800]);
    assert.deepEqual(sizes('comfyCloud'), [undefined, 52_428_800]);
    assert.deepEqual(sizes('comfyServer'), [undefined, undefined]);
    assert.deepEqual(sizes('s3'), [undefined, 5_368_709_120]);
  });

  it('are these lifetimes, and none if nothing is documented', () => {
    const types = (id: ProviderId, options = {}) =>
      (['image', 'video'] as const).map((kind) => providerById(id).lifetime(kind, options).type);
    assert.deepEqual(types('runningHub'), ['undocumented', 'undocumented']);
    assert.deepEqual(types('runware'), ['undocumented', 'undocumented']);
    assert.deepEqual(types('runware', { task: 'imageUpload' }), ['sliding', 'undocumented']);
    assert.deepEqual(types('runware', { task: 'mediaStorage' }), ['undocumented', 'undocumented']);
    assert.deepEqual(types('runway'), ['fixed', 'fixed']);
    assert.deepEqual(types('comfyApi'), ['stated', 'stated']);
    assert.deepEqual(types('comfyApi', { expiresIn: '3d' }), ['stated', 'stated']);
    assert.deepEqual(types('comfyCloud'), ['kept', 'kept']);
    assert.deepEqual(types('comfyServer'), ['kept', 'kept']);
    assert.deepEqual(types('s3'), ['fixed', 'fixed']);
    assert.deepEqual(types('s3', { links: 'public' }), ['undocumented', 'undocumented']);
  });

  it('are these audiences, and none if nothing is documented', () => {
    const audiences = (id: ProviderId, options = {}) =>
      (['image', 'archive'] as const).map((kind) => providerById(id).audience?.(kind, options));
    assert.deepEqual(audiences('runningHub'), ['anyoneWithLink', 'undocumented']);
    assert.deepEqual(audiences('runningHub', { api: 'v1' }), ['undocumented', 'undocumented']);
    assert.deepEqual(audiences('runningHub', { api: 'v2' }), ['anyoneWithLink', 'anyoneWithLink']);
    assert.deepEqual(audiences('comfyServer'), ['anyoneReachingServer', 'anyoneReachingServer']);
    for (const id of ['runware', 'runway', 'comfyApi', 'comfyCloud'] as const) {
      assert.deepEqual(audiences(id), [undefined, undefined]);
    }
  });

  it('is that the loaders of Comfy Cloud may not list video and audio', () => {
    const warned = providerById('comfyCloud').limits.filter(({ warning }) => warning !== undefined);
    assert.deepEqual(
      warned.map(({ kind }) => kind),
      ['video', 'audio'],
    );
  });
});

describe('recognising a reference that stands in a document as a plain string', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`api/${hash}.png`, ['runningHub']],
    [`openapi/${hash}.mp4`, ['runningHub']],
    [hash, ['runningHub']],
    [`${hash}.jpg`, ['runningHub', 'comfyCloud']],
    [`pasted/${hash}.png`, ['comfyCloud']],
    ['989ba605-1449-4e1e-b462-cd83ec9c1a67', ['runware']],
    [`runway://${'x'.repeat(4000)}`, ['runway']],
    ['me.png', []],
    ['api/me.png', []],
    ['1', []],
    ['', []],
    ['me.png[output]', []],
    ['runway:// two words', []],
  ];

  for (const [value, expected] of rows) {
    it(`attributes "${value.slice(0, 60)}" to ${expected.join(' and ') || 'no provider'}`, () => {
      const found = referenceState(value).references.map(({ provider }) => provider);
      assert.deepEqual(found, expected);
    });
  }
});
