import { isObject } from '../replies/replyFields.ts';
import { rootProperties } from './rootProperties.ts';
import { type RunCall, type RunDocument, type RunPlan, type RunProblem, type TextRange, wholeText } from './runCall.ts';

/** Where a document has its workflow in API format. */
export interface ComfyGraph {
  /** The property of the outermost object that holds it; `undefined` where it is the whole document. */
  readonly property: 'prompt' | 'workflow' | undefined;
  readonly range: TextRange;
}

/**
 * Finds the workflow in a document: alone, or in a request to ComfyUI (`prompt`) or to Comfy API v2 (`workflow`). Only
 * workflows in API format run; in UI format, as ComfyUI saves them, both APIs refuse them.
 */
export function comfyGraph(document: RunDocument): ComfyGraph | RunProblem {
  const { text, value } = document;
  if (isGraph(value)) {
    return { property: undefined, range: wholeText(document) };
  }
  if (!isObject(value)) {
    return 'otherFormat';
  }
  for (const property of ['prompt', 'workflow'] as const) {
    const range = isGraph(value[property]) ? rootProperties(text).values.get(property) : undefined;
    if (range !== undefined) {
      return { property, range };
    }
  }
  return [value, value.prompt, value.workflow].some(isInUiFormat) ? 'uiFormat' : 'otherFormat';
}

/** `{"<id>": {"class_type", "inputs"}}`. A server refuses it if any node lacks its class. */
function isGraph(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.keys(value).length > 0 &&
    Object.values(value).every((node) => isObject(node) && typeof node.class_type === 'string')
  );
}

function isInUiFormat(value: unknown): boolean {
  return isObject(value) && Array.isArray(value.nodes);
}

/**
 * `POST /prompt` of ComfyUI's own API, which Comfy Cloud has at `/api/prompt`: the workflow as `prompt`, beside which a
 * document may have `client_id` and `extra_data`.
 */
export function comfyPrompt(document: RunDocument, { path, headers }: Pick<RunCall, 'path' | 'headers'>): RunPlan {
  const graph = comfyGraph(document);
  if (typeof graph === 'string') {
    return { problem: graph };
  }
  const body = graph.property === 'prompt' ? [wholeText(document)] : ['{"prompt":', graph.range, '}'];
  return { calls: [{ path, headers, body }] };
}
