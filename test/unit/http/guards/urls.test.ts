import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { displayEndpoint, parseEndpoint, urlBelow } from '../../../../src/core/http/guards/endpointUrl.ts';
import { checkUploadUrl, isPublicEndpoint } from '../../../../src/core/http/guards/uploadUrl.ts';
import { networkFailure } from '../../../../src/core/http/networkErrors.ts';

describe('an endpoint', () => {
  it('is an https URL, or http on this machine, and keeps its path', () => {
    assert.equal(parseEndpoint(' https://api.example.com/v1 ').href, 'https://api.example.com/v1');
    assert.equal(parseEndpoint('https://192.168.1.5:8188').host, '192.168.1.5:8188');
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '2130706433']) {
      assert.equal(parseEndpoint(`http://${host}:8188/x/`).pathname, '/x/', host);
    }
  });

  it('is nothing else', () => {
    const texts = [
      '',
      'canary',
      'api.example.com',
      'http://api.example.com',
      'http://192.168.1.5:8188',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com',
      'ftp://api.example.com',
      'file:///etc/passwd',
      'javascript:canary',
      'https://canary@api.example.com',
      'https://:canary@api.example.com',
      'https://api.example.com/?key=canary',
      'https://api.example.com/?',
      'https://api.example.com/#canary',
      'https://',
    ];
    for (const text of texts) {
      assert.throws(
        () => parseEndpoint(text),
        (error) => {
          assert.ok(UploadError.is(error, 'endpointInvalid'), text);
          assert.ok(!JSON.stringify([error.message, error.details]).includes('canary'), text);
          return true;
        },
      );
    }
  });

  it('may be http in the local network where the provider allows it, and is shown so', () => {
    const policy = { allowsPlainHttp: 'localNetwork' } as const;
    assert.equal(parseEndpoint(' http://192.168.1.20:8188/comfy ', policy).pathname, '/comfy');
    assert.equal(displayEndpoint('http://gpu-box.local:8188', policy), 'http://gpu-box.local:8188');
    assert.throws(
      () => parseEndpoint('http://comfy.example.com:8188', policy),
      (error) => {
        assert.ok(UploadError.is(error, 'endpointInvalid'));
        assert.deepEqual(
          [error.details.endpointProblem, error.details.host],
          ['publicPlainHttp', 'comfy.example.com:8188'],
        );
        return true;
      },
    );
  });

  it('is shown without the key that RunningHub expects in its path', () => {
    const shown = displayEndpoint;
    assert.equal(shown('https://www.runninghub.ai'), 'https://www.runninghub.ai');
    assert.equal(shown('https://www.runninghub.ai/proxy/abc123'), 'https://www.runninghub.ai/proxy/…');
    assert.equal(shown('https://www.runninghub.ai/proxy-plus/abc123/x'), 'https://www.runninghub.ai/proxy-plus/…/x');
    assert.equal(shown('https://company.example/comfy/'), 'https://company.example/comfy/');
  });

  it("is shown without anything that isn't a URL, which may be a key pasted in the wrong place", () => {
    for (const text of [
      'sk-canary',
      'canary.example.com/canary',
      'ftp://canary',
      'http://canary.example.com',
      'https://',
    ]) {
      assert.ok(!displayEndpoint(text).includes('canary'), text);
      assert.match(displayEndpoint(text), /…$/);
    }
    assert.equal(displayEndpoint('  '), '');
  });

  it('is shown and named in failures in Punycode: a look-alike must not pass for the real host', () => {
    const lookAlike = 'https://аpi.runware.ai';
    assert.equal(displayEndpoint(`${lookAlike}/v1`), 'https://xn--pi-6kc.runware.ai/v1');
    const hosts = [
      () => parseEndpoint('http://аpi.runware.ai'),
      () => parseEndpoint(`${lookAlike}/?key=canary`),
      () => checkUploadUrl('http://аpi.runware.ai/slot', new URL('https://api.runware.ai')),
      () => {
        const { host } = new URL(lookAlike);
        throw networkFailure(Object.assign(new Error(), { code: 'ENOTFOUND' }), { host, proxy: undefined });
      },
    ];
    for (const failing of hosts) {
      assert.throws(failing, (error: unknown) => {
        assert.ok(UploadError.is(error));
        assert.equal(error.details.host, 'xn--pi-6kc.runware.ai');
        return true;
      });
    }
  });

  it('has paths below it, and none outside it', () => {
    const below = (endpoint: string, path: string): string => urlBelow(new URL(endpoint), path).href;
    assert.equal(below('https://a.example', 'task/openapi/upload'), 'https://a.example/task/openapi/upload');
    assert.equal(below('https://a.example/v1', ''), 'https://a.example/v1');
    assert.equal(below('https://a.example/v1', 'x?y=1'), 'https://a.example/v1/x?y=1');
    assert.equal(below('https://a.example/v1/', '/x'), 'https://a.example/v1/x');
    assert.equal(new URL(below('https://a.example/v1', '//evil.example/x')).host, 'a.example');
    assert.equal(new URL(below('https://a.example/v1', 'https://evil.example/x')).host, 'a.example');
  });
});

