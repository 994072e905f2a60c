import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs s3rver, a server that checks signatures as a storage does, until its parent is gone. It has no types of its own, and
 * needs Node.js 24.
 *
 * Arguments: access key id, secret access key, and the buckets to create. Says its port to the process that forked it. On
 * `{"reset":true}` it empties its buckets, and on `{"remove":[bucket,key]}` it removes one object; it answers each with `{}`.
 */
interface Server {
  readonly store: { deleteObject(bucket: string, key: string): Promise<void> };
  run(): Promise<{ readonly port: number }>;
  reset(): void;
  configureBuckets(): Promise<unknown>;
}
type Message = { readonly reset: true } | { readonly remove: readonly [bucket: string, key: string] };

const require = createRequire(import.meta.url);
const S3rver = require('@20minutes/s3rver') as new (options: object) => Server;
const { DUMMY_ACCOUNT } = require('@20minutes/s3rver/lib/models/account') as {
  readonly DUMMY_ACCOUNT: { createKeyPair(id: string, secret: string): void };
};

const [accessKeyId = '', secretAccessKey = '', ...buckets] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'workflow-assets-s3rver-'));
DUMMY_ACCOUNT.createKeyPair(accessKeyId, secretAccessKey);
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  // It takes every name for a bucket.
  vhostBuckets: false,
  configureBuckets: buckets.map((name) => ({ name })),
});

process.on('message', async (message: Message) => {
  if ('reset' in message) {
    server.reset();
    await server.configureBuckets();
  } else {
    await server.store.deleteObject(...message.remove);
  }
  process.send?.({});
});
process.on('disconnect', () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
const { port } = await server.run();
process.send?.({ port });
