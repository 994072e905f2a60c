import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Answer, gatewayPage } from './answer.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import {
  type FakeProviderContext,
  type Protocol,
  type RequestHead,
  type Route,
  startFakeServer,
} from './fakeServer.ts';
import type { FaultKind, FaultStep } from './fault.ts';
import { readJsonBody } from './jsonBody.ts';
import type { MeteredBody } from './meteredBody.ts';
import { invalidApiKey, type Outcome, type RunwareTask, RunwareTasks, runAll } from './runwareTasks.ts';
import { RunwareWebSocket } from './runwareWebSocket.ts';

/** Fake server for Runware: the task list at `/v1`, over HTTP and (as its JavaScript client speaks) over a WebSocket. */
export function startRunware(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return startFakeServer(
    {
      provider: 'runware',
      defaultKey: 'Ab0Cd1Ef2Gh3Ij4Kl5Mn6Op7Qr8St9Uv',
      endpointPath: '/v1',
      protocol: (context) => new Runware(context),
    },
    options,
  );
}

class Runware implements Protocol {
  readonly quirks: Protocol['quirks'] = {
    dataAsObject: 'upload',
    processing: 'upload',
    errors: 'upload',
    errorsBesideData: 'upload',
    dataOfAnotherTask: 'upload',
    singleError: 'upload',
    otherTaskUuid: 'upload',
  };
  readonly steps: readonly FaultStep[] = ['upload', 'task', 'poll', 'delete', 'check', 'download'];
  readonly #context: FakeProviderContext;
  readonly #tasks: RunwareTasks;
  readonly #webSocket: RunwareWebSocket;

  constructor(context: FakeProviderContext) {
    this.#context = context;
    this.#tasks = new RunwareTasks(context);
    this.#webSocket = new RunwareWebSocket(context, this.#tasks);
  }

  async route(head: RequestHead, peekBody: () => Promise<Buffer>): Promise<Route> {
    const { pathname } = head.url;
    if (head.origin === 'other') {
      return { steps: ['download'], handle: async () => this.#download(pathname) };
    }
    if (head.method !== 'POST' || !/^\/v1\/?$/.test(pathname)) {
      return { steps: [], handle: async () => ({ status: 404, body: gatewayPage(404) }) };
    }
    const steps = stepsOf((await peekBody()).toString('latin1', 0, 1024));
    return { steps, handle: (body, quirk) => this.#tasksOf(head, body, quirk) };
  }

  errorBody(status: number): unknown {
    const codes: Record<number, readonly [string, string]> = {
      400: ['invalidRequest', 'The request is invalid.'],
      402: ['insufficientCredits', 'Insufficient credits. Add some at https://my.runware.ai/wallet'],
      403: ['permissionDenied', 'Permission denied.'],
      404: ['taskNotFound', 'Not found.'],
      429: ['rateLimitExceeded', 'Too many requests.'],
      500: ['internalServerError', 'Internal server error.'],
      503: ['serviceUnavailable', 'Service unavailable.'],
    };
    if (status === 401) {
      return { errors: [invalidApiKey] };
    }
    const known = codes[status];
    return known === undefined ? undefined : { errors: [{ code: known[0], message: known[1] }] };
  }

  onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.#webSocket.accept(request, socket, head);
  }

  reset(): void {
    this.#tasks.reset();
  }

  async #tasksOf(head: RequestHead, body: MeteredBody, quirk: FaultKind | undefined): Promise<Answer> {
    // `Content-Type: application/json` is part of the documented request (§2.1).
    if (!/^application\/json\b/i.test(head.headers['content-type'] ?? '')) {
      const error = { code: 'invalidContentType', message: 'The Content-Type must be application/json.' };
      return { status: 400, body: { errors: [error] } };
    }
    const json = await readJsonBody(body, this.#context.options.keepBytes);
    if (!Array.isArray(json.value) || json.value.length === 0 || !json.value.every(isTask)) {
      const error = { code: 'invalidJSON', message: 'The request body must be a JSON array of tasks.' };
      return { status: 400, body: { errors: [error] } };
    }
    const authentication = json.value.find(({ taskType }) => taskType === 'authentication');
    const key = head.headers.authorization?.replace(/^Bearer /, '') ?? authentication?.apiKey;
    if (key !== this.#context.key) {
      return { status: 401, body: { errors: [invalidApiKey] } };
    }
    const tasks = json.value.filter((task) => task !== authentication);
    const first = tasks[0]?.taskUUID;
    if (quirk?.what === 'errors') {
      const message = quirk.message ?? `Failed with ${quirk.code}.`;
      return { status: quirk.status ?? 200, body: { errors: [{ code: quirk.code, message, taskUUID: first }] } };
    }
    if (quirk?.what === 'singleError') {
      const error = { code: quirk.code, message: `Failed with ${quirk.code}.` };
      return { status: quirk.status ?? 400, body: { error, taskUUID: first } };
    }
    return answerWith(runAll(this.#tasks, tasks, json.payload, quirk), quirk);
  }

  #download(path: string): Answer {
    const media = this.#tasks.find(path);
    if (media === undefined) {
      return { status: 404, body: gatewayPage(404) };
    }
    return media.bytes === undefined
      ? { status: 410, body: 'This fake server keeps no bytes: start it with keepBytes.' }
      : { status: 200, body: media.bytes, headers: { 'Content-Type': media.mediaType } };
  }
}

function answerWith({ data, errors }: Outcome, quirk: FaultKind | undefined): Answer {
  const result = data[0];
  if (result === undefined) {
    return { status: 400, body: { errors } };
  }
  const status = 200;
  const failed = (taskUUID: unknown, code = 'inferenceError') => ({ code, message: `Failed with ${code}.`, taskUUID });
  switch (quirk?.what) {
    case 'dataAsObject':
      return { status, result, body: { data: result } };
    case 'errorsBesideData':
      return { status, result, body: { data, errors: [failed(randomUUID(), quirk.code)] } };
    case 'dataOfAnotherTask': {
      const errorOfMine = failed(result.taskUUID, quirk.code);
      return { status, body: { data: [{ ...result, taskUUID: randomUUID() }], errors: [errorOfMine] } };
    }
    case 'otherTaskUuid':
      result.taskUUID = randomUUID();
      return { status, result, body: { data } };
    default:
      return { status, result, body: errors.length === 0 ? { data } : { data, errors } };
  }
}

/** Every known client puts the task's type near the start of the body, before the file. */
function stepsOf(start: string): readonly FaultStep[] {
  const taskType = /"taskType"\s*:\s*"(\w+)"/.exec(start)?.[1];
  if (taskType === 'getResponse') {
    return ['poll'];
  }
  if (taskType === 'accountManagement' || taskType === 'ping') {
    return ['check'];
  }
  return /"operation"\s*:\s*"delete"/.test(start) ? ['delete'] : ['upload', 'task'];
}

function isTask(value: unknown): value is RunwareTask {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
