import { idPrefix } from './commandIds.ts';

/** What language models can call, without the prefix of the id. */
export const toolNames = ['uploadFile', 'resolveWorkflow', 'checkWorkflow', 'listUploads'] as const;

export type ToolName = (typeof toolNames)[number];

/** As package.json contributes it: letters, digits, underscores and hyphens only. */
export function toolId(name: ToolName): string {
  return `${idPrefix}_${name}`;
}
