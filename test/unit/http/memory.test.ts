import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { png } from '../asset/samples.ts';
import { Loopback, transports } from './loopback.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./sendingProcess.ts', import.meta.url));
const size = 48 * 1_048_576;

describe('sending 48 MiB', () => {
  let loopback: Loopback;
  let folder: string;
  let url: URL;

  before(async () => {
    loopback = new Loopback();
    folder = await mkdtemp(join(tmpdir(), 'memory-'));
    for (const name of ['small.png', 'large.png']) {
      await writeFile(join(folder, name), png(1, 1));
    }
    await truncate(join(folder, 'large.png'), size);
    url = await loopback.http(async (request, response) => {
      let length = 0;
      for await (const chunk of request) {
        length += chunk.length;
      }
      response.end(String(length));
    });
  });

  after(async () => {
    await loopback.close();
    await rm(folder, { recursive: true });
  });

  for (const transport of transports) {
    for (const kind of ['multipart', 'base64']) {
      it(`as ${kind} over ${transport} takes a fraction of that in memory`, async () => {
        const files = [join(folder, 'small.png'), join(folder, 'large.png')];
        const { stdout } = await run(process.execPath, [script, transport, kind, url.href, ...files]);
        const { received, growth } = JSON.parse(stdout);
        assert.ok(Number(received) > size, received);
        assert.ok(growth < size * 0.6, `${growth} bytes more`);
      });
    }
  }
});
