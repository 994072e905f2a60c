import assert from 'node:assert/strict';
import { isPublicLink } from '../../../../src/core/http/guards/publicLink.ts';

describe('A link that a provider may download', () => {
  for (const link of [
    'https://example.com/cat.png',
    'http://example.com/cat.png',
    'https://example.com:8443/cat.png?signature=abc#x',
    'https://93.184.215.14/cat.png',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/cat.png',
    'HTTPS://EXAMPLE.COM./cat.png',
  ]) {
    it(`may be ${link}`, () => assert.ok(isPublicLink(link)));
  }

  for (const link of [
    'http://127.0.0.1/cat.png',
    'http://localhost:8188/view?filename=cat.png',
    'http://app.localhost/cat.png',
    'http://[::1]/cat.png',
    'http://192.168.1.20:8188/cat.png',
    'http://100.64.0.1/cat.png',
    'http://0x7f000001/cat.png',
    'http://2130706433/cat.png',
    'http://169.254.169.254/latest/meta-data',
    'http://gpu-box/cat.png',
    'http://gpu-box.local/cat.png',
    'http://nas.home.arpa/cat.png',
    'http://files.internal./cat.png',
    'https://user@example.com/cat.png',
    'https://user:word@example.com/cat.png',
    'ftp://example.com/cat.png',
    'file:///etc/passwd',
    's3://bucket/cat.png',
    'example.com/cat.png',
    'https://',
    '',
    `https://example.com/${'x'.repeat(2048)}`,
  ]) {
    it(`isn't ${link.slice(0, 60) || 'nothing'}`, () => assert.ok(!isPublicLink(link)));
  }
});
