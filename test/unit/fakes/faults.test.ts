import assert from 'node:assert/strict';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import type { Fault } from '../../fakes/fault.ts';
import { checkOnce, json, picture, providersByHand, slotOf, uploadOnce, withFakeProvider } from './support.ts';

/** Runs one expectation against the fake server of every provider. */
function forEachProvider(title: string, use: (fakeProvider: FakeProvider) => Promise<void>): void {
  for (const provider of providersByHand) {
    it(`${provider}: ${title}`, () => withFakeProvider(provider, {}, use));
  }
}

/** What the last upload request was answered with; Runway's comes after the request for its slot. */
function lastRequest(fakeProvider: FakeProvider) {
  const request = fakeProvider.requests.at(-1);
  assert.ok(request);
  return request;
}

describe('Faults of the connection', () => {
  for (const when of ['beforeBody', 'duringBody', 'afterBody'] as const) {
    forEachProvider(`a reset, ${when}, leaves no answer, and the next upload works`, async (fakeProvider) => {
      fakeProvider.inject({ what: 'reset', when });
      await assert.rejects(() => uploadOnce(fakeProvider));
      const { status, bytes, contentLength } = lastRequest(fakeProvider);
      assert.equal(status, undefined);
      assert.equal(bytes > 0, when !== 'beforeBody');
      if (when === 'afterBody') {
        assert.equal(bytes, contentLength);
      }
      assert.ok((await uploadOnce(fakeProvider)).ok);
    });

    forEachProvider(`a stall, ${when}, lasts until the client leaves`, async (fakeProvider) => {
      fakeProvider.inject({ what: 'stall', when });
      let answered = 0;
      const answer = () => {
        answered += 1;
        return 'answered';
      };
      const uploads = [1, 2].map(() => uploadOnce(fakeProvider).then(answer, () => 'cut'));
      await Promise.race(uploads);
      // A whole upload later, one of the two is still waiting.
      assert.ok((await uploadOnce(fakeProvider)).ok);
      assert.equal(answered, 1);
      await fakeProvider.close();
      assert.deepEqual((await Promise.all(uploads)).sort(), ['answered', 'cut']);
    });
  }

  forEachProvider('a stall that ends is followed by the right answer', async (fakeProvider) => {
    fakeProvider.inject({ what: 'stall', when: 'afterBody', milliseconds: 5 });
    assert.ok((await uploadOnce(fakeProvider)).ok);
    assert.equal(fakeProvider.files.length, 1);
  });

  it('a body far longer than the socket buffers is interrupted in its middle', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'reset', when: 'duringBody' });
      await assert.rejects(() => uploadOnce(fakeProvider, picture(20_000_000)));
      const { bytes } = lastRequest(fakeProvider);
      assert.ok(bytes >= 10_000_000 && bytes < 11_000_000, `${bytes}`);
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('a body can be read slowly, by a fault or for all uploads', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'slowBody', bytesPerSecond: 20_000 });
      const started = performance.now();
      await uploadOnce(fakeProvider, picture(2000));
      const slow = performance.now() - started;
      await withFakeProvider('comfyServer', { bytesPerSecond: 20_000 }, async (other) => {
        const startedOther = performance.now();
        await uploadOnce(other, picture(2000));
        assert.ok(slow >= 95 && performance.now() - startedOther >= 95);
      });
    }));

  it('an answer can be slow, and can be cut', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'slowAnswer', bytesPerSecond: 1000 });
      assert.equal((await json(await uploadOnce(fakeProvider))).name, 'picture.png');
      fakeProvider.inject({ what: 'cutAnswer' });
      const cut = await uploadOnce(fakeProvider);
      assert.equal(cut.status, 200);
      await assert.rejects(() => cut.text());
    }));
});

