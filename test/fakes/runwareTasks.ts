import { randomUUID } from 'node:crypto';
import type { PixelSize } from '../../src/core/asset/asset.ts';
import type { FakeProviderContext } from './fakeServer.ts';
import type { FaultKind } from './fault.ts';
import { FileDigester, pixelsOf, sniff } from './fileDigest.ts';
import type { JsonBody, Payload } from './jsonBody.ts';
import { inferenceProblem } from './runwareInference.ts';

export type RunwareTask = Readonly<Record<string, unknown>>;
export type RunwareResult = Record<string, unknown>;

/** The documented answer to a wrong key. */
export const invalidApiKey = {
  code: 'invalidApiKey',
  message: 'Invalid API key. Get one at https://my.runware.ai/signup',
  parameter: 'apiKey',
  taskType: 'authentication',
};

/** A refused task, as an entry of the `errors` list. */
export class TaskRefused extends Error {
  override readonly name = 'TaskRefused';
  readonly code: string;
  readonly parameter: string | undefined;

  constructor(code: string, message: string, parameter?: string) {
    super(message);
    this.code = code;
    this.parameter = parameter;
  }
}

interface StoredMedia {
  readonly bytes: Buffer | undefined;
  readonly mediaType: string;
  readonly path: string;
}

interface PendingTask {
  readonly result: RunwareResult;
  pollsLeft: number;
}

/** "Images are saved with at most 2048 pixels per edge": silently, aspect kept (§2.2). */
const maxSavedEdge = 2048;
/** The image types the deprecated `imageUpload` accepts. */
const imageUploadTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'image/gif'];
const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** How Runware performs its tasks, over HTTP or a WebSocket. */
export class RunwareTasks {
  readonly #context: FakeProviderContext;
  readonly #media = new Map<string, StoredMedia>();
  readonly #pending = new Map<string, PendingTask>();
  readonly #used = new Set<string>();

  constructor(context: FakeProviderContext) {
    this.#context = context;
  }

  reset(): void {
    this.#media.clear();
    this.#pending.clear();
    this.#used.clear();
  }

  /** @throws TaskRefused */
  run(task: RunwareTask, payload: JsonBody['payload'], quirk: FaultKind | undefined): RunwareResult {
    const { taskType, taskUUID } = task;
    if (taskType === 'ping') {
      return { taskType: 'ping', pong: true };
    }
    if (typeof taskUUID !== 'string' || !uuidV4.test(taskUUID)) {
      throw new TaskRefused(
        'invalidTaskUUID',
        "Invalid value for 'taskUUID' parameter. It must be a UUIDv4.",
        'taskUUID',
      );
    }
    // A client that repeats a task under its taskUUID can't tell the answers apart (§8: "taskUUID may repeat").
    if (taskType !== 'getResponse' && this.#used.has(taskUUID)) {
      throw new TaskRefused('duplicateTaskUUID', "The value of 'taskUUID' parameter was used before.", 'taskUUID');
    }
    this.#used.add(taskUUID);
    switch (taskType) {
      case 'imageUpload':
        return this.#imageUpload(taskUUID, this.#payload(task, 'image', payload));
      case 'mediaStorage':
        return task.operation === 'delete'
          ? this.#delete(taskUUID, task.media)
          : this.#mediaUpload(task, taskUUID, payload, quirk);
      case 'getResponse':
        return this.#poll(taskUUID);
      case 'accountManagement':
        return this.#account(taskUUID, task.operation);
      default:
        return this.#infer(task);
    }
  }

  /** The file behind a `mediaURL` or `imageURL`. */
  find(path: string): StoredMedia | undefined {
    return [...this.#media.values()].find((media) => media.path === path);
  }

  #imageUpload(taskUUID: string, file: Payload): RunwareResult {
    if (!imageUploadTypes.includes(sniff(file.head)?.mediaType ?? '')) {
      throw new TaskRefused('unsupportedImageFormat', "Unsupported image format in 'image' parameter.", 'image');
    }
    const uuid = randomUUID();
    const path = `/image/ws/0.5/ii/${uuid}${sniff(file.head)?.extension ?? ''}`;
    this.#take({ uuid, path, scaledTo: scaledDown(file.head) }, file);
    return { taskType: 'imageUpload', taskUUID, imageUUID: uuid, imageURL: this.#context.otherOrigin + path };
  }

  #mediaUpload(
    task: RunwareTask,
    taskUUID: string,
    payload: JsonBody['payload'],
    quirk: FaultKind | undefined,
  ): RunwareResult {
    if (task.operation !== 'upload') {
      throw new TaskRefused('invalidOperation', "Invalid value for 'operation' parameter.", 'operation');
    }
    const file = this.#payload(task, 'media', payload);
    const uuid = randomUUID();
    const path = `/media/${uuid}${sniff(file.head)?.extension ?? ''}`;
    this.#take({ uuid, path }, file);
    const mediaURL = this.#context.otherOrigin + path;
    const result = { taskType: 'mediaStorage', taskUUID, operation: 'upload', mediaUUID: uuid, mediaURL };
    if (quirk?.what !== 'processing') {
      return result;
    }
    this.#pending.set(taskUUID, { result, pollsLeft: quirk.polls ?? 0 });
    return stillProcessing(result);
  }

