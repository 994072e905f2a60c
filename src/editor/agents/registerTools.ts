import { type CancellationToken, lm } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { toolId, toolNames } from '../ids/toolIds.ts';

/** What a language model sent. VS Code has checked it against the schema in package.json. */
interface Call {
  readonly input: object;
}

/** Offers language models what commands offer to people. Nothing is loaded before one of them is called. */
export function registerTools(lazy: Lazy): void {
  for (const name of toolNames) {
    const tool = {
      prepareInvocation: async ({ input }: Call) => {
        const { services, agentTools } = await lazy.features();
        return agentTools.prepare(services, name, input);
      },
      invoke: async ({ input }: Call, token: CancellationToken) => {
        const { services, agentTools } = await lazy.features();
        return agentTools.invoke(services, name, { input, token });
      },
    };
    lazy.activation.disposables.add(lm.registerTool(toolId(name), tool));
  }
}
