import assert from 'node:assert/strict';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { UploadError } from '../../../src/core/errors.ts';
import type { MediaLimits, Provider } from '../../../src/core/providers/provider.ts';
import type { ProviderOptions } from '../../../src/core/providers/providerSetting.ts';
import { providerById, providers } from '../../../src/core/providers/registry.ts';
import { mebibyte } from '../../../src/core/units.ts';
import { acceptedExtensions, preflight, takes } from '../../../src/core/uploads/plan/limits.ts';

const asset = (changes: Partial<Asset> = {}): Asset => ({
  uri: 'file:///cat.png',
  name: 'cat.png',
  uploadName: 'cat.png',
  size: 5000,
  mediaType: 'image/png',
  kind: 'image',
  pixelSize: { width: 100, height: 50 },
  stamp: { size: 5000, mtimeMs: 1, inode: 1n },
  read: () => assert.fail('A preflight reads nothing'),
  close: () => assert.fail('A preflight closes nothing'),
  ...changes,
});

const limited = (limits: Partial<MediaLimits>): Provider => ({
  ...providerById('comfyServer'),
  limits: [{ kind: 'image', mediaTypes: ['image/png'], ...limits }],
});

const of = (provider: Provider, options: ProviderOptions = {}) => ({ provider, options });

function refusal(file: Asset, provider: Provider): UploadError {
  try {
    preflight(file, of(provider));
  } catch (error) {
    assert.ok(UploadError.is(error));
    return error;
  }
  return assert.fail('This should have been refused');
}

describe('the preflight', () => {
  it('accepts a file that every provider supports, without a warning', () => {
    for (const provider of providers) {
      assert.deepEqual(preflight(asset(), of(provider)), [], provider.label);
    }
  });

  it("refuses a type the provider doesn't support, whatever the name says", () => {
    const error = refusal(asset({ mediaType: 'image/tiff' }), providerById('runway'));
    assert.equal(error.code, 'typeUnsupported');
    assert.equal(error.details.mediaType, 'image/tiff');
    assert.equal(error.provider, 'runway');
    assert.equal(error.fileName, 'cat.png');
    assert.equal(error.retryable, false);
  });

  it('refuses an empty file everywhere', () => {
    for (const provider of providers) {
      assert.equal(refusal(asset({ size: 0 }), provider).code, 'fileEmpty', provider.label);
    }
  });

  const sizes: readonly (readonly [number, string | undefined])[] = [
    [9, 'fileTooSmall'],
    [10, undefined],
    [20, undefined],
    [21, 'fileTooLarge'],
  ];
  for (const [size, code] of sizes) {
    it(`${code === undefined ? 'takes' : 'refuses'} ${size} bytes where 10 to 20 are allowed`, () => {
      const provider = limited({ minBytes: 10, maxBytes: 20 });
      if (code === undefined) {
        assert.deepEqual(preflight(asset({ size }), of(provider)), []);
      } else {
        const error = refusal(asset({ size }), provider);
        assert.equal(error.code, code);
        assert.equal(error.details.size, size);
        assert.equal(error.details.limit, size < 10 ? 10 : 20);
      }
    });
  }

  const pixels: readonly (readonly [number, number, boolean])[] = [
    [100, 10, true],
    [101, 1, false],
    [1, 101, false],
    [50, 20, true],
    [50, 21, false],
  ];
  for (const [width, height, isFine] of pixels) {
    it(`${isFine ? 'takes' : 'refuses'} ${width} x ${height} where edges of 100 and 1000 pixels are allowed`, () => {
      const provider = limited({ maxEdge: 100, maxPixels: 1000 });
      const file = asset({ pixelSize: { width, height } });
      if (isFine) {
        preflight(file, of(provider));
      } else {
        const error = refusal(file, provider);
        assert.equal(error.code, 'imageTooLarge');
        assert.deepEqual([error.details.width, error.details.height], [width, height]);
      }
    });
  }

  it("ignores the pixels of an image whose header doesn't contain them", () => {
    assert.deepEqual(preflight(asset({ pixelSize: undefined }), of(limited({ maxEdge: 1 }))), []);
  });

  it('warns between the two readings of a limit, and not at the lower one', () => {
    const provider = limited({ maxBytes: 30, warnAboveBytes: 20 });
    assert.deepEqual(preflight(asset({ size: 20 }), of(provider)), []);
    assert.deepEqual(preflight(asset({ size: 21 }), of(provider)), [{ code: 'nearLimit', kind: 'image' }]);
  });

  it('warns above the size a provider says it expects', () => {
    const provider = limited({ maxBytes: 30, expectedBytes: 20 });
    assert.deepEqual(preflight(asset({ size: 20 }), of(provider)), []);
    assert.deepEqual(preflight(asset({ size: 21 }), of(provider)), [{ code: 'largerThanExpected', kind: 'image' }]);
  });

  it('warns of the default limit of a ComfyUI a little below it, and refuses nothing', () => {
    const limit = 100 * mebibyte;
    const warnings = (size: number) => preflight(asset({ size }), of(providerById('comfyServer')));
    assert.deepEqual(warnings(limit - 4096), []);
    for (const size of [limit - 4095, limit, 2 * limit]) {
      assert.deepEqual(warnings(size), [{ code: 'aboveServerDefault', kind: 'image' }]);
    }
  });
});

describe('what a provider supports', () => {
  it('is known by media type', () => {
    assert.equal(takes(providerById('runningHub'), 'application/zip'), true);
    assert.equal(takes(providerById('runware'), 'application/zip'), false);
    assert.equal(takes(providerById('runway'), 'image/gif'), false);
    assert.equal(takes(providerById('runway'), 'text/plain'), false);
  });

  it('is known by extension, each once and without unusual ones', () => {
    for (const provider of providers) {
      const extensions = acceptedExtensions(provider);
      assert.equal(new Set(extensions).size, extensions.length);
      assert.ok(extensions.every((extension) => /^[a-z0-9]{2,5}$/.test(extension)));
      for (const usual of ['png', 'jpg', 'jpeg', 'webp', 'mp4', 'mov', 'mp3', 'wav']) {
        assert.ok(extensions.includes(usual), `${provider.label} ${usual}`);
      }
    }
    assert.ok(acceptedExtensions(providerById('runningHub')).includes('zip'));
    assert.ok(!acceptedExtensions(providerById('runway')).includes('gif'));
  });
});
