import assert from 'node:assert/strict';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import { mp4, png, wav, zip } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const v1 = 'POST /task/openapi/upload';
const v2 = 'POST /openapi/v2/media/upload/binary';
const day = 86_400_000;

describe('RunningHub', () => {
  const world = useWorld('runningHub');
  const upload = async (api: 'auto' | 'v1' | 'v2', name: string, bytes: Buffer) => {
    const file = await world().file(name, bytes);
    const account = world().account({ options: { api } });
    return { file, result: world().upload(file, { account }) };
  };

  it('sends a file through the older API exactly as documented', async () => {
    const { file, result } = await upload('v1', 'cat.png', png());
    const { record } = await result;
    assert.deepEqual(world().paths, [v1]);
    const [received] = world().fakeProvider.files;
    assert.equal(received?.sha256, file.sha256);
    assert.equal(received?.name, 'cat.png');
    assert.equal(record.reference.value, `api/${file.sha256}.png`);
    assert.deepEqual(record.reference.lifetime, { type: 'undocumented' });
    assert.equal(record.reference.expiresAt, undefined);
    assert.deepEqual(record.alternatives, []);
    assert.equal(world().fakeProvider.requests[0]?.headers.authorization, `Bearer ${world().fakeProvider.key}`);
  });

  it('sends a file through the newer API and keeps its link, which expires after a day', async () => {
    const { file, result } = await upload('v2', 'clip.mp4', mp4());
    const { record } = await result;
    assert.deepEqual(world().paths, [v2]);
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
    assert.equal(record.reference.form, 'fileName');
    assert.equal(record.reference.value, `openapi/${file.sha256}.mp4`);
    const [link] = record.alternatives;
    assert.equal(link?.form, 'downloadUrl');
    assert.ok(link?.value.includes(`/dl/${file.sha256}.mp4?`));
    assert.equal(link?.expiresAt, world().clock.now() + day);
  });

  it('sends audio through the newer API by default', async () => {
    const { file, result } = await upload('auto', 'voice.wav', wav());
    await result;
    assert.deepEqual(world().paths, [v2]);
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
  });

  it('sends a file under the usual extension of its type', async () => {
    const file = await world().file('clip.m4v', mp4());
    for (const api of ['v1', 'v2']) {
      await world().upload(file, { account: world().account({ options: { api } }), reuse: false });
    }
    assert.deepEqual(
      world().fakeProvider.files.map(({ name }) => name),
      ['clip.mp4', 'clip.mp4'],
    );
  });

  it('sends a ZIP through the older API by default, and accepts its bare hash', async () => {
    const { file, result } = await upload('auto', 'frames.zip', zip());
    assert.equal((await result).record.reference.value, file.sha256);
    assert.deepEqual(world().paths, [v1]);
  });

  for (const status of [404, 405, 412]) {
    it(`falls back to the older API where the newer answers HTTP ${status}`, async () => {
      world().fakeProvider.inject({ what: 'status', status, step: 'v2' });
      const { file, result } = await upload('auto', 'cat.png', png());
      assert.equal((await result).record.reference.value, `api/${file.sha256}.png`);
      assert.deepEqual(world().paths, [v2, v1]);
      assert.deepEqual(world().clock.sleeps, []);
    });

    it(`falls back to the older API where the newer answers code "${status}" with HTTP 200`, async () => {
      world().fakeProvider.inject({ what: 'code', code: `${status}`, step: 'v2' });
      const { result } = await upload('auto', 'cat.png', png());
      assert.ok((await result).record.reference.value.startsWith('api/'));
      assert.deepEqual(world().paths, [v2, v1]);
    });

    it(`does not fall back for ${status} when the newer API was asked for by name`, async () => {
      world().fakeProvider.inject({ what: 'code', code: status, step: 'v2' });
      const error = await failureOf((await upload('v2', 'cat.png', png())).result);
      assert.equal(error.code, status === 412 ? 'keyRejected' : 'rejected');
      assert.deepEqual(world().paths, [v2]);
    });
  }

  it('falls back with the whole file if the newer API refuses before it has read all of it', async () => {
    world().fakeProvider.inject({ what: 'status', status: 404, step: 'v2', early: true });
    const { file, result } = await upload('auto', 'clip.mp4', mp4(5_000_000));
    const { record } = await result;
    assert.equal(record.reference.value, `api/${file.sha256}.mp4`);
    assert.equal(record.contentHash, file.sha256);
    assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
    assert.equal(file.counts.open, 0);
  });

  it("reports the older API's failure if that fails too", async () => {
    world().fakeProvider.inject({ what: 'status', status: 404, step: 'v2' });
    world().fakeProvider.inject({ what: 'code', code: 809, step: 'v1' });
    const error = await failureOf((await upload('auto', 'cat.png', png())).result);
    assert.equal(error.code, 'tooLargeForServer');
  });

  it("doesn't fall back because of a wrong key", async () => {
    const file = await world().file('cat.png', png());
    const error = await failureOf(world().upload(file, { account: world().account({ key: 'not-the-key' }) }));
    assert.equal(error.code, 'keyRejected');
    assert.deepEqual(world().paths, [v2]);
  });

  it('accepts a success with the other message field, or with the code as a string', async () => {
    world().fakeProvider.inject({ what: 'otherMessageField' });
    world().fakeProvider.inject({ what: 'codeAsString', step: 'v2' });
    for (const name of ['one.png', 'two.png']) {
      assert.ok((await (await upload('auto', name, png())).result).record.reference.value.startsWith('openapi/'));
    }
  });

  it('accepts a success with code 200 and the name in "filename"', async () => {
    world().fakeProvider.inject({ what: 'otherSuccess' });
    const { file, result } = await upload('v2', 'cat.png', png());
    const { record } = await result;
    assert.equal(record.reference.value, `openapi/${file.sha256}.png`);
    assert.equal(record.alternatives[0]?.form, 'downloadUrl');
  });

  for (const code of [809, '1008'] as const) {
    it(`tries the older API once where the newer refuses the size with code ${code}`, async () => {
      world().fakeProvider.inject({ what: 'code', code, step: 'v2' });
      const { file, result } = await upload('auto', 'clip.mp4', mp4());
      assert.equal((await result).record.reference.value, `api/${file.sha256}.mp4`);
      assert.deepEqual(world().paths, [v2, v1]);
      assert.match(world().log.text, /warn .*finds the file too large; using the older upload path/);
    });
  }

  it('reports a file as too large only when both APIs have refused it, each asked once', async () => {
    world().fakeProvider.inject({ what: 'code', code: 809, step: 'v2' });
    world().fakeProvider.inject({ what: 'code', code: 809, step: 'v1' });
    const error = await failureOf((await upload('auto', 'clip.mp4', mp4())).result);
    assert.equal(error.code, 'tooLargeForServer');
    assert.deepEqual(world().paths, [v2, v1]);
  });

  for (const api of ['v1', 'v2'] as const) {
    it(`recognises a rejected key in code -1 with HTTP 200 from ${api}`, async () => {
      world().fakeProvider.inject({ what: 'code', code: -1, msg: 'ApiKey verification failed', step: api });
      const error = await failureOf((await upload(api, 'cat.png', png())).result);
      assert.equal(error.code, 'keyRejected');
      assert.equal(error.details.providerMessage, 'ApiKey verification failed');
    });
  }

  const codes: readonly (readonly [number | string, string, boolean])[] = [
    [401, 'keyRejected', false],
    [801, 'keyRejected', false],
    ['802', 'keyRejected', false],
    [811, 'keyRejected', false],
    [1002, 'keyRejected', false],
    [1014, 'keyRejected', false],
    [416, 'quotaExceeded', false],
    [812, 'quotaExceeded', false],
    [605, 'quotaExceeded', false],
    [1620, 'quotaExceeded', false],
    [809, 'tooLargeForServer', false],
    [1008, 'tooLargeForServer', false],
    [500, 'serverError', true],
    [808, 'serverError', true],
    [1003, 'rateLimited', true],
    ['1005', 'serverError', true],
    [1006, 'serverError', true],
    [1010, 'serverError', true],
    [1011, 'serverError', true],
    [1012, 'serverError', true],
    [301, 'rejected', false],
    [421, 'rejected', false],
    [1501, 'rejected', false],
    [-1, 'rejected', false],
    [99_999, 'rejected', false],
  ];
  for (const [code, expected, isRetried] of codes) {
    it(`takes code ${JSON.stringify(code)} in an HTTP 200 for ${expected}${isRetried ? ', and tries again' : ''}`, async () => {
      world().fakeProvider.inject({ what: 'code', code, step: 'v1', times: 4 });
      const error = await failureOf((await upload('v1', 'cat.png', png())).result);
      assert.equal(error.code, expected);
      assert.equal(world().paths.length, isRetried ? 4 : 1);
      assert.equal(world().history.count(), 0);
    });
  }

  it("passes on the provider's message, whichever field it is in", async () => {
    for (const [api, step] of [
      ['v1', 'v1'],
      ['v2', 'v2'],
    ] as const) {
      world().fakeProvider.inject({ what: 'code', code: 1501, msg: 'content <b>verification</b>', step });
      const error = await failureOf((await upload(api, 'cat.png', png())).result);
      assert.equal(error.details.providerMessage, 'content verification');
    }
  });

  for (const value of ['', ' ', '1', 7, null, undefined, { name: 'x' }, 'two\nlines', ['api/x.png']]) {
    it(`refuses ${JSON.stringify(value) ?? 'nothing'} as a fileName`, async () => {
      world().fakeProvider.inject({ what: 'alter', set: { fileName: value } });
      const error = await failureOf((await upload('auto', 'cat.png', png())).result);
      assert.equal(error.code, 'unexpectedReply');
      assert.equal(world().history.count(), 0);
    });
  }

  it('accepts any other fileName as is', async () => {
    world().fakeProvider.inject({ what: 'alter', set: { fileName: 'somewhere/else-entirely' } });
    const { record } = await (await upload('auto', 'cat.png', png())).result;
    assert.equal(record.reference.value, 'somewhere/else-entirely');
  });

  for (const link of ['xxxx.png', 'ftp://example.com/x.png', 'http://example.com/x.png', '', 7]) {
    it(`keeps no link where the reply has ${JSON.stringify(link)}`, async () => {
      world().fakeProvider.inject({ what: 'alter', set: { download_url: link } });
      assert.deepEqual((await (await upload('auto', 'cat.png', png())).result).record.alternatives, []);
    });
  }

  it('refuses a file above 30 * 2^20 bytes without a request, and names the limit', async () => {
    const file = await world().file('big.png', png(), 31_457_281);
    const error = await failureOf(world().upload(file));
    assert.equal(error.code, 'fileTooLarge');
    assert.equal(error.details.limit, 31_457_280);
    assert.deepEqual(world().paths, []);
    assert.equal(file.counts.open, 0);
  });

  it('sends a file between 30 * 10^6 and 30 * 2^20 bytes, with a warning', async () => {
    const file = await world().file('nearly.png', png(), 30_000_001);
    const { warnings } = await world().upload(file);
    assert.deepEqual(warnings, [{ code: 'nearLimit', kind: 'image' }]);
    assert.equal(world().fakeProvider.files[0]?.size, 30_000_001);
  });

  it('sends again what the other API stored, once an API is chosen', async () => {
    const bytes = png();
    await (await upload('v1', 'cat.png', bytes)).result;
    assert.equal((await (await upload('auto', 'cat.png', bytes)).result).reused, true);
    assert.equal((await (await upload('v2', 'cat.png', bytes)).result).reused, false);
  });

  describe('checking the connection', () => {
    const check = (key = world().fakeProvider.key) =>
      createAccountCalls(world()).checkConnection(world().account({ key }), new AbortController().signal);

    it("reports the account's balance", async () => {
      assert.deepEqual(await check(), { account: '1200 coins, 25.50 USD' });
      assert.deepEqual(world().paths, ['POST /uc/openapi/accountStatus']);
    });

    it('reports a wrong key', async () => {
      assert.equal((await failureOf(check('wrong-key'))).code, 'keyRejected');
    });

    it('sends no request without a key', async () => {
      assert.equal((await failureOf(check(''))).code, 'keyMissing');
      assert.deepEqual(world().paths, []);
    });

    it('accepts an answer that contains nothing useful', async () => {
      const unknown = { remainCoins: undefined, remainMoney: null, currency: undefined };
      world().fakeProvider.inject({ what: 'alter', set: unknown, step: 'check' });
      assert.deepEqual(await check(), { account: '' });
    });
  });
});
