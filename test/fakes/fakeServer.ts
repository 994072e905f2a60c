import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../src/core/providers/providerSetting.ts';
import { type Answer, alterAnswer, answerOfStatus, redirectAnswer, sendAnswer, sendEarly } from './answer.ts';
import type { FakeProvider, FakeProviderOptions, ReceivedFile, ReceivedRequest } from './fakeProvider.ts';
import type { Fault, FaultKind, FaultStep } from './fault.ts';
import { FaultQueue } from './faultQueue.ts';
import { ClientLeft, drain, MeteredBody, peek } from './meteredBody.ts';

/** Where a request arrived: at the endpoint a person configures, or at the second origin (storage, redirect targets). */
export type Origin = 'endpoint' | 'other';

export interface RequestHead {
  readonly origin: Origin;
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
}

/** A route of a provider's API. `handle` gets the body and the quirk to apply, if one was injected. */
export interface Route {
  readonly steps: readonly FaultStep[];
  handle(body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer>;
}

/** What makes one provider's fake server different from another's. */
export interface Protocol {
  /** The provider's own faults, each with the step it belongs to. */
  readonly quirks: Readonly<Partial<Record<FaultKind['what'], FaultStep>>>;
  readonly steps: readonly FaultStep[];
  /** Finds the route; `peekBody` gives the first bytes where only the body tells which route is meant. */
  route(head: RequestHead, peekBody: () => Promise<Buffer>): Route | Promise<Route>;
  /** The body the provider is known to send with an error status; `undefined` for a gateway's HTML page. */
  errorBody(status: number, step: FaultStep | undefined): unknown;
  onUpgrade?(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Forgets everything stored. */
  reset(): void;
  /** Stops what it has started. */
  close?(): Promise<void>;
}

/** What the server provides to its protocol. */
export interface FakeProviderContext {
  readonly options: FakeProviderOptions;
  readonly key: string;
  /** Origin of the endpoint and of the second server, e.g. `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly otherOrigin: string;
  addFile(file: ReceivedFile): void;
  addRun(json: string): void;
}

interface FakeProviderSetup {
  readonly provider: ProviderId;
  readonly defaultKey: string;
  /** Path of the endpoint, e.g. `/v1`; empty for the root. */
  readonly endpointPath: string;
  /** What the server calls itself in its replies; left out where nothing depends on it. */
  readonly serverHeader?: string;
  /** Options a connection to it needs; none by default. */
  readonly connectionOptions?: ProviderOptions;
  protocol(context: FakeProviderContext): Protocol;
}

const strayPrefix = '/redirected';
const connections = new WeakMap<Server, Set<Socket>>();

type Recorded = { -readonly [Name in keyof ReceivedRequest]: ReceivedRequest[Name] };

/** Starts the two loopback servers of a fake server: its endpoint, and a second origin for storage and redirects. */
export async function startFakeServer(
  setup: FakeProviderSetup,
  options: FakeProviderOptions = {},
): Promise<FakeProvider> {
  const key = options.key ?? setup.defaultKey;
  const requests: Recorded[] = [];
  const strayRequests: Recorded[] = [];
  const files: ReceivedFile[] = [];
  const runs: string[] = [];
  let uploadsUnderWay = 0;
  let peakConcurrency = 0;

  const listener =
    (origin: Origin): RequestListener =>
    (request, response) => {
      request.on('error', () => {});
      response.on('error', () => {});
      if (setup.serverHeader !== undefined) {
        response.setHeader('Server', setup.serverHeader);
      }
      void serve(origin, request, response).catch(() => cut(request.socket));
    };
  const endpoint = await listen(listener('endpoint'), options, options.port ?? 0);
  const other = await listen(listener('other'), options, 0);
  const context: FakeProviderContext = {
    options,
    key,
    origin: originOf(endpoint, options),
    otherOrigin: originOf(other, options),
    addFile: (file) => {
      files.push(file);
    },
    addRun: (json) => {
      runs.push(json);
    },
  };
  const protocol = setup.protocol(context);
  const faults = new FaultQueue(setup.provider, protocol.quirks, protocol.steps);
  if (protocol.onUpgrade !== undefined) {
    endpoint.on('upgrade', protocol.onUpgrade.bind(protocol));
  }

  async function serve(origin: Origin, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = parseUrl(request.url);
    const record = recordOf(request, url);
    if (url.pathname.startsWith(strayPrefix)) {
      strayRequests.push(record);
      await drain(request);
      response.end('{}');
      return;
    }
    requests.push(record);
    response.once('close', () => {
      record.status ??= response.headersSent ? response.statusCode : undefined;
      options.log?.(
        `${setup.provider} ${record.method} ${record.path} ${record.status ?? 'cut'} ${record.bytes} bytes`,
      );
    });
    const head: RequestHead = { origin, method: record.method, url, headers: request.headers };
    const route = await protocol.route(head, () => peek(request));
    if (route.steps.includes('upload')) {
      uploadsUnderWay += 1;
      peakConcurrency = Math.max(peakConcurrency, uploadsUnderWay);
      response.once('close', () => {
        uploadsUnderWay -= 1;
      });
    }
    await answer(request, response, record, route);
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    record: Recorded,
    route: Route,
  ): Promise<void> {
    const isUpload = route.steps.includes('upload');
    const fault = faults.take(route.steps);
    const send = async (reply: Answer): Promise<void> => {
      record.status = reply.status;
      await (reply.early ? sendEarly(request, response, reply) : sendAnswer(response, reply, fault));
    };
    const goWrong = (): Promise<void> => misbehave(request.socket, fault);

    if (fault !== undefined && 'when' in fault && fault.when === 'beforeBody') {
      await goWrong();
    }
    const body = new MeteredBody({
      bytesPerSecond: fault?.what === 'slowBody' ? fault.bytesPerSecond : isUpload ? options.bytesPerSecond : undefined,
      haltAfter:
        fault !== undefined && 'when' in fault && fault.when === 'duringBody'
          ? Math.floor((record.contentLength ?? 2) / 2)
          : undefined,
      onHalt: goWrong,
      onBytes: (bytes) => {
        record.bytes = bytes;
      },
    });
    if (fault?.what === 'status' && fault.early) {
      await send({ ...answerOfStatus(fault, protocol.errorBody(fault.status, route.steps.at(-1))), early: true });
      return;
    }
    body.readFrom(request);
    if (fault?.what === 'status' || fault?.what === 'redirect') {
      await drain(body);
      await send(
        fault.what === 'status'
          ? answerOfStatus(fault, protocol.errorBody(fault.status, route.steps.at(-1)))
          : redirectAnswer(fault, (fault.to === 'sameOrigin' ? context.origin : context.otherOrigin) + strayPrefix),
      );
      return;
    }
    const right = alterAnswer(await route.handle(body, fault), fault);
    // A protocol that stops reading (because a form is malformed or too long) still answers.
    const early = right.early ?? (body.destroyed && !request.complete);
    if (!early && !body.destroyed) {
      await drain(body);
    }
    if (isUpload && options.delay !== undefined) {
      await misbehave(request.socket, { what: 'stall', when: 'afterBody', milliseconds: options.delay });
    }
    if (fault !== undefined && 'when' in fault && fault.when === 'afterBody') {
      await goWrong();
    }
    await send({ ...right, early });
  }

  return {
    provider: setup.provider,
    url: context.origin + setup.endpointPath,
    key,
    connectionOptions: setup.connectionOptions ?? {},
    requests,
    files,
    runs,
    strayRequests,
    get peakConcurrency() {
      return peakConcurrency;
    },
    inject: (fault: Fault) => faults.add(fault),
    reset: () => {
      faults.clear();
      protocol.reset();
      for (const list of [requests, strayRequests, files, runs]) {
        list.length = 0;
      }
      peakConcurrency = uploadsUnderWay;
    },
    close: async () => {
      await Promise.all([closeServer(endpoint), closeServer(other)]);
      await protocol.close?.();
    },
  };
}

/** Resets the connection, or waits: for a time, until a promise settles, or until the client has left. */
async function misbehave(socket: Socket, fault: FaultKind | undefined): Promise<void> {
  if (fault?.what === 'reset') {
    cut(socket);
  }
  if (fault?.what === 'stall' && !socket.destroyed) {
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        // A kept-alive connection has many of these.
        socket.off('close', goOn);
        resolve();
      };
      const timer = fault.milliseconds === undefined ? undefined : setTimeout(goOn, fault.milliseconds);
      socket.once('close', goOn);
      void fault.until?.then(goOn, goOn);
    });
  }
  if (socket.destroyed) {
    throw new ClientLeft('The connection was closed.');
  }
}

