import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { base64JsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import { multipartBody } from '../../../src/core/http/bodies/multipartBody.ts';
import { createHttpClient } from '../../../src/core/http/undiciHttpClient.ts';
import { noProxy, silentLog } from './loopback.ts';

/** Sends the file of its arguments and prints how much memory that took at most: a process of its own has no other. */
const [kind, url = '', smallPath = '', path = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const client = createHttpClient({ proxy: () => noProxy, log: silentLog });

async function send(from: string, onBytesSent?: () => void): Promise<string> {
  const asset = await openFileAsset(from, `file://${from}`, { signal });
  const body =
    kind === 'multipart' ? multipartBody([{ name: 'file', asset }]) : base64JsonBody('{"media":"', asset, '"}');
  const { text } = await client.send({ method: 'POST', url: new URL(url), body, signal, onBytesSent });
  await asset.close();
  return text === String(body.contentLength) ? text : `${text} received, ${body.contentLength} announced`;
}

// A small file first, so that what loading code costs is not counted.
await send(smallPath);
const before = process.memoryUsage().rss;
let most = before;
const received = await send(path, () => {
  most = Math.max(most, process.memoryUsage().rss);
});
await client.close();
process.stdout.write(JSON.stringify({ received, growth: most - before }));
