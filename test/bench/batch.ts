import { createHash } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../src/core/clock.ts';
import { openHistory } from '../../src/core/history/openHistory.ts';
import type { HttpClient } from '../../src/core/http/httpClient.ts';
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
  const receiver = await startReceiver({ delay });
  const paths: string[] = [];
  for (let number = 0; number < distinct; number++) {
    const path = await writeSample(join(folder, `batch-${number}.png`), size + number);
    const copy = join(folder, `batch-${number}-copy.png`);
    await copyFile(path, copy);
    paths.push(path, copy, path, copy, path);
  }
  const rounds: BatchTimes[] = [];
  for (let round = 0; round < runs; round++) {
    rounds.push(await uploadTwice(paths, receiver.origin, join(folder, `history-${round}`)));
  }
  const walls = rounds.map(({ first }) => first);
  const uploads = (await receiver.files()) / runs;
  receiver.stop();
  const ideal = Math.ceil(distinct / concurrency) * delay;
  const sum = (of: (round: BatchTimes) => number): number => rounds.reduce((total, round) => total + of(round), 0);
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
    {
      group,
      what: 'once more with nothing changed, wall time',
      value: median(rounds.map(({ again }) => again)),
      unit: 'ms',
      budget: atMost(50),
    },
    {
      group,
      what: 'once more with nothing changed, requests',
      value: sum(({ requests }) => requests),
      unit: '',
      budget: atMost(0),
    },
    {
      group,
      what: 'once more with nothing changed, bytes hashed',
      value: sum(({ hashed }) => hashed),
      unit: 'B',
      budget: atMost(0),
    },
  ];
}

interface BatchTimes {
  /** Milliseconds for all uploads. */
  readonly first: number;
  /** Milliseconds for each file once more, with nothing changed, from the gate on. */
  readonly again: number;
  /** Requests that took. */
  readonly requests: number;
  /** Bytes that were hashed for that. */
  readonly hashed: number;
}

async function uploadTwice(paths: readonly string[], origin: string, historyFolder: string): Promise<BatchTimes> {
  const http = clientOver('undici');
  let requests = 0;
  const counting: HttpClient = {
    send: (request) => {
      requests++;
      return http.send(request);
    },
    close: () => http.close(),
  };
  const history = await openHistory(historyFolder, { log: silentLog, clock: systemClock });
  const services = { http: counting, history, clock: systemClock, log: silentLog };
  const uploader = createUploader({ ...services, maxConcurrent: () => concurrency });
  const account = accountAt(origin, 'comfyServer');

  async function requestsFor(files: readonly string[]): Promise<readonly UploadRequest[]> {
    return Promise.all(
      files.map(async (path): Promise<UploadRequest> => {
        const uri = pathToFileURL(path).href;
        return { source: await gatedFile(path, { uri, name: basename(path) }, account), account, reuse: true };
      }),
    );
  }

  async function upload(batch: readonly UploadRequest[]): Promise<void> {
    const outcome = await uploadAll(uploader, batch);
    const [failure] = outcome.failures;
    if (failure !== undefined) {
      throw new Error('An upload of the batch failed', { cause: failure.error });
    }
  }

  try {
    const batch = await requestsFor(paths);
    const start = performance.now();
    await upload(batch);
    const first = performance.now() - start;
    requests = 0;
    const counter = countHashedBytes();
    const startAgain = performance.now();
    // As a swap does: each file once, however many inputs name it, and past the gate.
    await upload(await requestsFor([...new Set(paths)]));
    const again = performance.now() - startAgain;
    return { first, again, requests, hashed: counter.stop() };
  } finally {
    history.close();
    await http.close();
  }
}

/** Counts what goes through any hash of node:crypto. */
function countHashedBytes(): { stop(): number } {
  const prototype = Object.getPrototypeOf(createHash('sha256'));
  const { update } = prototype;
  let bytes = 0;
  prototype.update = function (data: string | Uint8Array, ...rest: readonly unknown[]) {
    bytes += data.length;
    return Reflect.apply(update, this, [data, ...rest]);
  };
  return {
    stop: () => {
      prototype.update = update;
      return bytes;
    },
  };
}
