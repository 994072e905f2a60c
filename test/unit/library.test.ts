import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { systemClock } from '../../src/core/clock.ts';
import { openHistory } from '../../src/core/history/openHistory.ts';
import { createHttpClient } from '../../src/core/http/createHttpClient.ts';
import { parseEndpoint } from '../../src/core/http/guards/endpointUrl.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import type { Account } from '../../src/core/uploads/accounts/account.ts';
import { createUploader } from '../../src/core/uploads/uploader.ts';
import { applyEdits, planRestore, planSwap } from '../../src/core/workflow/edit/swap.ts';
import { locateFiles } from '../../src/core/workflow/paths/locateFiles.ts';
import { scanWorkflow } from '../../src/core/workflow/scan/scanWorkflow.ts';
import type { FakeProvider } from '../fakes/fakeProvider.ts';
import { startFakeProvider } from '../fakes/startFakeProvider.ts';
import { gatedFile } from './uploads/gatedSources.ts';
import { png } from './uploads/mediaSamples.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

describe('The core as a library, without VS Code', () => {
  let folder = '';
  let fake: FakeProvider;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'workflow-assets-')));
    fake = await startFakeProvider('comfyCloud', { keepBytes: true });
  });
  after(async () => {
    await fake.close();
    await rm(folder, { recursive: true });
  });

  it('uploads what a workflow names, swaps the path for the reference and restores it to the byte', async () => {
    const path = join(folder, 'workflow.json');
    const picture = join(folder, 'hero.png');
    await writeFile(path, '{\r\n  "1": { "class_type": "LoadImage", "inputs": { "image": "hero.png" } }\r\n}');
    await writeFile(picture, png(40_000));
    const http = createHttpClient({
      settings: () => ({ strictSSL: true, systemCertificates: false }),
      log,
    });
    const history = await openHistory(join(folder, 'history'), { log, clock: systemClock });
    const uploader = createUploader({ http, history, clock: systemClock, log, maxConcurrent: () => 3 });
    const account: Account = {
      provider: providerById('comfyCloud'),
      endpoint: parseEndpoint(fake.url),
      key: fake.key,
      options: { runningHubApi: 'auto', runwareTask: 'auto' },
    };
    try {
      const text = await readFile(path, 'utf8');
      const { inputs } = scanWorkflow(text);
      const context = {
        documentFolder: folder,
        assetFolders: [],
        workspaceFolders: [folder],
        homeFolder: undefined,
      };
      const [located] = await locateFiles(inputs, context, AbortSignal.timeout(10_000));
      assert.equal(located?.file?.realPath, picture);

      const uri = pathToFileURL(picture).href;
      const source = await gatedFile(fileURLToPath(uri), { uri, name: basename(picture) }, account);
      const { record, reused } = await uploader.upload({ source, account, reuse: true });
      assert.equal(reused, false);
      assert.deepEqual(
        fake.files.map(({ size }) => size),
        [40_000],
      );

      const swap = planSwap(text, [{ input: located.input, newValue: record.reference.value }]);
      const swapped = applyEdits(text, swap.edits);
      assert.equal(swapped, text.replace('hero.png', record.reference.value));
      assert.equal(applyEdits(swapped, planRestore(swapped, swap.restorations).edits), text);

      assert.equal((await uploader.upload({ source, account, reuse: true })).reused, true);
      assert.equal(fake.requests.length, 1);
    } finally {
      history.close();
      await http.close();
    }
  });
});
