import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestAsset } from '../../src/core/asset/contentHash.ts';
import { openFileAsset } from '../../src/core/asset/openFileAsset.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { HttpClient } from '../../src/core/http/httpClient.ts';
import type { Log } from '../../src/core/log.ts';
import type { UploadedReferences } from '../../src/core/providers/reference.ts';
import type { Account } from '../../src/core/uploads/accounts/account.ts';
import { withoutSecrets } from '../../src/core/uploads/accounts/secrets.ts';
import { createSession } from '../../src/core/uploads/accounts/session.ts';
import type { Evidence } from './evidence.ts';
import { type Exchange, recording } from './exchange.ts';
import type { LiveCheck } from './liveChecks.ts';
import { samplePicture } from './samplePicture.ts';

const madeUpKey = 'workflow-assets-live-check';
/** A log would hold more of a maintainer's account than the report does. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Makes one small upload, checks where it leads to, and deletes it where that is possible.
 * @throws UploadError without any secret where the provider refuses
 */
export function checkProvider(check: LiveCheck, account: Account, client: HttpClient): Promise<Evidence> {
  const { provider } = account;
  const { signal } = new AbortController();
  const sessionOf = (exchanges: Exchange[], key = account.key) =>
    createSession(
      { http: recording(client, exchanges), clock: systemClock, log: silentLog },
      { account: { ...account, key }, signal },
    );

  return withoutSecrets(account, async () => {
    const checks: Exchange[] = [];
    await provider.checkConnection(sessionOf(checks));
    const refusals: Exchange[] = [];
    if (provider.keyUrl !== undefined) {
      await provider.checkConnection(sessionOf(refusals, madeUpKey)).catch(() => undefined);
    }
    const upload: Exchange[] = [];
    const picture = samplePicture();
    const name = `workflow-assets-${randomUUID()}.png`;
    const uploaded = await withFile(name, picture, async (path) => {
      const asset = await openFileAsset(path, pathToFileURL(path).href, { signal });
      try {
        const digests = provider.digest === undefined ? undefined : await digestAsset(asset, signal);
        return await provider.upload(asset, sessionOf(upload), digests?.blake3);
      } finally {
        await asset.close();
      }
    });
    return {
      sample: { name, size: picture.length, sha256: sha256(picture) },
      check: checks[0],
      rejected: refusals[0],
      upload,
      uploaded,
      leadsToSameBytes: await leadsTo(picture, check.download(uploaded, account)),
      wasDeleted: await wasDeleted(uploaded, account, sessionOf([])),
    };
  });
}

async function wasDeleted(
  { reference }: UploadedReferences,
  { provider }: Account,
  session: ReturnType<typeof createSession>,
): Promise<boolean | undefined> {
  if (provider.delete === undefined || provider.canDelete?.(reference) === false) {
    return undefined;
  }
  return provider.delete(reference, session).then(
    () => true,
    () => false,
  );
}

/** Whether a download gives these bytes. A redirect is followed without the key. */
async function leadsTo(
  bytes: Buffer,
  download: { readonly url: URL; readonly headers: Headers } | undefined,
): Promise<boolean | undefined> {
  if (download === undefined) {
    return undefined;
  }
  const first = await fetch(download.url, { headers: download.headers, redirect: 'manual' });
  const location = first.headers.get('location');
  const last = location === null ? first : await fetch(new URL(location, download.url));
  return sha256(Buffer.from(await last.arrayBuffer())) === sha256(bytes);
}

async function withFile<T>(name: string, bytes: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'workflow-assets-live-'));
  try {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
