import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from './figures.ts';
import type { SenderName } from './senders/senders.ts';
import type { Sent } from './sendingProcess.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./sendingProcess.ts', import.meta.url));

/** One upload of each, then the next of each: whatever else the machine does in between meets all of them. */
export async function inTurn<Name>(
  names: readonly Name[],
  runs: number,
  send: (name: Name) => Promise<Sent>,
): Promise<ReadonlyMap<Name, Sent>> {
  const all = new Map<Name, Sent[]>(names.map((name) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const name of names) {
      all.get(name)?.push(await send(name));
    }
  }
  return new Map([...all].map(([name, sent]) => [name, medianOf(sent)]));
}

/** An upload in a process of its own, after that of a small file. */
export async function sendInChild(name: SenderName, origin: string, small: string, file: string): Promise<Sent> {
  const { stdout } = await run(process.execPath, ['--expose-gc', script, name, origin, small, file]);
  return JSON.parse(stdout);
}

function medianOf(sent: readonly Sent[]): Sent {
  const of = (value: (one: Sent) => number): number => median(sent.map(value));
  return {
    milliseconds: of(({ milliseconds }) => milliseconds),
    memory: of(({ memory }) => memory),
    stall: of(({ stall }) => stall),
    cpuSeconds: of(({ cpuSeconds }) => cpuSeconds),
  };
}
