import assert from 'node:assert/strict';
import { fittingProvidersOf, providerOfDocument } from '../../../../src/core/workflow/scan/providerOfDocument.ts';
import { scanFixture } from '../fixture.ts';

describe('the provider of a document', () => {
  for (const [name, provider] of [
    ['runninghub.json', 'runningHub'],
    ['runware.json', 'runware'],
    ['runway.json', 'runway'],
  ] as const) {
    it(`is ${provider} for ${name}, whatever the default is`, () => {
      assert.equal(providerOfDocument(scanFixture(name), undefined), provider);
      assert.equal(providerOfDocument(scanFixture(name), 'comfyServer'), provider);
    });
  }

  it('is the default one for a ComfyUI workflow where that runs ComfyUI', () => {
    for (const provider of ['comfyServer', 'comfyCloud', 'runningHub'] as const) {
      assert.equal(providerOfDocument(scanFixture('comfy-api.json'), provider), provider);
    }
  });

  it('has to be asked for where the default one does not fit, or there is none', () => {
    assert.equal(providerOfDocument(scanFixture('comfy-api.json'), 'runway'), undefined);
    assert.equal(providerOfDocument(scanFixture('comfy-api.json'), undefined), undefined);
    assert.equal(providerOfDocument(scanFixture('generic.json'), undefined), undefined);
  });

  it('is the only one that fits, without asking', () => {
    const scan = scanFixture('comfy-api.json');
    const fits = [{ provider: 'comfyCloud' as const, form: 'inputName' as const }];
    const inputs = scan.inputs.map((input) => ({ ...input, fits }));
    assert.equal(providerOfDocument({ ...scan, inputs }, undefined), 'comfyCloud');
  });

  it('does not follow from strings that aren’t local files', () => {
    const scan = scanFixture('comfy-api.json');
    const inputs = scan.inputs.map((input) => ({ ...input, state: 'reference' as const }));
    assert.equal(providerOfDocument({ ...scan, inputs }, 'comfyServer'), undefined);
  });
});

describe('the providers that fit inputs', () => {
  it('come with those first that fit most inputs, each once', () => {
    const [input] = scanFixture('comfy-api.json').inputs;
    assert.ok(input);
    const names = { ...input, fits: [{ provider: 'comfyServer' as const, form: 'inputName' as const }] };
    const both = { ...input, fits: [...names.fits, { provider: 'runningHub' as const, form: 'fileName' as const }] };
    const links = {
      ...input,
      fits: [...both.fits.slice(1), { provider: 'runningHub' as const, form: 'downloadUrl' as const }],
    };
    assert.deepEqual(fittingProvidersOf([names, both, links, both]), ['comfyServer', 'runningHub']);
    assert.deepEqual(fittingProvidersOf([links, both, links]), ['runningHub', 'comfyServer']);
    assert.deepEqual(fittingProvidersOf([]), []);
  });
});
