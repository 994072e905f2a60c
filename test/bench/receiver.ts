import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/**
 * A server that takes uploads as the providers do and looks at none of their bytes: it finds the end of the headers,
 * counts, and answers. A server that parses forms and hashes files, as the fake servers do, needs longer for a file than
 * any of the clients compared here, and all of them would look alike.
 *
 * Runs in a process of its own; says its port to the process that forked it, and on any message how many files it took.
 */
const delay = Number(process.argv[2] ?? 0);
const isSecure = process.argv[3] === 'true';
const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('0\r\n\r\n');
/** Bytes of a body that are kept, to find the task's id in. */
const keptBytes = 4_096;
let port = 0;
let files = 0;

interface Answer {
  readonly isFile: boolean;
  readonly status: string;
  /** JSON, or XML as a string. */
  readonly body: unknown;
}

class Exchange {
  readonly method: string;
  readonly target: string;
  /** Of the body; `undefined` for one in chunks, which says itself where it ends. */
  readonly length: number | undefined;
  #kept: Buffer = Buffer.alloc(0);
  #received = 0;

  constructor(head: string) {
    [, this.method = '', this.target = ''] = /^(\S+) (\S+)/.exec(head) ?? [];
    const isChunked = /^transfer-encoding: *chunked/im.test(head);
    this.length = isChunked ? undefined : Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  }

  /** @returns whether the body is complete */
  take(bytes: Buffer): boolean {
    this.#received += bytes.length;
    if (this.#kept.length < keptBytes) {
      this.#kept = Buffer.concat([this.#kept, bytes.subarray(0, keptBytes)]);
    }
    return this.length === undefined ? endsChunks(bytes) : this.#received >= this.length;
  }

  answer(): Answer {
    // Below this path all content is known, as it is to a provider that has been sent it before.
    const isKnown = this.target.startsWith('/known/');
    if (this.method === 'HEAD') {
      return { isFile: false, status: isKnown ? '200 OK' : '404 Not Found', body: undefined };
    }
    if (this.target.includes('/api/v2/assets')) {
      const body = { id: '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b', hash: null, expires_at: null, created_new: !isKnown };
      return { isFile: true, status: '201 Created', body };
    }
    switch (this.target) {
      case '/upload/image':
        return { isFile: true, status: '200 OK', body: { name: 'picture.png', subfolder: '', type: 'input' } };
      case '/v1/uploads': {
        const body = {
          uploadUrl: `http://127.0.0.1:${port}/storage`,
          fields: { key: 'slot' },
          runwayUri: 'runway://1',
        };
        return { isFile: false, status: '200 OK', body };
      }
      case '/v1': {
        const taskUUID = /"taskUUID":"([^"]+)"/.exec(this.#kept.toString('latin1'))?.[1];
        const data = [{ taskType: 'imageUpload', taskUUID, imageUUID: '77da2d99-a6d3-44d9-b8c0-ae9fb06b6200' }];
        return { isFile: true, status: '200 OK', body: { data } };
      }
      case '/storage':
        return { isFile: true, status: '200 OK', body: {} };
      default:
        return this.target.startsWith('/media/') ? this.#storageAnswer() : notFound;
    }
  }

  /** What a storage answers: it never has the object, and takes it whole or in parts. */
  #storageAnswer(): Answer {
    const ok = '200 OK';
    switch (this.method) {
      case 'PUT':
        return { isFile: !this.target.includes('partNumber='), status: ok, body: '' };
      case 'POST':
        return this.target.includes('uploadId=')
          ? { isFile: true, status: ok, body: xml('CompleteMultipartUploadResult', '<ETag>"0"</ETag>') }
          : { isFile: false, status: ok, body: xml('InitiateMultipartUploadResult', '<UploadId>1</UploadId>') };
      default:
        return { ...notFound, body: '' };
    }
  }
}

const notFound: Answer = { isFile: false, status: '404 Not Found', body: {} };

function xml(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`;
}

/** The last chunk has no bytes. Only the end of what has arrived is looked at, as no byte of the file is. */
function endsChunks(bytes: Buffer): boolean {
  return bytes.subarray(-5).equals(lastChunk);
}

function serve(socket: Socket): void {
  let head: Buffer = Buffer.alloc(0);
  let exchange: Exchange | undefined;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    let body: Buffer = chunk;
    if (exchange === undefined) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(headEnd);
      if (end < 0) {
        return;
      }
      const text = head.toString('latin1', 0, end);
      body = head.subarray(end + headEnd.length);
      head = Buffer.alloc(0);
      exchange = new Exchange(text);
      if (/^expect: *100-continue/im.test(text)) {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      }
    }
    if (exchange.take(body)) {
      const { isFile, status, body: content } = exchange.answer();
      exchange = undefined;
      files += isFile ? 1 : 0;
      const text = typeof content === 'string' ? content : content === undefined ? '' : JSON.stringify(content);
      const type = typeof content === 'string' ? 'application/xml' : 'application/json';
      const reply = `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\netag: "0"\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
      if (isFile && delay > 0) {
        setTimeout(() => socket.write(reply), delay);
      } else {
        socket.write(reply);
      }
    }
  });
}

function createReceiver(): Server {
  if (!isSecure) {
    return createServer(serve);
  }
  const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));
  return createTlsServer({ key: fixture('server.key'), cert: fixture('server.pem') }, serve);
}

const server = createReceiver().listen(0, '127.0.0.1', () => {
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  process.send?.({ port });
});
process.on('message', () => process.send?.({ files }));
process.on('disconnect', () => process.exit());
