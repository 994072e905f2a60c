import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { createHttpClient } from '../../../src/core/http/createHttpClient.ts';
import { endpointProblem } from '../../../src/core/http/guards/endpointProblem.ts';
import { withDefaults } from '../../../src/core/providers/connectionOption.ts';
import { s3 } from '../../../src/core/providers/s3.ts';
import { type Account, accountScope } from '../../../src/core/uploads/accounts/account.ts';
import { redactorFor } from '../../../src/core/uploads/accounts/secrets.ts';
import { createUploader } from '../../../src/core/uploads/uploader.ts';
import { plainSettings } from '../http/loopback.ts';
import { png } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const longHost = 'a'.repeat(60);

describe('A connection to a storage', () => {
  const world = useWorld('s3');
  const upload = async (options: Readonly<Record<string, string>>) =>
    world().upload(await world().file('cat.png', png()), { account: world().account({ options }) });

  for (const [option, text, why] of [
    ['bucket', '', 'is missing'],
    ['bucket', 'ab', 'is too short'],
    ['bucket', 'a'.repeat(64), 'is too long'],
    ['bucket', 'my bucket', 'has a space'],
    ['bucket', 'bucket/folder', 'has a slash'],
    ['bucket', 'https://host/bucket', 'is an address'],
    ['bucket', 'a..b', 'has two dots'],
    ['bucket', 'büro', 'has an umlaut'],
    ['region', 'eu west', 'has a space'],
    ['region', 'eu/west', 'has a slash'],
    ['prefix', '..', 'leads out of the bucket'],
    ['prefix', 'a/../b', 'leads out of a folder'],
    ['prefix', './a', 'has a segment without meaning'],
    ['prefix', 'a\\b', 'has a backslash'],
    ['prefix', 'a\u0000b', 'has a control character'],
    ['prefix', 'a\ud800', 'is half a character'],
    ['prefix', 'é'.repeat(500), 'is longer than any key'],
    ['style', 'virtual', "isn't a style"],
    ['links', 'secret', "isn't a kind of link"],
    ['linkLifetime', '59', 'is under a minute'],
    ['linkLifetime', '604801', 'is over 7 days'],
    ['linkLifetime', '1e4', "isn't written in digits"],
    ['linkLifetime', '7d', 'has a unit'],
    ['expiresAfterDays', '0', 'is no time'],
    ['expiresAfterDays', '1.5', "isn't whole"],
  ] as const) {
    it(`sends nothing where the ${option} ${why}`, async () => {
      const { code, details } = await failureOf(upload({ [option]: text }));
      assert.deepEqual([code, details.option], ['optionInvalid', option]);
      assert.deepEqual(world().paths, []);
    });
  }

  for (const [publicBaseUrl, why] of [
    ['', 'is missing'],
    ['cdn.example.com', 'has no scheme'],
    ['ftp://cdn.example.com', 'has another scheme'],
    ['https://cdn.example.com/?token=1', 'has a query'],
    ['https://cdn.example.com/#top', 'has a fragment'],
    ['https://me:secret@cdn.example.com', 'holds a password'],
    [`https://${longHost}.example.com/${'a'.repeat(1_950)}`, 'makes links of more than 2,048 characters'],
  ] as const) {
    it(`sends nothing where links are public and their base address ${why}`, async () => {
      const { code, details } = await failureOf(upload({ links: 'public', publicBaseUrl }));
      assert.deepEqual([code, details.option], ['optionInvalid', 'publicBaseUrl']);
      assert.deepEqual(world().paths, []);
    });
  }

  it('counts the prefix as it is written in links towards their 2,048 characters', async () => {
    const options = { links: 'public', publicBaseUrl: `https://cdn.example.com/${'a'.repeat(1_000)}` };
    await upload({ ...options, prefix: 'a'.repeat(200) });
    assert.equal((await failureOf(upload({ ...options, prefix: '画'.repeat(200) }))).details.option, 'publicBaseUrl');
  });

  it('takes every option as it is where nothing is written, except for the bucket', () => {
    const defaults = withDefaults(s3.connectionOptions ?? [], {});
    for (const { name, accepts, choices } of s3.connectionOptions ?? []) {
      assert.equal(accepts(defaults[name] ?? '', defaults), name !== 'bucket', name);
      for (const choice of Object.keys(choices ?? {})) {
        const others = { ...defaults, bucket: 'media', publicBaseUrl: 'https://cdn.example.com' };
        assert.ok(accepts(choice, others), `${name} ${choice}`);
      }
    }
  });

  it('takes the presets as they are, once they are filled in', () => {
    for (const { label, endpoint, options, asks } of s3.presets ?? []) {
      const filled = asks.reduce((text, name) => text.replace(`{${name}}`, 'eu-central-1'), endpoint);
      assert.doesNotMatch(filled, /[{}]/, label);
      if (!asks.includes('endpoint')) {
        assert.equal(endpointProblem(filled, s3), undefined, label);
      }
      const complete = withDefaults(s3.connectionOptions ?? [], { bucket: 'media', ...options });
      for (const { name, accepts } of s3.connectionOptions ?? []) {
        assert.ok(accepts(complete[name] ?? '', complete), `${label}: ${name}`);
      }
      assert.ok(asks.includes('region') !== (options.region !== undefined), label);
    }
  });

  for (const [text, problem] of [
    ['https://s3.eu-central-1.amazonaws.com', undefined],
    ['https://s3.eu-central-1.amazonaws.com/', undefined],
    ['http://nas.local:9000', undefined],
    ['https://s3.eu-central-1.amazonaws.com/media', 'path'],
    ['https://storage.example.com//', 'path'],
    ['s3.amazonaws.com/media', 'path'],
    ['s3://media', 'schemeUnsupported'],
    ['http://storage.example.com', 'publicPlainHttp'],
    ['', 'notUrl'],
  ] as const) {
    it(`finds ${problem ?? 'nothing'} wrong with the endpoint "${text}"`, () => {
      assert.equal(endpointProblem(text, s3), problem);
    });
  }

  it('asks for a key of two parts, or three', async () => {
    const file = await world().file('cat.png', png());
    for (const key of [
      'AKIAIOSFODNN7EXAMPLE',
      '{"accessKeyId":"AKIA"}',
      '{"secretAccessKey":""}',
      '{',
      '[]',
      '{"a":1}',
    ]) {
      const { code } = await failureOf(world().upload(file, { account: world().account({ key }) }));
      assert.equal(code, 'keyMissing', key);
    }
    assert.deepEqual(world().paths, []);
  });

  it('keeps every part of the key out of texts, with slashes and plus signs in whatever way they are written', () => {
    const key = JSON.stringify({
      accessKeyId: 'AKIAIOSFODNN7',
      secretAccessKey: 'ab/cd+ef/gh+ij==',
      sessionToken: 'tok/en+1',
    });
    const clean = redactorFor(world().account({ key }));
    const text = clean(`ab/cd+ef/gh+ij== ${encodeURIComponent('ab/cd+ef/gh+ij==')} tok/en+1 AKIAIOSFODNN7`);
    assert.doesNotMatch(text, /cd|gh|tok|AKIA/);
  });

  it('is another recipient with another bucket, so that consent to one is no consent to the other', async () => {
    const source = await world().file('cat.png', png());
    const { source: gated } = await world().request(source);
    const account = world().account({ options: { bucket: 'another-bucket' } });
    await assert.rejects(world().uploader.upload({ source: gated, account, reuse: true }), TypeError);
    assert.deepEqual(world().paths, []);
  });

  describe('in the history', () => {
    const scope = (changes: Partial<Account>) => accountScope(world().account(changes), 'salt').account;
    const keyWith = (change: object): string => JSON.stringify({ ...JSON.parse(world().fakeProvider.key), ...change });

    it('is another account with another bucket or access key, and the same with another secret or prefix', () => {
      const usual = scope({});
      assert.notEqual(scope({ options: { bucket: 'another' } }), usual);
      assert.notEqual(scope({ key: keyWith({ accessKeyId: 'ASIA' }) }), usual);
      assert.equal(scope({ key: keyWith({ secretAccessKey: 'renewed' }) }), usual);
      assert.equal(scope({ options: { prefix: 'another' } }), usual);
    });

    it('is known without a key, so that uploads can be planned before one is entered', () => {
      const missing = scope({ key: '' });
      assert.notEqual(missing, scope({}));
      assert.notEqual(missing, scope({ key: '', options: { bucket: 'another' } }));
    });

    it('goes by the base address of public links, which work with whatever key', () => {
      const options = { links: 'public', publicBaseUrl: 'https://cdn.example.com' };
      assert.equal(scope({ options }), scope({ options, key: keyWith({ accessKeyId: 'ASIA' }) }));
      assert.notEqual(
        scope({ options }),
        scope({ options: { ...options, publicBaseUrl: 'https://other.example.com' } }),
      );
    });
  });

  describe('whose requests name the bucket in the host', () => {
    const lookup: LookupFunction = (_name, options, callback) => {
      if (options.all) {
        callback(null, [{ address: '127.0.0.1', family: 4 }]);
      } else {
        callback(null, '127.0.0.1', 4);
      }
    };

    /** Takes any object: s3rver signs such requests as if the bucket were in their path, which AWS doesn't. */
    const stored = new Set<string>();
    const server = createServer((request, response) => {
      const { method, url = '', headers } = request;
      const object = `${headers.host?.replace(/:\d+$/, '')}${url.replace(/\?.*/, '')}`;
      const isThere = stored.has(object);
      request.resume().on('end', () => {
        if (method === 'PUT') {
          stored.add(object);
        }
        const status = method === 'PUT' || isThere ? 200 : 404;
        response.writeHead(status, { etag: '"0"', 'content-length': method === 'HEAD' ? 4096 : 0 }).end();
      });
    });
    before((done) => void server.listen(0, '127.0.0.1', done));
    after(() => {
      server.close();
      server.closeAllConnections();
    });

    it('stores files there, finds them there, and links to them there', async () => {
      const { history, clock, log } = world();
      const http = createHttpClient({ settings: () => plainSettings, log, lookup });
      const uploader = createUploader({ http, history, clock, log, maxConcurrent: () => 1 });
      const { port } = server.address() as AddressInfo;
      const endpoint = new URL(`http://s3.storage.internal:${port}`);
      const account = world().account({ endpoint, options: { style: 'virtualHost' } });
      const source = await world().file('cat.png', png());
      try {
        const { record } = await uploader.upload(await world().request(source, { account }), {});
        const { host, pathname } = new URL(record.reference.value);
        assert.equal(host, `media-bucket.s3.storage.internal:${port}`);
        assert.equal(pathname, `/workflow-assets/${source.sha256}.png`);
        assert.deepEqual([...stored], [`media-bucket.s3.storage.internal${pathname}`]);
        const again = await uploader.upload(await world().request(source, { account, reuse: false }), {});
        assert.equal(again.reused, true);
      } finally {
        await http.close();
      }
    });

    it('sends nothing to an address, below which there are no names', async () => {
      const { code, details } = await failureOf(upload({ style: 'virtualHost' }));
      assert.deepEqual([code, details.endpointProblem], ['endpointInvalid', 'noSubdomain']);
      assert.deepEqual(world().paths, []);
    });

    for (const bucket of ['my.bucket', 'My-Bucket', 'my_bucket']) {
      it(`refuses the bucket ${bucket}, whose host no certificate would cover`, async () => {
        assert.equal((await failureOf(upload({ style: 'virtualHost', bucket }))).details.option, 'style');
      });
    }
  });
});
