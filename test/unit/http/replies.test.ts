import assert from 'node:assert/strict';
import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import { UploadError } from '../../../src/core/errors.ts';
import type { HttpReply } from '../../../src/core/http/httpClient.ts';
import { cleanMessage, failureOfStatus, parseJson, retryAfterOf } from '../../../src/core/http/replies.ts';

const reply = (status: number, text = '', headers: Record<string, string> = {}): HttpReply => ({
  status,
  headers,
  text,
});

describe('the JSON of a reply', () => {
  it('is parsed, also with white space around it', () => {
    assert.deepEqual(parseJson(reply(200, ' {"code":0}\n')), { code: 0 });
    assert.equal(parseJson(reply(200, 'null')), null);
  });

  it('is reported as missing without quoting what is there instead', () => {
    const texts = ['', ' \n', '<!DOCTYPE html><p>canary', '{"code": canary', 'canary', '{"a":"canary'];
    for (const text of texts) {
      assert.throws(
        () => parseJson(reply(502, text)),
        (error) => {
          assert.ok(UploadError.is(error, 'unexpectedReply'));
          assert.equal(error.details.status, 502);
          assert.ok(!`${error.message}${error.stack}${error.cause}`.includes('canary'));
          return true;
        },
      );
    }
  });

  it('is reported as missing with what came instead', () => {
    assert.throws(() => parseJson(reply(200, '<html>')), /web page/);
    assert.throws(() => parseJson(reply(200, '')), /nothing/);
    assert.throws(() => parseJson(reply(200, '{')), /invalid JSON/);
  });

  it('isn’t parsed where it is nested deeper than any reply', () => {
    const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    assert.ok(parseJson(reply(200, nested(64))));
    assert.throws(() => parseJson(reply(200, nested(66))), /nested too deeply/);
    assert.throws(() => parseJson(reply(502, '['.repeat(500_000))), /nested too deeply/);
  });

  it('may hold any brackets in its strings', () => {
    const text = `${'['.repeat(100)}\\"${'{'.repeat(100)}\\\\`;
    assert.deepEqual(parseJson(reply(200, `["${text}", [1]]`)), [JSON.parse(`"${text}"`), [1]]);
  });
});

describe('the failure of a status', () => {
  const expected: readonly (readonly [number, UploadErrorCode, boolean])[] = [
    [400, 'rejected', false],
    [401, 'keyRejected', false],
    [402, 'quotaExceeded', false],
    [403, 'keyRejected', false],
    [404, 'rejected', false],
    [408, 'rateLimited', true],
    [413, 'tooLargeForServer', false],
    [415, 'rejected', false],
    [425, 'rateLimited', true],
    [429, 'rateLimited', true],
    [500, 'serverError', true],
    [502, 'serverError', true],
    [503, 'serverError', true],
    [599, 'serverError', true],
  ];
  for (const [status, code, retryable] of expected) {
    it(`is ${code} for HTTP ${status}, ${retryable ? 'worth' : 'not worth'} another attempt`, () => {
      const failure = failureOfStatus(reply(status, '<b>secret page</b>', { 'retry-after': '3' }));
      assert.equal(failure.code, code);
      assert.equal(failure.retryable, retryable);
      assert.equal(failure.retryAfter, retryable ? 3_000 : undefined);
      assert.equal(failure.details.status, status);
      assert.ok(!failure.message.includes('secret'));
    });
  }

  it("contains the provider's own message", () => {
    assert.equal(failureOfStatus(reply(400), { providerMessage: 'No' }).details.providerMessage, 'No');
  });
});

describe('the wait a server asks for', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  const waitOf = (headers: Record<string, string>) => retryAfterOf({ headers }, now);

  it('is read from seconds, a date and milliseconds', () => {
    assert.equal(waitOf({ 'retry-after': '7' }), 7_000);
    assert.equal(waitOf({ 'retry-after': '0.5' }), 500);
    assert.equal(waitOf({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' }), 30_000);
    assert.equal(waitOf({ 'retry-after-ms': '250', 'retry-after': '9' }), 250);
  });

  it('is never negative and never longer than a minute', () => {
    assert.equal(waitOf({ 'retry-after': '86400' }), 60_000);
    assert.equal(waitOf({ 'retry-after': '99999999999999999999' }), 60_000);
    assert.equal(waitOf({ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT' }), 0);
    assert.equal(waitOf({ 'retry-after-ms': '-5' }), 0);
  });

  it('is unknown if the headers say nothing useful', () => {
    assert.equal(waitOf({}), undefined);
    for (const value of ['', 'soon', '-5', '1e3', 'NaN', 'Wed, 99 Foo 2026 GMT']) {
      assert.equal(waitOf({ 'retry-after': value }), undefined, value);
    }
    assert.equal(waitOf({ 'retry-after-ms': 'x', 'retry-after': '2' }), 2_000);
  });
});

describe("a server's message as it is shown", () => {
  it('is one line without markup and control characters', () => {
    const text = '<html><style>p {x:y}</style>\r\n<h1>Bad\u0000 request</h1>\t<p>too\n big</p>\u202e</html>';
    assert.equal(cleanMessage(text, []), 'Bad request too big');
  });

  it('is short', () => {
    const long = cleanMessage('word '.repeat(100), []);
    assert.ok(Array.from(long).length <= 200);
    assert.ok(long.endsWith('…'));
    assert.equal(Array.from(cleanMessage('😀'.repeat(300), [])).length, 200);
    assert.equal(cleanMessage('x'.repeat(200), []), 'x'.repeat(200));
  });

  it('contains no key, neither a known one nor anything that looks like one', () => {
    assert.equal(cleanMessage('Invalid API key my-key-1 given', ['my-key-1']), 'Invalid API key [redacted] given');
    const odd = cleanMessage('key sk4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c is unknown', []);
    assert.equal(odd, 'key … is unknown');
    assert.ok(!cleanMessage('see https://s3.example/x?X-Amz-Signature=abc123', []).includes('abc123'));
  });

  it('keeps long words that are names', () => {
    assert.equal(cleanMessage('mediaStorageFileCouldNotBeMoved', []), 'mediaStorageFileCouldNotBeMoved');
  });

  it('is made quickly even from a text crafted to take long', () => {
    for (const piece of ['<', '<a', 'apiKey=', '"', 'Bearer ', 'https://', '\\"', 'x-amz-', '/proxy/']) {
      const text = cleanMessage(piece.repeat(200_000), []);
      assert.ok(Array.from(text).length <= 200);
    }
  });
});
