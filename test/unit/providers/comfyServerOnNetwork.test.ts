import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { createHttpClient } from '../../../src/core/http/createHttpClient.ts';
import type { Account } from '../../../src/core/uploads/accounts/account.ts';
import { createUploader } from '../../../src/core/uploads/uploader.ts';
import { localNetworkAddress } from '../../harness/localNetworkAddress.ts';
import { plainSettings } from '../http/loopback.ts';
import { png } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const ownAddress = localNetworkAddress();

if (ownAddress === undefined) {
  describe('A ComfyUI on the network (no address in a local network on this machine)', () => {
    it.skip('receives a file over plain http');
  });
} else {
  describe(`A ComfyUI on the network, at ${ownAddress}`, () => {
    const world = useWorld('comfyServer', { fakeProvider: { host: ownAddress } });

    it('receives a file over plain http', async () => {
      assert.ok(world().fakeProvider.url.includes(ownAddress));
      const file = await world().file('cat.png', png());
      const { record } = await world().upload(file);
      assert.equal(record.reference.value, 'cat.png');
      assert.equal(record.origin, world().fakeProvider.url);
      assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
    });
  });
}

describe('A ComfyUI on the network, by name', () => {
  const world = useWorld('comfyServer');

  /** Sends a file to a host that resolves to the fake server. */
  async function uploadTo(host: string): Promise<{ readonly names: readonly string[]; upload: Promise<unknown> }> {
    const names: string[] = [];
    const lookup: LookupFunction = (name, options, callback) => {
      names.push(name);
      if (options.all) {
        callback(null, [{ address: '127.0.0.1', family: 4 }]);
      } else {
        callback(null, '127.0.0.1', 4);
      }
    };
    const { history, clock, log } = world();
    const http = createHttpClient({ settings: () => plainSettings, log, lookup });
    const uploader = createUploader({ http, history, clock, log, maxConcurrent: () => 1 });
    const endpoint = new URL(world().fakeProvider.url);
    endpoint.hostname = host;
    const account: Account = world().account({ endpoint });
    const request = await world().request(await world().file('cat.png', png()), { account });
    const upload = uploader.upload(request, {}).finally(() => http.close());
    return { names, upload };
  }

  for (const host of ['gpu-box', 'gpu-box.local', 'gpu.tailnet.internal']) {
    it(`receives a file over plain http at ${host}`, async () => {
      const { names, upload } = await uploadTo(host);
      await upload;
      assert.deepEqual([...new Set(names)], [host]);
      const { headers } = world().fakeProvider.requests[0] ?? {};
      assert.match(`${headers?.host}`, new RegExp(`^${host}:\\d+$`));
    });
  }

  it('is not even looked up where the name may be public', async () => {
    const { names, upload } = await uploadTo('comfy.example.com');
    const { code, details } = await failureOf(upload);
    assert.deepEqual([code, details.endpointProblem], ['endpointInvalid', 'publicPlainHttp']);
    assert.deepEqual([names, world().paths], [[], []]);
  });
});
