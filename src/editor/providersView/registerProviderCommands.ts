import type { Lazy } from '../../lazy.ts';
import { providerCommands } from '../ids/commandIds.ts';
import { registerCommand } from '../registerCommand.ts';

/** Commands about a provider: called on a row of the Providers view, or from the palette with a question first. */
export function registerProviderCommands(lazy: Lazy): void {
  for (const name of providerCommands) {
    registerCommand(lazy, name, async (argument) => {
      const { services, providerCommands: implementations } = await lazy.features();
      await implementations[name](services, argument);
    });
  }
}
