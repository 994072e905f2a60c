/**
 * A window of its own for tests: an uploader over a storage folder it shares with others, and one upload.
 * node windowChild.ts <storage folder> <provider> <endpoint> <key> <file, or folder that is sent as a ZIP>
 * On stdin, `upload` begins it and `cancel` cancels it. It ends with the upload, or with stdin.
 */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { temporaryFilesIn } from '../../../../src/core/archive/temporaryFiles.ts';
import { openFolderAsZip } from '../../../../src/core/archive/zipFolder.ts';
import type { Asset } from '../../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../../src/core/asset/openFileAsset.ts';
import { systemClock as clock } from '../../../../src/core/clock.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { createHttpClient } from '../../../../src/core/http/createHttpClient.ts';
import { parseEndpoint } from '../../../../src/core/http/guards/endpointUrl.ts';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { TransferLeases } from '../../../../src/core/uploads/leases/transferLeases.ts';
import type { GatedSource } from '../../../../src/core/uploads/permission/permissionGate.ts';
import { createUploader } from '../../../../src/core/uploads/uploader.ts';
import { gated, gatedFile } from '../gatedSources.ts';

const [folder = '', providerId, endpoint = '', key = '', path = ''] = process.argv.slice(2);

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
  settings: () => ({ strictSSL: true, systemCertificates: false }),
  log,
});
const history = await openHistory(folder, { log, clock });
const leases = new TransferLeases({ folder, history, clock, log });
const uploader = createUploader({ http, history, clock, log, leases, maxConcurrent: () => 3 });
const cancelling = new AbortController();
const uri = pathToFileURL(path).href;

const account = {
  provider: providerById(providerId as ProviderId),
  endpoint: parseEndpoint(endpoint),
  key,
  options: {},
};

/** What is chosen: a file, or the images of a folder as one archive. */
async function source(): Promise<GatedSource> {
  const named = { uri, name: basename(path) };
  if (!(await stat(path)).isDirectory()) {
    return gatedFile(path, named, account);
  }
  const openImage = (image: string): Promise<Asset> =>
    openFileAsset(image, pathToFileURL(image).href, { signal: cancelling.signal });
  const open = (signal: AbortSignal): Promise<Asset> =>
    openFolderAsZip(
      { realPath: path, open: openImage },
      {
        uri,
        mediaTypes: ['image/png'],
        maxBytes: undefined,
        temporaryFiles: temporaryFilesIn(join(folder, 'temporary')),
        signal,
      },
    );
  return gated({ ...named, open }, account);
}

async function upload(): Promise<void> {
  let phase = '';
  try {
    const { record, reused } = await uploader.upload(
      {
        source: await source(),
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
