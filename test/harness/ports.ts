import { createServer } from 'node:net';

/**
 * A free port on 127.0.0.1, chosen at random below the range that systems use for outgoing connections: one from that range
 * may be taken again by the time a server wants it.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error('No free port found on 127.0.0.1 between 20000 and 32000.');
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
