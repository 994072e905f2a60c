import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

/** The inputs of ComfyUI's own loaders that have to name a file of its input folder. */
const loaders: Readonly<Record<string, string>> = {
  LoadImage: 'image',
  LoadImageMask: 'image',
  LoadAudio: 'audio',
  LoadVideo: 'file',
};
/** Nodes that give a prompt something to do. */
const outputs = /^(?:Save|Preview)|VideoCombine$/;

/**
 * `POST /prompt`, with the checks and answers of ComfyUI's `post_prompt` and `validate_prompt`. Nothing runs.
 * @param isStored whether a name is that of a file in the input folder
 * @returns `undefined` for what makes the handler throw, such as a body that isn't JSON
 */
export function queuePrompt(json: string, isStored: (name: string) => boolean): Answer | undefined {
  const request = parsed(json);
  if (!isObject(request)) {
    return undefined;
  }
  const { prompt } = request;
  if (!isObject(prompt)) {
    return refusal('no_prompt', 'No prompt provided');
  }
  const nodes = Object.entries(prompt);
  const classless = nodes.find(([, node]) => !isObject(node) || typeof node.class_type !== 'string');
  if (classless !== undefined) {
    return refusal('invalid_prompt', 'Cannot execute because a node is missing the class_type property.');
  }
  if (!nodes.some(([, node]) => isObject(node) && outputs.test(`${node.class_type}`))) {
    return refusal('prompt_no_outputs', 'Prompt has no outputs');
  }
  const errors = Object.fromEntries(nodes.flatMap(([id, node]) => nodeError(id, node, isStored)));
  if (Object.keys(errors).length > 0) {
    return refusal('prompt_outputs_failed_validation', 'Prompt outputs failed validation', errors);
  }
  return { status: 200, body: { prompt_id: randomUUID(), number: 1, node_errors: {} } };
}

function nodeError(id: string, node: unknown, isStored: (name: string) => boolean): [string, unknown][] {
  const { class_type: type, inputs } = node as { readonly class_type: string; readonly inputs?: unknown };
  const name = loaders[type];
  const value = name === undefined || !isObject(inputs) ? undefined : inputs[name];
  if (name === undefined || Array.isArray(value) || (typeof value === 'string' && isStored(value))) {
    return [];
  }
  const error = {
    type: 'custom_validation_failed',
    message: 'Custom validation failed for node',
    details: `${name} - Invalid ${name} file: ${JSON.stringify(value)}`,
  };
  return [[id, { errors: [error], dependent_outputs: [], class_type: type }]];
}

function refusal(type: string, message: string, errors: unknown = {}): Answer {
  const error = { type, message, details: message, extra_info: {} };
  return { status: 400, body: { error, node_errors: errors } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
