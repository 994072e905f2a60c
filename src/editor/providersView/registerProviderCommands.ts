import type { Lazy } from '../../lazy.ts';
import { registerCommand } from '../registerCommand.ts';

const commands = [
  'setApiKey',
  'removeApiKey',
  'testConnection',
  'openProviderDocumentation',
  'openEndpointSetting',
] as const;

/** Commands about a provider: called on a row of the Providers view, or from the palette with a question first. */
export function registerProviderCommands(lazy: Lazy): void {
  for (const name of commands) {
    registerCommand(lazy, name, async (argument) => {
      const { services, providerCommands } = await lazy.features();
      await providerCommands[name](services, argument);
    });
  }
}
