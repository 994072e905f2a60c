import {
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { UploadError } from '../../core/errors.ts';
import type { MediaLimits, Provider } from '../../core/providers/provider.ts';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';
import type { Services } from '../services.ts';
import { formatBytes, formatDuration } from '../text/figures.ts';
import { kindIcons, kindName } from '../text/kindNames.ts';

/** A provider, or one fact about it. */
export type ProviderNode =
  | { readonly type: 'provider'; readonly provider: Provider }
  | { readonly type: 'fact'; readonly label: string; readonly value: string; readonly icon: string };

export function registerProvidersView(services: Services): void {
  const rows = new ProviderRows(services);
  services.context.subscriptions.push(
    rows,
    window.createTreeView('workflowAssets.providers', { treeDataProvider: rows }),
    services.apiKeys.onDidChange(() => rows.refresh()),
    services.settings.onDidChange(() => rows.refresh()),
  );
}

/** The provider a command was called on: a row of the view, or an id given by another command. */
export function providerIdOf(argument: unknown): ProviderId | undefined {
  const id = providerIds.find((each) => each === argument);
  if (id) {
    return id;
  }
  const node = argument as Partial<Extract<ProviderNode, { type: 'provider' }>> | undefined;
  return node?.type === 'provider' ? node.provider?.id : undefined;
}

class ProviderRows implements TreeDataProvider<ProviderNode> {
  readonly #services: Services;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
  }

  async getChildren(parent?: ProviderNode): Promise<ProviderNode[]> {
    const engine = await this.#services.engine();
    if (!parent) {
      return engine.providers.map((provider) => ({ type: 'provider', provider }));
    }
    return parent.type === 'provider' ? this.#factsOf(parent.provider, engine) : [];
  }

  async getTreeItem(node: ProviderNode): Promise<TreeItem> {
    if (node.type === 'fact') {
      const item = new TreeItem(node.label);
      item.description = node.value;
      item.tooltip = `${node.label}: ${node.value}`;
      item.iconPath = new ThemeIcon(node.icon);
      item.accessibilityInformation = { label: `${node.label}: ${node.value}` };
      return item;
    }
    const { provider } = node;
    const state = await this.#stateOf(provider);
    const item = new TreeItem(provider.label, TreeItemCollapsibleState.Collapsed);
    item.id = provider.id;
    item.description = state.text;
    item.iconPath = state.icon;
    item.contextValue = state.flags;
    item.accessibilityInformation = { label: l10n.t('{0}, {1}', provider.label, state.text) };
    return item;
  }

  async #stateOf(provider: Provider): Promise<{ text: string; icon: ThemeIcon; flags: string }> {
    try {
      switch (await this.#services.accounts.hasKey(provider)) {
        case undefined:
          return { text: l10n.t('needs no key'), icon: new ThemeIcon('server'), flags: 'provider' };
        case true:
          return {
            text: l10n.t('key saved'),
            icon: new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed')),
            flags: 'provider needsKey hasKey',
          };
        case false:
          return { text: l10n.t('no key'), icon: new ThemeIcon('circle-large-outline'), flags: 'provider needsKey' };
      }
    } catch (error) {
      if (!UploadError.is(error, 'endpointInvalid')) {
        throw error;
      }
      return {
        text: l10n.t('endpoint cannot be used'),
        icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
        flags: 'provider',
      };
    }
  }

  #factsOf(provider: Provider, engine: Engine): ProviderNode[] {
    const options = this.#services.settings.providerOptions;
    const endpoint = engine.displayEndpoint(this.#services.settings.endpointText(provider.id));
    return [
      { type: 'fact', label: l10n.t('Endpoint'), value: endpoint, icon: 'globe' },
      ...provider.limits.map((limits): ProviderNode => {
        const lifetime = provider.lifetime(limits.kind, options);
        return {
          type: 'fact',
          label: kindName(limits.kind),
          value: [limitsText(limits), lifetimeRule(lifetime)].join(' · '),
          icon: kindIcons[limits.kind],
        };
      }),
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function limitsText(limits: MediaLimits): string {
  const { minBytes, maxBytes, maxEdge } = limits;
  return [
    maxBytes === undefined
      ? l10n.t('no size limit known')
      : l10n.t('up to {0}', formatBytes(limits.warnAboveBytes ?? maxBytes)),
    ...(minBytes === undefined ? [] : [l10n.t('from {0}', formatBytes(minBytes))]),
    ...(maxEdge === undefined ? [] : [l10n.t('{0} px per edge', maxEdge)]),
  ].join(', ');
}

function lifetimeRule(lifetime: ReturnType<Provider['lifetime']>): string {
  switch (lifetime.type) {
    case 'fixed':
      return l10n.t('lives {0}', formatDuration(lifetime.milliseconds));
    case 'sliding':
      return l10n.t('lives {0} after its last use', formatDuration(lifetime.milliseconds));
    case 'kept':
      return l10n.t('kept');
    case 'undocumented':
      return l10n.t('lifetime not documented');
  }
}
