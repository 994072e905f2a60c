import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import type { Account } from '../../../src/core/uploads/accounts/account.ts';
import { createSession } from '../../../src/core/uploads/accounts/session.ts';
import { TransferLeases } from '../../../src/core/uploads/leases/transferLeases.ts';
import { createUploader } from '../../../src/core/uploads/uploader.ts';
import { clientOver, plainSettings, silentLog, type TransportName } from '../../unit/http/loopback.ts';
import { gatedFile } from '../../unit/uploads/gatedSources.ts';
import type { CreateSender } from './sender.ts';

const { signal } = new AbortController();

const storageCredentials = { accessKeyId: 'AKIABENCHMARK', secretAccessKey: 'secret-of-the-benchmark' };

export function accountAt(origin: string, provider: ProviderId): Account {
  return {
    provider: providerById(provider),
    endpoint: new URL(provider === 'runware' ? '/v1' : origin, origin),
    key: provider === 's3' ? JSON.stringify(storageCredentials) : 'key-of-the-benchmark',
    options: provider === 's3' ? { bucket: 'media' } : {},
  };
}

/**
 * Everything the extension does: type, limits, the question for an earlier upload, lease, content hash, record in the history.
 * @param options.isKnown whether the receiver has the content, so that none of it is sent
 */
export function wholeUpload(
  provider: ProviderId,
  { isKnown = false }: { readonly isKnown?: boolean } = {},
): CreateSender {
  return async (origin) => {
    const folder = mkdtempSync(join(tmpdir(), 'workflow-assets-bench-'));
    const http = clientOver('undici');
    const history = await openHistory(folder, { log: silentLog, clock: systemClock });
    const services = { history, clock: systemClock, log: silentLog };
    const leases = new TransferLeases({ ...services, folder });
    const uploader = createUploader({ ...services, http, leases, maxConcurrent: () => 3 });
    const account = accountAt(origin, provider);
    return {
      send: async (path) => {
        const uri = pathToFileURL(path).href;
        const source = await gatedFile(path, { uri, name: basename(path) }, account);
        const { reused } = await uploader.upload({ source, account, reuse: true }, { signal });
        if (reused !== isKnown) {
          throw new Error(reused ? 'Nothing was sent' : 'It was sent');
        }
      },
      close: async () => {
        leases.close();
        history.close();
        await http.close();
        rmSync(folder, { recursive: true });
      },
    };
  };
}

/** Only what curl does too: the file, its form, the answer. */
export function transferAlone(provider: ProviderId, transport: TransportName): CreateSender {
  return async (origin) => {
    // The receiver's certificate is one of the fixtures.
    const http = clientOver(transport, { settings: () => ({ ...plainSettings, strictSSL: false }) });
    const account = accountAt(origin, provider);
    return {
      send: async (path) => {
        const asset = await openFileAsset(path, pathToFileURL(path).href, { signal });
        const session = createSession({ http, clock: systemClock, log: silentLog }, { account, signal });
        await account.provider.upload(asset, session);
        await asset.close();
      },
      close: () => http.close(),
    };
  };
}
