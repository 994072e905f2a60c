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

const source = `
const { renameSync, symlinkSync, rmSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { path, inside, outside, way, stop, flips } = workerData;
const spare = path + '.spare';
parentPort.postMessage('ready');
while (Atomics.load(stop, 0) === 0) {
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
  const worker = new Worker(source, { eval: true, workerData: { ...flip, stop, flips } });
  const ended = once(worker, 'exit');
  try {
    await once(worker, 'message');
    await work();
  } finally {
    Atomics.store(stop, 0, 1);
    await ended;
  }
  return Atomics.load(flips, 0);
}
