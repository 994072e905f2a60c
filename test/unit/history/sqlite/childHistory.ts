import type { SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ChildScript, startScript } from '../../childScript.ts';

const script = fileURLToPath(new URL('historyChild.ts', import.meta.url));

/** Starts `historyChild.ts` as a process of its own. `command` can wrap Node.js, e.g. to set a limit. */
export function startChild(
  args: readonly (string | number)[],
  options?: SpawnOptions,
  command?: readonly string[],
): ChildScript {
  return startScript(script, args, options, command);
}
