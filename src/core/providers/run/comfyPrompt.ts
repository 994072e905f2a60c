import { comfyGraph } from './comfyGraph.ts';
import { type RunCall, type RunDocument, type RunPlan, wholeText } from './runCall.ts';

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
