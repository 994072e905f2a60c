import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./receiver.ts', import.meta.url));

export interface Receiver {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** How many files have arrived. */
  files(): Promise<number>;
  stop(): void;
}

/** Starts the receiver of the uploads in a process of its own. @param delay milliseconds before a file is answered */
export async function startReceiver(delay = 0): Promise<Receiver> {
  const child = fork(script, [String(delay)]);
  const { port } = await message<{ port: number }>(child);
  return {
    origin: `http://127.0.0.1:${port}`,
    files: async () => {
      const answer = message<{ files: number }>(child);
      child.send({});
      return (await answer).files;
    },
    stop: () => child.disconnect(),
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [value] = await once(child, 'message');
  return value;
}
