import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

/** What runs at RunningHub, by the path of its call; the codes are the documented ones (§1.4). */
const targets: Readonly<Record<string, { readonly id: string; readonly unknown: number }>> = {
  '/task/openapi/ai-app/run': { id: 'webappId', unknown: 901 },
  '/task/openapi/create': { id: 'workflowId', unknown: 380 },
};

const names: Readonly<Record<number, string>> = {
  301: 'PARAMS_INVALID',
  380: 'WORKFLOW_NOT_EXISTS',
  433: 'VALIDATE_PROMPT_FAILED',
  803: 'APIKEY_INVALID_NODE_INFO',
  901: 'WEBAPP_NOT_EXISTS',
};

/** Ids are decimal numbers of 64 bits, in a string or not. */
const idPattern = /"(webappId|workflowId)"\s*:\s*"?(\d{15,20})"?/g;
const mediaFields = /^(?:image|video|audio|upload)$/;

interface RunServices {
  readonly key: string;
  /** Whether a file name is one that an upload has returned. */
  isStored(name: string): boolean;
}

export function isRun(path: string): boolean {
  return path in targets;
}

/** The calls that create a task (§1.5). Nothing runs. */
export function createTask(path: string, json: string, { key, isStored }: RunServices): Answer {
  const request = parsed(json);
  const target = targets[path];
  if (request === undefined || target === undefined) {
    return failure(301);
  }
  if (typeof request.apiKey !== 'string' || request.apiKey === '') {
    return { status: 400, body: { code: -1, msg: 'apiKey is required', data: null } };
  }
  if (request.apiKey !== key) {
    return { status: 401, body: { code: -1, msg: 'ApiKey verification failed', data: null } };
  }
  if (request[target.id] === undefined) {
    return failure(301);
  }
  if (![...json.matchAll(idPattern)].some(([, name]) => name === target.id)) {
    return failure(target.unknown);
  }
  const list = request.nodeInfoList ?? [];
  if (!Array.isArray(list) || !list.every(isNodeInfo)) {
    return failure(803);
  }
  const isComplete = list.every(
    ({ fieldName, fieldValue }) => !mediaFields.test(`${fieldName}`) || isMedium(fieldValue, isStored),
  );
  if (!isComplete) {
    return failure(433);
  }
  const promptTips = JSON.stringify({ result: true, error: null, outputs_to_execute: ['9'], node_errors: {} });
  const data = {
    netWssUrl: null,
    taskId: '1904152026220003329',
    clientId: randomUUID(),
    taskStatus: 'RUNNING',
    promptTips,
  };
  return { status: 200, body: { code: 0, msg: 'success', data } };
}

function isNodeInfo(item: unknown): item is Record<string, unknown> {
  return (
    isObject(item) &&
    (typeof item.nodeId === 'string' || typeof item.nodeId === 'number') &&
    typeof item.fieldName === 'string' &&
    item.fieldValue !== undefined
  );
}

function isMedium(value: unknown, isStored: (name: string) => boolean): boolean {
  return typeof value === 'string' && (isStored(value) || /^https:\/\//.test(value));
}

function failure(code: number): Answer {
  return { status: 200, body: { code, msg: names[code], data: null } };
}

function parsed(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
