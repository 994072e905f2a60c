import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { format } from 'node:util';
import { reportPortVariable } from '../../harness/suiteVariables.ts';

/**
 * Sends what mocha and the suites print straight to the harness. VS Code's own way, through the window's console, mixes
 * it with a hundred lines about the window itself and leaves `%s` unformatted.
 * @returns what to call once everything is printed.
 */
export async function reportToHarness(): Promise<() => Promise<void>> {
  const port = Number(process.env[reportPortVariable]);
  const socket: Socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // Not `error`: VS Code itself uses that one for what it lacks in this installation, again and again.
  for (const method of ['log', 'info'] as const) {
    const value = (...values: unknown[]) => void socket.write(`${format(...values)}\n`);
    // VS Code has defined these with a setter that ignores what is assigned.
    Object.defineProperty(console, method, { value, configurable: true, writable: true });
  }
  return () => new Promise((resolve) => socket.end(resolve));
}
