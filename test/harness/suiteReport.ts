import { createServer } from 'node:net';
import type { FakePorts } from './fakeEndpoints.ts';
import { freePort } from './ports.ts';
import { colorsVariable, fakePortsVariable, grepVariable, reportPortVariable } from './suiteVariables.ts';

/** The output of the suites in the extension host, as it comes. */
export interface SuiteReport {
  readonly port: number;
  /** Everything printed so far. */
  text(): string;
  /** When the last of it arrived, in milliseconds since the epoch. */
  lastOutput(): number;
  /** Resolves when the suites have closed their end, or after the time given, in milliseconds. */
  finished(limit: number): Promise<void>;
  close(): void;
}

/** Listens for the suites and prints their output on this terminal. */
export async function receiveReport(): Promise<SuiteReport> {
  const port = await freePort();
  let text = '';
  let last = Date.now();
  const ended = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      last = Date.now();
      process.stdout.write(chunk);
    });
    // A window that closes resets the connection; what came before is kept.
    socket.on('error', () => undefined);
    socket.on('close', () => ended.resolve());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    port,
    text: () => text,
    lastOutput: () => last,
    finished: (limit) =>
      Promise.race([ended.promise, new Promise<void>((resolve) => setTimeout(resolve, limit).unref())]),
    close: () => void server.close(),
  };
}

/** Environment variables for the suites, in the server and in desktop VS Code alike. */
export function suiteEnvironment(
  ports: FakePorts,
  report: SuiteReport,
  grep: string | undefined,
): Record<string, string> {
  return {
    [fakePortsVariable]: JSON.stringify(ports),
    [reportPortVariable]: String(report.port),
    [colorsVariable]: String(process.stdout.isTTY === true),
    ...(grep === undefined ? {} : { [grepVariable]: grep }),
  };
}
