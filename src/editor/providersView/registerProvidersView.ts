import { EventEmitter, window } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { viewIds } from '../ids/viewIds.ts';
import type { ProviderNode } from './providerNode.ts';

/** Registers the view; what it shows is loaded when somebody looks at it. */
export function registerProvidersView({ activation, features }: Lazy): void {
  const { apiKeys, disposables, settings } = activation;
  const changed = disposables.add(new EventEmitter<undefined>());
  const refresh = (): void => changed.fire(undefined);
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
  disposables.add(apiKeys.onDidChange(refresh));
  disposables.add(settings.onDidChange(refresh));
}
