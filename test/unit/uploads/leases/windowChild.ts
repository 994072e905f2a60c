/**
 * A window of its own for tests: the engine over a storage folder it shares with others, and one upload.
 * node windowChild.ts <storage folder> <endpoint> <key> <file>
 * On stdin, `upload` begins it and `cancel` cancels it. It ends with the upload, or with stdin.
 */
import { basename } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { createEngine } from '../../../../src/core/engine.ts';

const [storageFolder = '', endpoint = '', key = '', path = ''] = process.argv.slice(2);

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
const engine = createEngine({
  storageFolder,
  log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  proxySettings: () => ({
    noProxy: [],
    strictSSL: true,
    support: 'off',
    systemCertificates: false,
    extraCertificates: [],
    environment: {},
  }),
  maxConcurrentUploads: () => 3,
});
const cancelling = new AbortController();
const uri = pathToFileURL(path).href;

async function upload(): Promise<void> {
  let phase = '';
  try {
    const { record, reused } = await engine.uploader.upload({
      source: { uri, name: basename(path), open: (signal) => engine.openFileAsset(path, uri, { signal }) },
      account: {
        provider: engine.providerById('comfyCloud'),
        endpoint: engine.parseEndpoint(endpoint),
        key,
        options: { runningHubApi: 'auto', runwareTask: 'auto' },
      },
      reuse: true,
      signal: cancelling.signal,
      onProgress(progress) {
        if (progress.phase !== phase) {
          phase = progress.phase;
          say(`phase ${phase}`);
        }
      },
    });
    say(`done ${JSON.stringify({ reference: record.reference.value, reused })}`);
  } catch (error) {
    say(`failed ${String(error)}`);
  }
  await engine.close();
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
