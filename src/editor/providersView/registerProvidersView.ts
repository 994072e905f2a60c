import { EventEmitter } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { window } from '../display/window.ts';
import { providerCommands } from '../ids/commandIds.ts';
import { viewIds } from '../ids/viewIds.ts';
import { once } from '../promises.ts';
import { registerCommand } from '../registerCommand.ts';
import type { ProviderNode } from './rows/providerNodes.ts';

/**
 * Registers the view and the commands about a provider, which are called on one of its rows, or from the palette with a
 * question first. What they show and do is loaded on first use.
 */
export function registerProvidersView(lazy: Lazy): void {
  const { disposables, settings } = lazy.activation;
  const changed = disposables.add(new EventEmitter<undefined>());
  const refresh = (): void => changed.fire(undefined);
  const features = once(async () => {
    const loaded = await lazy.features();
    const { apiKeys, connections, connectionResults } = loaded.services;
    disposables.add(apiKeys.onDidChange(refresh));
    disposables.add(connections.onDidChoose(refresh));
    disposables.add(connectionResults.onDidChange(refresh));
    return loaded;
  });
  disposables.add(
    window.createTreeView<ProviderNode>(viewIds.providers, {
      treeDataProvider: {
        onDidChangeTreeData: changed.event,
        getChildren: async (parent) => {
          const { services, providerChildren } = await features();
          return providerChildren(services, parent);
        },
        getTreeItem: async (node) => {
          const { services, providerItem } = await features();
          return providerItem(services, node);
        },
      },
    }),
  );
  disposables.add(settings.onDidChange(refresh));
  for (const name of providerCommands) {
    registerCommand(lazy, name, async (argument) => {
      const { services, providerActions } = await lazy.features();
      await providerActions[name](services, argument);
    });
  }
}
