import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { format } from 'node:util';
import { reportPortVariable } from '../../harness/suiteVariables.ts';

/**
 * Sends what mocha and the suites print directly to the harness. Through the window's console, which is VS Code's own way, it
 * is mixed with a hundred lines about the window itself, and `%s` stays unformatted.
 * @returns what to call once everything is printed.
 */
export async function reportToHarness(): Promise<() => Promise<void>> {
  const port = Number(process.env[reportPortVariable]);
  const socket: Socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // Not `error`: VS Code itself prints there, again and again, what this installation lacks.
  for (const method of ['log', 'info'] as const) {
    const value = (...values: unknown[]) => void socket.write(`${format(...values)}\n`);
    // VS Code defines these with a setter that ignores assignments.
    Object.defineProperty(console, method, { value, configurable: true, writable: true });
  }
  return () => new Promise((resolve) => socket.end(resolve));
}
