import assert from 'node:assert/strict';
import { endpointProblem, withScheme } from '../../../../src/core/http/guards/endpointProblem.ts';

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

  it('is told with the address as it was meant where only the scheme is missing', () => {
    assert.equal(withScheme('api.example.com/v1'), 'https://api.example.com/v1');
    assert.equal(withScheme('//api.example.com'), 'https://api.example.com');
    assert.equal(withScheme('localhost:8188'), 'http://localhost:8188');
    assert.equal(withScheme('[::1]:8188'), 'http://[::1]:8188');
    assert.equal(withScheme('https://api.example.com'), undefined);
    assert.equal(withScheme('sk-0123456789abcdef'), undefined);
  });
});
