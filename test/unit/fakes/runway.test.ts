import assert from 'node:assert/strict';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { checkOnce, form, json, picture, sha256, slotOf, uploadOnce, withFakeProvider } from './support.ts';

function askForSlot(
  fakeProvider: FakeProvider,
  headers: Record<string, string | undefined>,
  body: unknown,
): Promise<Response> {
  const all = {
    Authorization: `Bearer ${fakeProvider.key}`,
    'X-Runway-Version': '2024-11-06',
    'Content-Type': 'application/json',
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fetch(`${fakeProvider.url}/v1/uploads`, { method: 'POST', headers: sent, body: JSON.stringify(body) });
}

const asked = { filename: 'picture.png', type: 'ephemeral' };

describe('Runway fake server, the slot', () => {
  it('is an upload URL on another origin, opaque fields and a long URI', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const slot = await slotOf(fakeProvider);
      assert.notEqual(new URL(slot.uploadUrl).origin, new URL(fakeProvider.url).origin);
      assert.match(slot.runwayUri, /^runway:\/\/[\w-]{2000,}$/);
      assert.ok(Object.values(slot.fields).every((value) => typeof value === 'string'));
      assert.notEqual((await slotOf(fakeProvider)).uploadUrl, slot.uploadUrl);
    }));

  it('is refused without a key, with a wrong one, and with another version', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const without = await askForSlot(fakeProvider, { Authorization: undefined }, asked);
      assert.equal(without.status, 401);
      assert.deepEqual(await json(without), { error: 'No API key was provided.' });
      assert.equal((await askForSlot(fakeProvider, { Authorization: 'Bearer nope' }, asked)).status, 401);
      for (const version of [undefined, '2024-09-13']) {
        const response = await askForSlot(fakeProvider, { 'X-Runway-Version': version }, asked);
        assert.equal(response.status, 400);
        assert.match(`${(await json(response)).error}`, /X-Runway-Version/);
      }
    }));

  it("is refused with a list of issues if the body isn't as documented", () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      for (const [body, path] of [
        [{ filename: 'a.png' }, ['type']],
        [{ type: 'ephemeral' }, ['filename']],
        [{ filename: '', type: 'ephemeral' }, ['filename']],
        [null, ['filename']],
      ] as const) {
        const response = await askForSlot(fakeProvider, {}, body);
        assert.equal(response.status, 400);
        const { error, issues } = await json<{ error: string; issues: { path: string[] }[] }>(response);
        assert.equal(error, 'Validation of body failed');
        assert.deepEqual(issues[0]?.path, path);
      }
    }));

  it('is refused for a file name without an extension of a documented type', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      for (const filename of ['picture', 'picture.gif', 'frames.zip', 'picture.png.exe', '.png']) {
        const response = await askForSlot(fakeProvider, {}, { ...asked, filename });
        assert.equal(response.status, 400, filename);
        const { issues } = await json<{ issues: { path: string[] }[] }>(response);
        assert.deepEqual(issues[0]?.path, ['filename']);
      }
    }));

  it('is refused with HTTP 400 if credits are missing', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'noCredits' });
      const response = await askForSlot(fakeProvider, {}, asked);
      assert.equal(response.status, 400);
      assert.match(`${(await json(response)).error}`, /enough credits/);
    }));

  it('can be refused with a wait and a header against retrying', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      fakeProvider.inject({
        step: 'slot',
        what: 'status',
        status: 429,
        retryAfter: 3,
        headers: { 'x-should-retry': 'false' },
      });
      const response = await askForSlot(fakeProvider, {}, asked);
      assert.equal(response.status, 429);
      assert.equal(response.headers.get('retry-after'), '3');
      assert.equal(response.headers.get('x-should-retry'), 'false');
      assert.equal((await askForSlot(fakeProvider, {}, asked)).status, 200);
    }));

  it('can return an upload URL no client should send a file to', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      fakeProvider.inject({ step: 'slot', what: 'alter', set: { uploadUrl: 'http://10.0.0.1/steal' } });
      assert.equal((await slotOf(fakeProvider)).uploadUrl, 'http://10.0.0.1/steal');
    }));
});

