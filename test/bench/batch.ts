import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../src/core/clock.ts';
import { openHistory } from '../../src/core/history/openHistory.ts';
import { uploadAll } from '../../src/core/uploads/batch.ts';
import { createUploader } from '../../src/core/uploads/uploader.ts';
import type { UploadRequest } from '../../src/core/uploads/uploadRequest.ts';
import { clientOver, silentLog } from '../unit/http/loopback.ts';
import { gatedFile } from '../unit/uploads/gatedSources.ts';
import { atLeast, atMost, type Figure, median } from './figures.ts';
import { writeSample } from './sampleFile.ts';
import { accountAt } from './senders/ours.ts';
import { startReceiver } from './startReceiver.ts';

const distinct = 40;
const size = 1_000_000;
/** Milliseconds the provider takes to answer, so that the waiting and not the machine decides. */
const delay = 100;
const concurrency = 3;

/**
 * What a workflow with 200 inputs of 40 files costs: each file asked for five times, twice of these under another name.
 * Ideal is forty answers, three at a time.
 */
export async function measureBatch(folder: string, runs: number): Promise<readonly Figure[]> {
  const receiver = await startReceiver(delay);
  const paths: string[] = [];
  for (let number = 0; number < distinct; number++) {
    const path = await writeSample(join(folder, `batch-${number}.png`), size + number);
    const copy = join(folder, `batch-${number}-copy.png`);
    await copyFile(path, copy);
    paths.push(path, copy, path, copy, path);
  }
  const walls: number[] = [];
  for (let round = 0; round < runs; round++) {
    walls.push(await uploadPaths(paths, receiver.origin, join(folder, `history-${round}`)));
  }
  const uploads = (await receiver.files()) / runs;
  receiver.stop();
  const ideal = Math.ceil(distinct / concurrency) * delay;
  const group = `Batch of ${paths.length} inputs, ${distinct} distinct files, ${delay} ms per answer`;
  return [
    { group, what: 'uploads', value: uploads, unit: '', budget: atMost(distinct) },
    { group, what: 'wall time', value: median(walls), unit: 'ms' },
    {
      group,
      what: `wall time / ideal for ${concurrency} at once`,
      value: median(walls) / ideal,
      unit: '×',
      budget: atMost(1.2),
    },
    {
      group,
      what: 'one after the other without reuse / ours',
      value: (paths.length * delay) / median(walls),
      unit: '×',
      budget: atLeast(1),
    },
  ];
}

async function uploadPaths(paths: readonly string[], origin: string, historyFolder: string): Promise<number> {
  const http = clientOver('undici');
  const history = await openHistory(historyFolder, { log: silentLog, clock: systemClock });
  const services = { http, history, clock: systemClock, log: silentLog };
  const uploader = createUploader({ ...services, maxConcurrent: () => concurrency });
  const account = accountAt(origin, 'comfyServer');
  const requests = await Promise.all(
    paths.map(async (path): Promise<UploadRequest> => {
      const uri = pathToFileURL(path).href;
      return { source: await gatedFile(path, { uri, name: basename(path) }, account), account, reuse: true };
    }),
  );
  const start = performance.now();
  const outcome = await uploadAll(uploader, requests);
  const wall = performance.now() - start;
  history.close();
  await http.close();
  const [failure] = outcome.failures;
  if (failure !== undefined) {
    throw new Error('An upload of the batch failed', { cause: failure.error });
  }
  return wall;
}