  #infer(task: RunwareTask): RunwareResult {
    const problem = inferenceProblem(task, (uuid) => this.#media.has(uuid));
    if (problem !== undefined) {
      throw new TaskRefused(problem.code, problem.message, problem.parameter);
    }
    this.#context.addRun(JSON.stringify(task));
    const imageUUID = randomUUID();
    const imageURL = `${this.#context.otherOrigin}/image/ws/0.5/ii/${imageUUID}.jpg`;
    return { taskType: task.taskType, taskUUID: task.taskUUID, imageUUID, imageURL };
  }

  #delete(taskUUID: string, media: unknown): RunwareResult {
    if (typeof media !== 'string' || !this.#media.delete(media)) {
      throw new TaskRefused('mediaNotFound', "No media found for 'media' parameter.", 'media');
    }
    return { taskType: 'mediaStorage', taskUUID, operation: 'delete', mediaUUID: media };
  }

  #poll(taskUUID: string): RunwareResult {
    const pending = this.#pending.get(taskUUID);
    // Also for a task that has been answered already (§8: "polling a finished upload always works").
    if (pending === undefined) {
      throw new TaskRefused('taskNotFound', 'No task found for the given taskUUID.', 'taskUUID');
    }
    if (pending.pollsLeft > 0) {
      pending.pollsLeft -= 1;
      return stillProcessing(pending.result);
    }
    this.#pending.delete(taskUUID);
    return { ...pending.result };
  }

  #account(taskUUID: string, operation: unknown): RunwareResult {
    if (operation !== 'getDetails') {
      throw new TaskRefused('invalidOperation', "Invalid value for 'operation' parameter.", 'operation');
    }
    return {
      taskType: 'accountManagement',
      taskUUID,
      operation,
      organizationUUID: 'f2f6a1de-7a0c-4d6e-9b8b-3f1c2d4e5a6b',
      organizationName: 'Fake server Organization',
      balance: 12.34,
    };
  }

  #payload(task: RunwareTask, parameter: string, payload: JsonBody['payload']): Payload {
    const value = task[parameter];
    if (typeof value !== 'string' || value === '') {
      throw new TaskRefused('missingParameter', `Missing required parameter '${parameter}'.`, parameter);
    }
    const file = /^https?:/.test(value) ? this.#download(value, parameter) : payload(value);
    if (!file.valid) {
      throw new TaskRefused('invalidMedia', `Invalid value for '${parameter}' parameter. It isn't base64.`, parameter);
    }
    if (file.size > (this.#context.options.maxUploadBytes ?? Number.POSITIVE_INFINITY)) {
      throw new TaskRefused('maxMediaSize', `The value of '${parameter}' parameter is too large.`, parameter);
    }
    return file;
  }

  /** "`image` / `media` may be a public URL, and the server fetches it" (§8). */
  #download(url: string, parameter: string): Payload {
    const bytes = this.#context.options.web?.[url];
    if (bytes === undefined) {
      throw new TaskRefused('failedToTransferMedia', 'Failed to transfer the provided media.', parameter);
    }
    const digester = new FileDigester(this.#context.options.keepBytes);
    digester.update(bytes);
    return { ...digester.finish(), mediaType: '', valid: true };
  }

  #take({ uuid, path, scaledTo }: Place, file: Payload): void {
    const { size, sha256, mediaType, bytes } = file;
    this.#media.set(uuid, { bytes, mediaType: sniff(file.head)?.mediaType ?? 'application/octet-stream', path });
    const scaled = scaledTo === undefined ? {} : { scaledTo };
    this.#context.addFile({ name: '', contentType: mediaType, size, sha256, reference: uuid, ...scaled });
  }
}

/** Where a file is stored, and how. */
interface Place {
  readonly uuid: string;
  readonly path: string;
  readonly scaledTo?: PixelSize | undefined;
}

/** The size that an image is saved in, where it is larger than that. */
function scaledDown(head: Buffer): PixelSize | undefined {
  const size = pixelsOf(head);
  const factor = maxSavedEdge / Math.max(size?.width ?? 0, size?.height ?? 0);
  return size === undefined || factor >= 1
    ? undefined
    : { width: Math.round(size.width * factor), height: Math.round(size.height * factor) };
}

/** An upload that is still processing: a placeholder instead of the UUID, and no URL. */
function stillProcessing(result: RunwareResult): RunwareResult {
  const { mediaURL: _, ...rest } = result;
  return { ...rest, mediaUUID: '1' };
}

/** The results of a list of tasks. */
export interface Outcome {
  readonly data: RunwareResult[];
  readonly errors: Record<string, unknown>[];
}

/** Runs a list of tasks; a refused one doesn't stop the others. */
export function runAll(
  tasks: RunwareTasks,
  list: readonly RunwareTask[],
  payload: JsonBody['payload'],
  quirk?: FaultKind,
): Outcome {
  const outcome: Outcome = { data: [], errors: [] };
  for (const task of list) {
    try {
      outcome.data.push(tasks.run(task, payload, quirk));
    } catch (error) {
      if (!(error instanceof TaskRefused)) {
        throw error;
      }
      const { code, message, parameter } = error;
      outcome.errors.push({ code, message, parameter, taskType: task.taskType, taskUUID: task.taskUUID });
    }
  }
  return outcome;
}