describe('Runway fake server, the storage', () => {
  const bytes = picture();

  async function store(
    fakeProvider: FakeProvider,
    parts: (fields: [string, string][]) => readonly (readonly [string, string | Buffer])[],
    headers: Record<string, string> = {},
  ): Promise<{ status: number; code: string | undefined; uri: string }> {
    const slot = await slotOf(fakeProvider);
    const body = form(parts(Object.entries(slot.fields)));
    const response = await fetch(slot.uploadUrl, { method: 'POST', headers, body });
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
    return { status: response.status, code, uri: slot.runwayUri };
  }

  it('accepts the fields in order and the file last, and answers 204', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const { status, uri } = await store(fakeProvider, (fields) => [...fields, ['file', bytes]]);
      assert.equal(status, 204);
      assert.deepEqual(fakeProvider.files, [
        { name: 'picture.png', contentType: 'image/png', size: 2048, sha256: sha256(bytes), reference: uri },
      ]);
    }));

  it('accepts the metadata field of the official client', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const { status } = await store(fakeProvider, (fields) => [...fields, ['metadata', '{}'], ['file', bytes]]);
      assert.equal(status, 204);
    }));

  it('refuses in XML whatever violates the policy', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const departures: readonly ((fields: [string, string][]) => readonly (readonly [string, string | Buffer])[])[] = [
        (fields) => [['file', bytes], ...fields],
        (fields) => [...fields.slice(0, -1), ['file', bytes], ...fields.slice(-1)],
        (fields) => [...fields.slice(1), ['file', bytes]],
        (fields) => [...fields.toReversed(), ['file', bytes]],
        (fields) => [...fields.map(([name, value]) => [name, `${value}x`] as const), ['file', bytes]],
        (fields) => [...fields, ['surprise', '1'], ['file', bytes]],
        (fields) => [...fields, ['image', bytes]],
        (fields) => fields,
      ];
      for (const departure of departures) {
        const { status, code } = await store(fakeProvider, departure);
        assert.deepEqual([status, code], [400, 'InvalidArgument']);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it("refuses a request that contains the account's key", () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const headers = { Authorization: `Bearer ${fakeProvider.key}` };
      const { status, code } = await store(fakeProvider, (fields) => [...fields, ['file', bytes]], headers);
      assert.deepEqual([status, code], [400, 'InvalidArgument']);
    }));

  it('refuses contents that the extension of the file name does not match', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const video = Buffer.concat([Buffer.from('00000018667479706d703432', 'hex'), Buffer.alloc(2048)]);
      const send = async (filename: string, content: Buffer) => {
        const { uploadUrl, fields } = await slotOf(fakeProvider, filename);
        const body = form([...Object.entries(fields), ['file', content]]);
        return (await fetch(uploadUrl, { method: 'POST', body })).status;
      };
      assert.deepEqual(
        [
          await send('a.jpg', bytes),
          await send('a.mp4', bytes),
          await send('a.png', video),
          await send('a.mkv', video),
        ],
        [400, 400, 400, 400],
      );
      assert.deepEqual([await send('a.PNG', bytes), await send('a.mov', video)], [204, 204]);
    }));

  it('refuses fewer than 512 bytes and more than its limit', () =>
    withFakeProvider('runway', { maxUploadBytes: 4096 }, async (fakeProvider) => {
      const send = async (size: number) =>
        (await store(fakeProvider, (fields) => [...fields, ['file', picture(size)]])).code;
      assert.deepEqual(
        [await send(511), await send(512), await send(4096), await send(4097)],
        ['EntityTooSmall', undefined, undefined, 'EntityTooLarge'],
      );
    }));

  it('refuses a body of unknown length', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const { uploadUrl } = await slotOf(fakeProvider);
      const body = new Blob(['--x--']).stream();
      const response = await fetch(uploadUrl, { method: 'POST', body, duplex: 'half' });
      assert.equal(response.status, 411);
    }));

  it('accepts a slot once, even if the first attempt was interrupted', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const slot = await slotOf(fakeProvider);
      const send = () =>
        fetch(slot.uploadUrl, { method: 'POST', body: form([...Object.entries(slot.fields), ['file', bytes]]) });
      fakeProvider.inject({ step: 'storage', what: 'reset', when: 'duringBody' });
      await assert.rejects(send);
      const again = await send();
      assert.equal(again.status, 403);
      assert.match(await again.text(), /AccessDenied/);
      assert.equal((await uploadOnce(fakeProvider)).status, 204);
    }));

  it('refuses a slot that was left open for too long', () => {
    let now = Date.UTC(2026, 0, 1);
    return withFakeProvider('runway', { now: () => now }, async (fakeProvider) => {
      const slot = await slotOf(fakeProvider);
      now += 3_600_000;
      const body = form([...Object.entries(slot.fields), ['file', bytes]]);
      const late = await fetch(slot.uploadUrl, { method: 'POST', body });
      assert.equal(late.status, 403);
      assert.match(await late.text(), /Policy expired/);
      assert.equal((await uploadOnce(fakeProvider)).status, 204);
    });
  });

  it("doesn't know a slot nobody requested", () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const { uploadUrl } = await slotOf(fakeProvider);
      const response = await fetch(new URL('/storage/other', uploadUrl), {
        method: 'POST',
        body: form([['file', bytes]]),
      });
      assert.equal(response.status, 403);
    }));
});

describe('Runway fake server, the key check', () => {
  it('reports the credit balance for a correct key only', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      const right = await checkOnce(fakeProvider);
      assert.equal(right.status, 200);
      assert.equal((await json(right)).creditBalance, 2500);
      assert.equal((await checkOnce(fakeProvider, 'nope')).status, 401);
    }));
});
