import assert from 'node:assert/strict';
import {
  crossesNetworkInPlain,
  endpointProblem,
  withScheme,
} from '../../../../src/core/http/guards/endpointProblem.ts';

describe('what is wrong with an endpoint', () => {
  for (const [text, problem] of [
    ['https://api.example.com/v1', undefined],
    ['HTTPS://api.example.com', undefined],
    ['http://127.0.0.1:8188', undefined],
    ['http://[::1]:8188', undefined],
    ['', 'notUrl'],
    ['sk-0123456789abcdef', 'notUrl'],
    ['two words', 'notUrl'],
    ['https://', 'notUrl'],
    ['api.example.com', 'schemeMissing'],
    ['//api.example.com', 'schemeMissing'],
    ['localhost:8188', 'schemeMissing'],
    ['gpu-box:8188', 'schemeMissing'],
    ['[::1]:8188', 'schemeMissing'],
    ['ftp://api.example.com', 'schemeUnsupported'],
    ['ws://127.0.0.1:8188', 'schemeUnsupported'],
    ['http://api.example.com', 'plainHttp'],
    ['http://192.168.1.5:8188', 'plainHttp'],
    ['https://me:secret@api.example.com', 'credentials'],
    ['me@api.example.com', 'credentials'],
    ['https://api.example.com/?key=1', 'query'],
    ['https://api.example.com/#', 'query'],
    ['api.example.com?key=1', 'query'],
  ] as const) {
    it(`is ${problem ?? 'nothing'} for ${text || 'no text'}`, () => assert.equal(endpointProblem(text), problem));
  }

  it('comes with the address that was meant where only the scheme is missing', () => {
    assert.equal(withScheme('api.example.com/v1'), 'https://api.example.com/v1');
    assert.equal(withScheme('//api.example.com'), 'https://api.example.com');
    assert.equal(withScheme('localhost:8188'), 'http://localhost:8188');
    assert.equal(withScheme('[::1]:8188'), 'http://[::1]:8188');
    assert.equal(withScheme('https://api.example.com'), undefined);
    assert.equal(withScheme('sk-0123456789abcdef'), undefined);
  });
});

describe('an endpoint of a server in the local network', () => {
  const policy = { allowsPlainHttp: 'localNetwork' } as const;

  for (const [text, problem] of [
    ['http://192.168.1.20:8188', undefined],
    ['HTTP://GPU-BOX.LOCAL.:8188/comfy/', undefined],
    ['http://100.100.20.3:8188', undefined],
    ['http://[fd7a:115c:a1e0::1]:8188', undefined],
    ['http://gpu-box:8188', undefined],
    ['http://localhost:8188', undefined],
    ['http://localhost.:8188', undefined],
    ['http://comfy.localhost:8188', undefined],
    ['http://[::ffff:127.0.0.1]:8188', undefined],
    ['https://comfy.example.com', undefined],
    ['https://8.8.8.8', undefined],
    ['http://comfy.example.com', 'publicPlainHttp'],
    ['http://8.8.8.8:8188', 'publicPlainHttp'],
    ['http://[2606:4700::1111]:8188', 'publicPlainHttp'],
    ['http://localhost.localdomain:8188', 'publicPlainHttp'],
    ['http://gpu-box.:8188', 'publicPlainHttp'],
    ['http://0.0.0.0:8188', 'unspecifiedAddress'],
    ['http://0:8188', 'unspecifiedAddress'],
    ['http://[::]:8188', 'unspecifiedAddress'],
    ['0.0.0.0:8188', 'unspecifiedAddress'],
    // URLs have no zones: which interface a link-local address belongs to can't be said.
    ['http://[fe80::1%25eth0]:8188', 'notUrl'],
    ['192.168.1.20:8188', 'schemeMissing'],
    ['gpu-box', 'notUrl'],
    ['http://me:secret@192.168.1.20:8188', 'credentials'],
    ['ftp://192.168.1.20', 'schemeUnsupported'],
  ] as const) {
    it(`has ${problem ?? 'no'} problem at ${text}`, () => assert.equal(endpointProblem(text, policy), problem));
  }

  it('is completed with http, and a public one with https', () => {
    for (const text of ['192.168.1.20:8188', 'gpu-box:8188', 'gpu-box.local:8188', '[fd00::1]:8188', 'localhost']) {
      assert.equal(withScheme(text, policy), `http://${text}`);
    }
    assert.equal(withScheme('comfy.example.com:8188', policy), 'https://comfy.example.com:8188');
    assert.equal(withScheme('192.168.1.20:8188'), 'https://192.168.1.20:8188');
  });

  it('crosses the network in plain only over http, and not on this machine', () => {
    for (const [text, crosses] of [
      ['http://192.168.1.20:8188', true],
      ['http://gpu-box', true],
      ['https://192.168.1.20:8188', false],
      ['http://127.0.0.1:8188', false],
      ['http://localhost:8188', false],
    ] as const) {
      assert.equal(crossesNetworkInPlain(new URL(text)), crosses, text);
    }
  });
});