describe('an upload URL', () => {
  const provider = new URL('https://api.example.com/');
  const fakeProvider = new URL('http://127.0.0.1:4000/');
  const refuses = (text: string, endpoint: URL): void => {
    assert.throws(
      () => checkUploadUrl(text, endpoint),
      (error) => {
        assert.ok(UploadError.is(error, 'unsafeUploadUrl'), text);
        assert.ok(!JSON.stringify([error.message, error.details]).includes('canary'), text);
        return true;
      },
      text,
    );
  };

  it('of a provider is an https URL with a name, at the usual port', () => {
    const text = 'https://storage.example.net/slot?X-Amz-Signature=abc';
    assert.equal(checkUploadUrl(text, provider).href, text);
    assert.equal(checkUploadUrl('https://storage.example.net:443/', provider).host, 'storage.example.net');
  });

  it('of a provider leads nowhere else', () => {
    const hosts = [
      'localhost',
      'x.localhost',
      'localhost.',
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '10.0.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '0.0.0.0',
      '203.0.113.9',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:10.0.0.1]',
      '[fe80::1]',
      '[fd00::1]',
      '[2001:db8::1]',
      '127。0。0。1',
    ];
    for (const host of hosts) {
      refuses(`https://${host}/slot?canary`, provider);
    }
  });

  it('of a provider has no user name, no other port and no other scheme', () => {
    refuses('https://canary@storage.example.net/', provider);
    refuses('https://x:canary@storage.example.net/', provider);
    refuses('https://storage.example.net:8443/canary', provider);
    refuses('http://storage.example.net/canary', provider);
    refuses('http://127.0.0.1:4000/canary', provider);
    refuses('file:///canary', provider);
    refuses('data:,canary', provider);
    refuses('canary', provider);
    refuses('', provider);
  });

  it('of a fake server on this machine may lead to this machine', () => {
    assert.equal(checkUploadUrl('http://127.0.0.1:4001/slot', fakeProvider).port, '4001');
    assert.equal(checkUploadUrl('http://localhost:4001/slot', fakeProvider).port, '4001');
    assert.equal(checkUploadUrl('https://storage.example.net/', fakeProvider).protocol, 'https:');
    refuses('http://192.168.1.5/', fakeProvider);
    refuses('http://storage.example.net/', fakeProvider);
    refuses('http://canary@127.0.0.1/', fakeProvider);
  });

  it('is checked when it is resolved if its provider is on the internet', () => {
    assert.equal(isPublicEndpoint(provider), true);
    for (const text of ['http://localhost:1', 'http://127.0.0.1', 'https://192.168.1.5', 'https://[fd00::1]']) {
      assert.equal(isPublicEndpoint(new URL(text)), false, text);
    }
  });
});
