import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { base64JsonBody } from '../../../src/core/http/bodies/jsonBodies.ts';
import { multipartBody } from '../../../src/core/http/bodies/multipartBody.ts';
import { clientOver, type TransportName } from './loopback.ts';

/**
 * Sends the files of its arguments and prints the peak memory that took; in a separate process nothing else adds to it.
 */
const [transport, kind, url = '', smallPath = '', path = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const client = clientOver(transport as TransportName);

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
let peak = before;
const received = await send(path, () => {
  peak = Math.max(peak, process.memoryUsage().rss);
});
await client.close();
process.stdout.write(JSON.stringify({ received, growth: peak - before }));
