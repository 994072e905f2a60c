import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What a path leads to, by turns. */
export interface Flip {
  /** The path whose meaning changes. */
  readonly path: string;
  readonly inside: string;
  readonly outside: string;
  /** `link`: the path is a link all the time. `folder`: it is `inside` itself, moved there, and a link by turns. */
  readonly way: 'link' | 'folder';
}

/** Ends a worker whose test has been given up: no race here takes longer, or more. */
const maxTime = 90_000;
const maxFlips = 5_000_000;

const source = `
const { renameSync, symlinkSync, rmSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { path, inside, outside, way, stop, flips, maxTime, maxFlips } = workerData;
const end = Date.now() + maxTime;
const spare = path + '.spare';
parentPort.postMessage('ready');
while (Atomics.load(stop, 0) === 0 && Atomics.load(flips, 0) < maxFlips && Date.now() < end) {
  if (way === 'link') {
    for (const target of [outside, inside]) {
      symlinkSync(target, spare);
      renameSync(spare, path);
    }
  } else {
    renameSync(path, inside);
    symlinkSync(outside, path);
    rmSync(path);
    renameSync(inside, path);
  }
  Atomics.add(flips, 0, 1);
}
`;

/**
 * Changes what a path leads to in a thread of its own, as fast as that goes, while `work` runs.
 * @returns how often it led outside
 */
export async function whileFlipping(flip: Flip, work: () => Promise<unknown>): Promise<number> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const flips = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(source, { eval: true, workerData: { ...flip, stop, flips, maxTime, maxFlips } });
  const ended = once(worker, 'exit');
  try {
    await once(worker, 'message');
    await work();
  } finally {
    Atomics.store(stop, 0, 1);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
    await worker.terminate();
  }
  return Atomics.load(flips, 0);
}
