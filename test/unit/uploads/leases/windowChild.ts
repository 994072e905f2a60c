/**
 * A window of its own for tests: an uploader over a storage folder it shares with others, and one upload.
 * node windowChild.ts <storage folder> <endpoint> <key> <file>
 * On stdin, `upload` begins it and `cancel` cancels it. It ends with the upload, or with stdin.
 */
import { basename } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { systemClock as clock } from '../../../../src/core/clock.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { parseEndpoint } from '../../../../src/core/http/guards/endpointUrl.ts';
import { createHttpClient } from '../../../../src/core/http/undiciHttpClient.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { TransferLeases } from '../../../../src/core/uploads/leases/transferLeases.ts';
import { createUploader } from '../../../../src/core/uploads/uploader.ts';
import { gatedFile } from '../gatedSources.ts';

const [folder = '', endpoint = '', key = '', path = ''] = process.argv.slice(2);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const write =
  (level: string) =>
  (message: string): void => {
    say(`log ${level} ${message}`);
    if (message.endsWith('is being sent by another window')) {
      say('waits');
    }
  };
const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
const http = createHttpClient({
  proxy: () => ({
    noProxy: [],
    strictSSL: true,
    support: 'off',
    systemCertificates: false,
    environment: {},
  }),
  log,
});
const history = await openHistory(folder, { log, clock });
const leases = new TransferLeases({ folder, history, clock, log });
const uploader = createUploader({ http, history, clock, log, leases, maxConcurrent: () => 3 });
const cancelling = new AbortController();
const uri = pathToFileURL(path).href;

const account = {
  provider: providerById('comfyCloud'),
  endpoint: parseEndpoint(endpoint),
  key,
  options: {},
};

async function upload(): Promise<void> {
  let phase = '';
  try {
    const { record, reused } = await uploader.upload(
      {
        source: await gatedFile(path, { uri, name: basename(path) }, account),
        account,
        reuse: true,
      },
      {
        signal: cancelling.signal,
        onProgress(progress) {
          if (progress.phase !== phase) {
            phase = progress.phase;
            say(`phase ${phase}`);
          }
        },
      },
    );
    say(`done ${JSON.stringify({ reference: record.reference.value, reused })}`);
  } catch (error) {
    say(`failed ${String(error)}`);
  }
  leases.close();
  history.close();
  await http.close();
  input.close();
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  if (line === 'upload') {
    void upload();
  } else if (line === 'cancel') {
    cancelling.abort();
  }
});
// Whoever started it may be gone.
input.on('close', () => process.exit());
say('ready');
