// Not `node:http`, whose import as a module makes Node.js set its own global dispatcher.
import { type AddressInfo, createServer } from 'node:net';

/** Loads a file that exports `createHttpClient`, sends one request with it and prints which global dispatchers are set. */

const [, , file = ''] = process.argv;
const names = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'];
const print = (when: string): void => {
  const set = names.filter((name) => Reflect.get(globalThis, Symbol.for(name)) !== undefined);
  process.stdout.write(`${when}: ${set.join(', ')}\n`);
};

print('before');
const { createHttpClient } = await import(file);
const server = createServer((socket) => {
  socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere'));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const http = createHttpClient({
  settings: () => ({ strictSSL: true, systemCertificates: false }),
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
const url = new URL(`http://127.0.0.1:${port}/`);
const { text } = await http.send({ method: 'GET', url, signal: AbortSignal.timeout(10_000) });
process.stdout.write(`answer: ${text}\n`);
await http.close();
server.close();
print('after');
