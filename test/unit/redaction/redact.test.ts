import assert from 'node:assert/strict';
import { redact } from '../../../src/core/redaction/redact.ts';
import { keyForms, tracesOf } from './keyForms.ts';

describe('redacting a text for the log', () => {
  it('removes known secrets everywhere, URL-encoded ones included', () => {
    assert.equal(redact('with k/e+y and k%2Fe%2By', ['k/e+y']), 'with [redacted] and [redacted]');
    assert.equal(redact('abcabc', ['', 'a']), 'abcabc');
  });

  const key = 'sk-Ab/c+d"9\\e_F=01234~56789';
  for (const [name, form] of Object.entries(keyForms(key))) {
    it(`removes a key that is ${name}`, () => {
      const text = redact(`before ${form} after`, [key]);
      assert.match(text, /^before \S{0,40}\[redacted\]\S{0,4} after$/);
      assert.ok(!tracesOf(key).some((trace) => text.includes(trace)), text);
    });
  }

  it('leaves words alone that only begin like a key', () => {
    assert.equal(redact('sk-Ab/c and c2stQWI', [key]), 'sk-Ab/c and c2stQWI');
  });

  const withCanary: readonly string[] = [
    'Authorization: Bearer CANARY12',
    '{"authorization":"Bearer CANARY12"}',
    "headers: { 'x-api-key': 'CANARY12', other: 1 }",
    'X-API-Key=CANARY12',
    '{"apiKey": "CANARY12"}',
    '{\\"apiKey\\":\\"CANARY12\\"}',
    'apikey=CANARY12&file=x',
    'api_key: CANARY12',
    'proxy-authorization: Basic CANARY12',
    'password=CANARY12',
    'access_token=CANARY12',
    'Set-Cookie: CANARY12',
    'sent Bearer CANARY12 to it',
    'https://s3.example.com/x?X-Amz-Signature=CANARY12',
    'https://s3.example.com/x#CANARY12',
    'https://s3.example.com/x?X-Amz-Expires=60\\u0026X-Amz-Security-Token=CANARY12',
    '{"message":"Not found: https://s3.example.com/x?X-Amz-Expires=60\\u0026X-Amz-Signature=CANARY12"}',
    'https://s3.example.com/x?X-Amz-Expires=60&amp;X-Amz-Signature=CANARY12',
    'url=https%3A%2F%2Fs3.example.com%2Fx%3FX-Amz-Credential%3DCANARY12',
    'https%3A%2F%2Fs3.example.com%2Fx%3FX-Amz-Expires%3D60%26X-Amz-Signature%3DCANARY12',
    'x-amz-security-token: CANARY12',
    '"X-Amz-Credential": "CANARY12"',
    'policy=CANARY12',
    'https://ann:CANARY12@proxy.example:3128/',
    'https://www.runninghub.ai/proxy/CANARY12/upload/image',
    'https://www.runninghub.ai/proxy-plus/CANARY12',
    'path /proxy/CANARY12/prompt',
  ];
  for (const text of withCanary) {
    it(`hides what is secret in ${text.replace('CANARY12', '…')}`, () => {
      assert.ok(!redact(text).includes('CANARY12'), redact(text));
    });
  }

  it('keeps the text readable', () => {
    assert.equal(redact('Uploaded photo.png (2 MB) in 3 s'), 'Uploaded photo.png (2 MB) in 3 s');
    assert.equal(redact('https://api.example.com/v1/uploads'), 'https://api.example.com/v1/uploads');
    assert.equal(
      redact('POST https://s3.example.com:8443/a/b?sig=1 answered 403'),
      'POST https://s3.example.com:8443/a/b?… answered 403',
    );
    assert.equal(redact('https://ann:pw@proxy.example:3128/'), 'https://proxy.example:3128/');
  });

  it('limits the length without leaving half a secret', () => {
    const secret = 'S'.repeat(100);
    const text = redact(`${'x'.repeat(16_350)}${secret}${'y'.repeat(100_000)}`, [secret]);
    assert.ok(text.length < 17_000);
    assert.ok(!text.includes('SSSS'));
  });
});
