import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { type UploadErrorCode, uploadErrorCodes } from '../../../../src/core/errorCodes.ts';
import { UploadError, type UploadErrorOptions } from '../../../../src/core/errors.ts';
import { mebibyte } from '../../../../src/core/units.ts';

const { explainFailedUpload, explainFailure } = await import('../../../../src/editor/text/failures.ts');

const details: UploadErrorOptions = {
  mediaType: 'image/heic',
  size: 34_000_000,
  limit: 30 * mebibyte,
  width: 9,
  height: 8,
};

function sentence(code: UploadErrorCode, options: UploadErrorOptions, label: string | undefined = 'Runware'): string {
  return explainFailure(new UploadError(code, 'for the log', options), label).message;
}

/** Every sentence, by code: about a file that is uploaded, and about a key that is saved or a connection that is tested. */
function everySentence(): readonly string[] {
  return uploadErrorCodes.flatMap((code) =>
    [undefined, 'hero.png'].flatMap((fileName) => {
      const file = fileName === undefined ? {} : { fileName };
      return [
        sentence(code, file),
        sentence(code, file, undefined),
        sentence(code, { ...details, ...file, provider: 'comfyServer' }, 'ComfyUI'),
        sentence(code, { ...details, ...file, host: 'api.example.com', providerMessage: 'Nope.' }),
      ];
    }),
  );
}

describe('The sentence about a failure', () => {
  it('exists for every code', () => {
    for (const code of uploadErrorCodes) {
      assert.ok(sentence(code, {}).length > 10, code);
    }
  });

  it('begins with a capital letter or a name, ends with a full stop, and has no gaps', () => {
    for (const text of everySentence()) {
      assert.match(text, /^(?:[A-Z]|hero\.png|api\.example\.com)/, text);
      assert.match(text, /\.$/, text);
      assert.doesNotMatch(text, /undefined|NaN|\{\d\}| {2}|\.\.|\bnull\b/, text);
    }
  });

  it('says how long the provider asked to wait', () => {
    const text = sentence('rateLimited', { fileName: 'hero.png', retryAfter: 6_400, providerMessage: 'Slow down.' });
    assert.equal(
      text,
      'Runware is receiving too many requests. Wait a moment and upload hero.png again. It asks to wait 7 s before the next attempt. Its response: Slow down.',
    );
    assert.doesNotMatch(sentence('rateLimited', { retryAfter: 0 }), /to wait/);
  });

  it('never puts "The file" or "The provider" into the middle of a sentence', () => {
    for (const text of everySentence()) {
      assert.doesNotMatch(text, /[^.] (?:The file|The provider)\b/, text);
      assert.doesNotMatch(text, /(?:^|\. )the (?:file|provider)\b/, text);
    }
  });

  it('does not mention an upload when a key is saved or a connection is tested', () => {
    const atAccount: readonly UploadErrorCode[] = [
      'endpointInvalid',
      'keyMissing',
      'keyRejected',
      'quotaExceeded',
      'subscriptionInactive',
      'unreachable',
      'connectionRefused',
      'connectTimeout',
      'idleTimeout',
      'connectionLost',
      'tlsFailed',
      'redirected',
      'rateLimited',
      'serverError',
      'rejected',
      'unexpectedReply',
    ];
    for (const code of atAccount) {
      assert.doesNotMatch(sentence(code, {}), /upload|The file/i, code);
    }
    assert.equal(sentence('serverError', {}), 'Runware had an internal error.');
  });

  it('names the file and the provider where both are known', () => {
    assert.equal(
      sentence('idleTimeout', { fileName: 'hero.png' }),
      'Runware stopped responding while hero.png was uploading.',
    );
    assert.equal(
      sentence('typeUnsupported', { fileName: 'hero.heic', mediaType: 'image/heic' }),
      "Runware doesn't support the file type of hero.heic: image/heic.",
    );
  });

  it('states a limit in the unit of the provider', () => {
    assert.equal(
      sentence('fileTooLarge', { ...details, fileName: 'big.zip' }, 'RunningHub'),
      'big.zip is too large for RunningHub: it is 34 MB, but may be at most 30 MB.',
    );
  });

  it('states a size and a limit in bytes where both round to the same figure', () => {
    assert.equal(
      sentence('fileTooLarge', { fileName: 'a.mp4', size: 199_980_001, limit: 199_980_000 }, 'Comfy API v2'),
      'a.mp4 is too large for Comfy API v2: it is 199,980,001 bytes, but may be at most 199,980,000 bytes.',
    );
  });

  it('names the largest files of an archive that is too large', () => {
    const largestFiles = [
      { name: 'huge.png', size: 32_000_000 },
      { name: 'b.png', size: 1_500_000 },
    ];
    assert.equal(
      sentence('fileTooLarge', { ...details, fileName: 'big.zip', largestFiles }, 'RunningHub'),
      'big.zip is too large for RunningHub: it is 34 MB, but may be at most 30 MB. Its largest files: huge.png (32 MB), b.png (1.5 MB).',
    );
  });

  it('says of a server that people run themselves that it may not be running', () => {
    const refused = { fileName: 'hero.png', host: '127.0.0.1:8188', provider: 'comfyServer' } as const;
    assert.equal(
      sentence('connectionRefused', refused, 'ComfyUI'),
      'No ComfyUI answers at 127.0.0.1:8188. Is it running?',
    );
    assert.equal(
      sentence('connectionRefused', { host: 'api.runware.ai', provider: 'runware' }),
      'Runware at api.runware.ai refused the connection. Check your connection and the endpoint.',
    );
  });

  it('names the proxy the request went through', () => {
    const through = { host: 'api.runware.ai', proxy: 'proxy.example:3128' };
    assert.equal(
      sentence('connectTimeout', through),
      "Runware at api.runware.ai didn't respond in time. Check your connection, your proxy and the endpoint. The request went through the proxy proxy.example:3128.",
    );
    assert.equal(
      sentence('unreachable', { ...through, status: 407 }),
      "Runware at api.runware.ai couldn't be reached because the proxy proxy.example:3128 requires authentication. Add a user name and a password to http.proxy, or set http.proxyAuthorization.",
    );
  });

  it('names the provider and the file where a host is not reached', () => {
    const error = new UploadError('unreachable', 'for the log', { fileName: 'hero.png', host: '127.0.0.1:18777' });
    assert.equal(
      explainFailedUpload(error, 'ComfyUI').message,
      "ComfyUI at 127.0.0.1:18777 couldn't be reached. Check your connection and the endpoint. hero.png wasn't uploaded.",
    );
    assert.equal(
      explainFailedUpload(new UploadError('fileEmpty', 'for the log', { fileName: 'hero.png' }), 'ComfyUI').message,
      'hero.png is empty, so there is nothing to upload.',
    );
  });

  it('tells a gateway that has no answer from an error of the provider', () => {
    assert.equal(sentence('serverError', { status: 502 }), "Runware isn't available right now (HTTP 502).");
    assert.equal(sentence('serverError', { status: 500 }), 'Runware had an internal error.');
  });

  it("ends with the provider's own message", () => {
    assert.equal(
      sentence('rejected', { fileName: 'hero.png', providerMessage: 'No such folder.' }),
      'Runware rejected hero.png. Its response: No such folder.',
    );
  });
});
