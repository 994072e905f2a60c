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

export interface ReceiverOptions {
  /** Milliseconds before a file is answered. */
  readonly delay?: number;
  /** Whether it speaks TLS, with the certificate of the fixtures. */
  readonly isSecure?: boolean;
}

/** Starts the receiver of the uploads in a process of its own. */
export async function startReceiver({ delay = 0, isSecure = false }: ReceiverOptions = {}): Promise<Receiver> {
  const child = fork(script, [String(delay), String(isSecure)]);
  const { port } = await message<{ port: number }>(child);
  return {
    origin: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
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
