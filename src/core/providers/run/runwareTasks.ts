import { randomUUID } from 'node:crypto';
import { createScanner } from 'jsonc-parser';
import { isObject, type JsonObject } from '../replies/replyFields.ts';
import { bearer, type RunCall, type RunDocument, type RunPlan, wholeText } from './runCall.ts';

// The numbers of jsonc-parser's SyntaxKind: a `const enum`, which can't be imported when types are only stripped.
const openBrace = 1;
const closeBrace = 2;
const endOfFile = 17;

/** Every request is a list of tasks, sent to the endpoint itself; a single task is put into one. */
export function runwareTasks(document: RunDocument): RunPlan {
  const { text, value } = document;
  const tasks: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (tasks.length === 0 || !tasks.every(isTask)) {
    return { problem: 'otherFormat' };
  }
  const body = Array.isArray(value) ? identified(text, tasks) : ['[', ...identified(text, tasks), ']'];
  return { calls: [{ path: [], headers: bearer(document.key), body }] };
}

function isTask(value: unknown): value is JsonObject {
  return isObject(value) && typeof value.taskType === 'string';
}

/** Each task needs a `taskUUID`, which Runware's clients add by themselves. */
function identified(text: string, tasks: readonly JsonObject[]): RunCall['body'] {
  if (tasks.every(({ taskUUID }) => taskUUID !== undefined)) {
    return [wholeText({ text })];
  }
  const starts = taskStarts(text);
  const body: RunCall['body'][number][] = [];
  let end = 0;
  for (const [index, { taskUUID }] of tasks.entries()) {
    const start = starts[index];
    if (taskUUID === undefined && start !== undefined) {
      body.push({ start: end, end: start }, `"taskUUID":"${randomUUID()}",`);
      end = start;
    }
  }
  return [...body, { start: end, end: text.length }];
}

/** Offsets behind the opening braces of the outermost objects: of one task, or of those in a list. */
function taskStarts(text: string): readonly number[] {
  const scanner = createScanner(text, true);
  const starts: number[] = [];
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== endOfFile; kind = scanner.scan()) {
    if (kind === openBrace) {
      depth += 1;
      if (depth === 1) {
        starts.push(scanner.getTokenOffset() + 1);
      }
    } else if (kind === closeBrace) {
      depth -= 1;
    }
  }
  return starts;
}
