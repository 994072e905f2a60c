import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FakeProviderContext } from './fakeServer.ts';
import { readJsonBody } from './jsonBody.ts';
import { MeteredBody } from './meteredBody.ts';
import { invalidApiKey, type RunwareTask, type RunwareTasks, runAll } from './runwareTasks.ts';

/**
 * The WebSocket side of Runware (documented at wss://ws-api.runware.ai/v1), so that its official JavaScript client can be
 * run against the fake server unchanged: first an authentication task, then the same tasks as over HTTP.
 */
export class RunwareWebSocket {
  readonly #context: FakeProviderContext;
  readonly #tasks: RunwareTasks;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024, perMessageDeflate: false });

  constructor(context: FakeProviderContext, tasks: RunwareTasks) {
    this.#context = context;
    this.#tasks = tasks;
  }

  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => {});
    this.#server.handleUpgrade(request, socket, head, (client) => this.#serve(client));
  }

  #serve(client: WebSocket): void {
    let authenticated = false;
    const send = (reply: unknown): void => client.send(JSON.stringify(reply));
    const receive = async (message: Buffer): Promise<void> => {
      const body = new MeteredBody();
      body.end(message);
      const { value, payload } = await readJsonBody(body, this.#context.options.keepBytes);
      if (!Array.isArray(value)) {
        send({ errors: [{ code: 'invalidJSON', message: 'A message must be a JSON array of tasks.' }] });
        return;
      }
      const list = value as readonly RunwareTask[];
      const authentication = list.find((task) => task?.taskType === 'authentication');
      if (authentication !== undefined) {
        authenticated = authentication.apiKey === this.#context.key;
        const session = { taskType: 'authentication', connectionSessionUUID: randomUUID() };
        send(authenticated ? { data: [session] } : { errors: [invalidApiKey] });
        return;
      }
      if (!authenticated) {
        send({ errors: [invalidApiKey] });
        return;
      }
      const { data, errors } = runAll(this.#tasks, list, payload);
      if (data.length > 0) {
        send({ data });
      }
      if (errors.length > 0) {
        send({ errors });
      }
    };
    client.on('message', (message: Buffer) => {
      receive(message).catch(() => client.terminate());
    });
    client.on('error', () => {});
  }
}