describe('Faults of the answer', () => {
  const statuses = [400, 401, 402, 403, 404, 408, 409, 413, 415, 422, 429, 500, 502, 503];
  forEachProvider('any status, and the file is not taken', async (fakeProvider) => {
    for (const status of statuses) {
      fakeProvider.inject({ what: 'status', status });
      const response = await uploadOnce(fakeProvider);
      assert.equal(response.status, status);
      assert.notEqual(await response.text(), '');
    }
    assert.deepEqual(fakeProvider.files, []);
    assert.deepEqual(
      fakeProvider.requests.filter(({ path }) => path !== '/v1/uploads').map(({ status }) => status),
      statuses,
    );
  });

  forEachProvider('502 is a web page', async (fakeProvider) => {
    fakeProvider.inject({ what: 'status', status: 502 });
    const response = await uploadOnce(fakeProvider);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await response.text(), /<h1>502 Bad Gateway<\/h1>/);
  });

  it('a status is sent with the given wait, headers and body', () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      const date = new Date('2030-01-02T03:04:05Z');
      fakeProvider.inject({ what: 'status', status: 429, retryAfter: 7, body: { code: 'queue_full' } });
      fakeProvider.inject({
        what: 'status',
        status: 503,
        retryAfter: date,
        headers: { 'x-why': 'busy' },
        body: 'later',
      });
      const first = await uploadOnce(fakeProvider);
      assert.equal(first.headers.get('retry-after'), '7');
      assert.deepEqual(await json(first), { code: 'queue_full' });
      const second = await uploadOnce(fakeProvider);
      assert.equal(second.headers.get('retry-after'), 'Wed, 02 Jan 2030 03:04:05 GMT');
      assert.equal(second.headers.get('x-why'), 'busy');
      assert.equal(await second.text(), 'later');
    }));

  forEachProvider('an early 413 comes before the body is read', async (fakeProvider) => {
    fakeProvider.inject({ what: 'status', status: 413, early: true });
    // Whether the client sees the answer or only its broken pipe is its own affair: fetch does either.
    const status = await uploadOnce(fakeProvider, picture(4_000_000)).then(
      (response) => response.status,
      () => 413,
    );
    assert.equal(status, 413);
    assert.deepEqual([lastRequest(fakeProvider).bytes, lastRequest(fakeProvider).status], [0, 413]);
    assert.deepEqual(fakeProvider.files, []);
  });

  forEachProvider('no body, half a body, a body too long, another type', async (fakeProvider) => {
    // Runway's storage answers without a body: there the slot is what can be garbled.
    const step = fakeProvider.provider === 'runway' ? 'slot' : 'upload';
    const next = async (fault: Fault): Promise<Response> => {
      fakeProvider.inject({ ...fault, step });
      return step === 'slot'
        ? fetch(`${fakeProvider.url}/v1/uploads`, {
            method: 'POST',
            headers: {
              Authorization: `Bearer ${fakeProvider.key}`,
              'X-Runway-Version': '2024-11-06',
              'Content-Type': 'application/json',
            },
            body: JSON.stringify({ filename: 'a.png', type: 'ephemeral' }),
          })
        : uploadOnce(fakeProvider);
    };
    assert.equal(await (await next({ what: 'emptyBody' })).text(), '');
    const half = await (await next({ what: 'truncatedJson' })).text();
    assert.ok(half.length > 10);
    assert.throws(() => JSON.parse(half));
    const huge = await (await next({ what: 'hugeAnswer' })).text();
    assert.ok(huge.length > 4 * 1024 * 1024);
    assert.ok(JSON.parse(huge));
    const typed = await next({ what: 'contentType', contentType: 'text/html' });
    assert.equal(typed.headers.get('content-type'), 'text/html');
    assert.ok(JSON.parse(await typed.text()));
  });

  forEachProvider('a redirect, and it is known who follows', async (fakeProvider) => {
    for (const to of ['sameOrigin', 'otherOrigin'] as const) {
      fakeProvider.inject({ step: 'check', what: 'redirect', status: 307, to });
      assert.ok((await checkOnce(fakeProvider)).ok);
    }
    const [same, other] = fakeProvider.strayRequests;
    assert.equal(same?.headers.host, new URL(fakeProvider.url).host);
    assert.notEqual(other?.headers.host, new URL(fakeProvider.url).host);
    fakeProvider.inject({ what: 'redirect', status: 308, to: 'otherOrigin' });
    await uploadOnce(fakeProvider);
    assert.equal(fakeProvider.strayRequests.length, 3);
    assert.deepEqual(fakeProvider.files, []);
  });

  for (const [provider, set] of [
    ['runningHub', { fileName: undefined }],
    ['comfyCloud', { name: '' }],
    ['comfyServer', { name: { not: 'a name' } }],
  ] as const satisfies readonly (readonly [ProviderId, Record<string, unknown>])[]) {
    it(`${provider}: a reference that is missing or none`, () =>
      withFakeProvider(provider, {}, async (fakeProvider) => {
        fakeProvider.inject({ what: 'alter', set });
        const reply = await json<{ data?: Record<string, unknown> }>(await uploadOnce(fakeProvider));
        const result = reply.data ?? (reply as Record<string, unknown>);
        for (const [name, value] of Object.entries(set)) {
          assert.deepEqual(result[name], value);
        }
      }));
  }
});

describe('Injecting faults', () => {
  it('lets some requests pass, fails as often as given, and then works again', () =>
    withFakeProvider('comfyServer', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'status', status: 503, skip: 1, times: 2 });
      const statuses = [];
      for (let time = 0; time < 4; time += 1) {
        statuses.push((await uploadOnce(fakeProvider)).status);
      }
      assert.deepEqual(statuses, [200, 503, 503, 200]);
    }));

  it('uses faults up in order, each at its own step', () =>
    withFakeProvider('runway', {}, async (fakeProvider) => {
      fakeProvider.inject({ step: 'storage', what: 'status', status: 503 });
      fakeProvider.inject({ step: 'check', what: 'status', status: 500 });
      fakeProvider.inject({ step: 'storage', what: 'status', status: 500 });
      assert.equal((await slotOf(fakeProvider)).runwayUri.startsWith('runway://'), true);
      assert.equal((await checkOnce(fakeProvider)).status, 500);
      assert.deepEqual([(await uploadOnce(fakeProvider)).status, (await uploadOnce(fakeProvider)).status], [503, 500]);
      assert.equal((await uploadOnce(fakeProvider)).status, 204);
    }));

  it("is an error for a step or a fault the provider doesn't have", () =>
    withFakeProvider('comfyCloud', {}, async (fakeProvider) => {
      assert.throws(
        () => fakeProvider.inject({ step: 'slot', what: 'status', status: 500 }),
        /comfyCloud .* no step 'slot'/,
      );
      assert.throws(() => fakeProvider.inject({ what: 'processing' }), /comfyCloud .* no fault 'processing'/);
    }));
});
