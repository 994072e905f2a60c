/** What files of workflows end in, without the dot: JSON, JSON with comments, JSON Lines. */
export const workflowExtensions = ['json', 'jsonc', 'jsonl', 'ndjson'] as const;

const ending = /\.(?:jsonc?|jsonl|ndjson)$/i;

export function hasWorkflowName(name: string): boolean {
  return ending.test(name);
}

/** A name and its extension, with the dot; the extension is empty where it isn't a workflow's. */
export function splitWorkflowName(name: string): readonly [stem: string, extension: string] {
  const index = name.search(ending);
  return index >= 0 ? [name.slice(0, index), name.slice(index)] : [name, ''];
}
