import assert from 'node:assert/strict';
import { fittingProvidersOf, providerOfDocument } from '../../../../src/core/workflow/scan/providerOfDocument.ts';
import { scanFixture } from '../fixture.ts';

/** Of somebody who has a connection to each. */
const everywhere = (): boolean => true;

describe('the provider of a document', () => {
  for (const [name, provider] of [
    ['runninghub.json', 'runningHub'],
    ['runware.json', 'runware'],
    ['runway.json', 'runway'],
  ] as const) {
    it(`is ${provider} for ${name}, whatever the default is`, () => {
      assert.equal(providerOfDocument(scanFixture(name), undefined, everywhere), provider);
      assert.equal(providerOfDocument(scanFixture(name), 'comfyServer', everywhere), provider);
    });
  }

  it('is the default one for a ComfyUI workflow where that runs ComfyUI', () => {
    for (const provider of ['comfyServer', 'comfyCloud', 'runningHub'] as const) {
      assert.equal(providerOfDocument(scanFixture('comfy-api.json'), provider, everywhere), provider);
    }
  });

  it('has to be asked for where the default one does not fit, or there is none', () => {
    assert.equal(providerOfDocument(scanFixture('comfy-api.json'), 'runway', everywhere), undefined);
    assert.equal(providerOfDocument(scanFixture('comfy-api.json'), undefined, everywhere), undefined);
    assert.equal(providerOfDocument(scanFixture('generic.json'), undefined, everywhere), undefined);
  });

  it('is the only one that fits, without asking', () => {
    const scan = scanFixture('comfy-api.json');
    const fits = [{ provider: 'comfyCloud' as const, form: 'inputName' as const }];
    const inputs = scan.inputs.map((input) => ({ ...input, fits }));
    assert.equal(providerOfDocument({ ...scan, inputs }, undefined, everywhere), 'comfyCloud');
  });

  it('is none of those that files can’t go to, not even where it is the default one', () => {
    const scan = scanFixture('comfy-api.json');
    const fits = [
      { provider: 'comfyCloud' as const, form: 'inputName' as const },
      { provider: 's3' as const, form: 'publicUrl' as const },
    ];
    const inputs = scan.inputs.map((input) => ({ ...input, fits }));
    const isUsable = (id: string) => id !== 's3';
    assert.equal(providerOfDocument({ ...scan, inputs }, undefined, everywhere), undefined);
    assert.equal(providerOfDocument({ ...scan, inputs }, 's3', everywhere), 's3');
    assert.equal(providerOfDocument({ ...scan, inputs }, 's3', isUsable), 'comfyCloud');
  });

  it('does not follow from strings that aren’t local files', () => {
    const scan = scanFixture('comfy-api.json');
    const inputs = scan.inputs.map((input) => ({ ...input, state: 'reference' as const }));
    assert.equal(providerOfDocument({ ...scan, inputs }, 'comfyServer', everywhere), undefined);
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