/** Resets a connection. A TLS socket can't be reset: its client sees it closed in the middle of a record. */
function cut(socket: Socket): void {
  if (socket instanceof TLSSocket || socket.destroyed) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}

function recordOf(request: IncomingMessage, url: URL): Recorded {
  const announced = request.headers['content-length'];
  return {
    method: request.method ?? '',
    path: url.pathname,
    headers: request.headers,
    contentLength: announced === undefined ? undefined : Number(announced),
    bytes: 0,
    status: undefined,
  };
}

/** A request target may be anything; one that isn't a path counts as the root. */
function parseUrl(target: string | undefined): URL {
  return URL.parse(target ?? '/', 'http://fakeProvider.invalid') ?? new URL('http://fakeProvider.invalid/');
}

async function listen(listener: RequestListener, options: FakeProviderOptions, port: number): Promise<Server> {
  const server = options.tls === undefined ? createServer(listener) : createSecureServer(options.tls, listener);
  // A slow upload may take longer than Node's default of five minutes for a whole request.
  server.requestTimeout = 0;
  server.on('clientError', (_error, socket) => {
    socket.destroy();
  });
  // Node.js no longer tracks a connection that became a WebSocket, and would wait for it forever when it closes.
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, options.host ?? '127.0.0.1', resolve);
  });
  return server;
}

function originOf(server: Server, options: FakeProviderOptions): string {
  const { address, port, family } = server.address() as AddressInfo;
  const scheme = options.tls === undefined ? 'http' : 'https';
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const socket of connections.get(server) ?? []) {
    socket.destroy();
  }
  await closed;
}
