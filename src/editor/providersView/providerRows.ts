import { ThemeColor, ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import { displayEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { MediaLimits, Provider } from '../../core/providers/provider.ts';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';
import { providers } from '../../core/providers/registry.ts';
import { TreeItem } from '../display/items.ts';
import type { Services } from '../services/services.ts';
import { formatDuration, formatLimit, formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { kindIcons, kindName } from '../text/mediaText.ts';
import { formatList } from '../text/names.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';

/** A provider, or one fact about it. */
export type ProviderNode =
  | { readonly type: 'provider'; readonly provider: Provider }
  | { readonly type: 'fact'; readonly label: ShownText; readonly value: ShownText; readonly icon: string };

/** The provider a command was called on: a row of the view, or an id given by another command. */
export function providerIdOf(argument: unknown): ProviderId | undefined {
  const id = providerIds.find((each) => each === argument);
  if (id) {
    return id;
  }
  const node = argument as Partial<Extract<ProviderNode, { type: 'provider' }>> | undefined;
  return node?.type === 'provider' ? node.provider?.id : undefined;
}

/** All providers, or the facts about one. */
export function providerChildren(services: Services, parent: ProviderNode | undefined): ProviderNode[] {
  if (!parent) {
    return providers.map((provider) => ({ type: 'provider', provider }));
  }
  return parent.type === 'provider' ? factsOf(services, parent.provider) : [];
}

export async function providerItem(services: Services, node: ProviderNode): Promise<TreeItem> {
  if (node.type === 'fact') {
    const text = joined([node.label, node.value], ': ');
    const item = new TreeItem(node.label);
    item.description = node.value;
    item.tooltip = text;
    item.iconPath = new ThemeIcon(node.icon);
    item.accessibilityInformation = { label: text };
    return item;
  }
  const { provider } = node;
  const state = await stateOf(services, provider);
  const label = shown(provider.label);
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = provider.id;
  item.description = state.text;
  item.iconPath = state.icon;
  item.contextValue = state.flags;
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', label, state.text) };
  return item;
}

async function stateOf(
  services: Services,
  provider: Provider,
): Promise<{ text: ShownText; icon: ThemeIcon; flags: string }> {
  try {
    switch (await services.accounts.hasKey(provider)) {
      case undefined:
        return { text: l10n.t('needs no key'), icon: new ThemeIcon('server'), flags: 'provider' };
      case true:
        return {
          text: l10n.t('key saved'),
          icon: new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed')),
          flags: 'provider needsKey hasKey',
        };
      case false: {
        // The key of a former endpoint can be removed here as well.
        const hasOtherKey = (await services.accounts.keyOrigins(provider.id)).length > 0;
        const flags = hasOtherKey ? 'provider needsKey hasKey' : 'provider needsKey';
        return { text: l10n.t('no key'), icon: new ThemeIcon('circle-large-outline'), flags };
      }
    }
  } catch (error) {
    if (!UploadError.is(error, 'endpointInvalid')) {
      throw error;
    }
    return {
      text: l10n.t("endpoint can't be used"),
      icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
      flags: 'provider',
    };
  }
}

function factsOf({ settings }: Services, provider: Provider): ProviderNode[] {
  const options = settings.providerOptions(provider);
  const endpoint = shown(displayEndpoint(settings.endpointText(provider.id)));
  return [
    { type: 'fact', label: l10n.t('Endpoint'), value: endpoint, icon: 'globe' },
    ...provider.limits.map((limits): ProviderNode => {
      const lifetime = provider.lifetime(limits.kind, options);
      return {
        type: 'fact',
        label: kindName(limits.kind),
        value: joined([limitsText(limits), lifetimeRule(lifetime)], ' · '),
        icon: kindIcons[limits.kind],
      };
    }),
    ...(provider.isDeprecated === undefined ? [] : [deprecationFact()]),
  ];
}

function deprecationFact(): ProviderNode {
  return {
    type: 'fact',
    label: l10n.t('API'),
    value: l10n.t('deprecated by the provider, still available'),
    icon: 'info',
  };
}

function limitsText(limits: MediaLimits): ShownText {
  const { minBytes, maxBytes, maxEdge } = limits;
  return formatList([
    maxBytes === undefined ? l10n.t('size limit not documented') : l10n.t('up to {0}', formatLimit(maxBytes)),
    ...(minBytes === undefined ? [] : [l10n.t('from {0}', formatLimit(minBytes))]),
    ...(maxEdge === undefined ? [] : [l10n.t('{0} px per edge', formatNumber(maxEdge))]),
  ]);
}

function lifetimeRule(lifetime: ReturnType<Provider['lifetime']>): ShownText {
  switch (lifetime.type) {
    case 'fixed':
      return l10n.t('expires after {0}', formatDuration(lifetime.milliseconds));
    case 'sliding':
      return l10n.t('expires {0} after its last use', formatDuration(lifetime.milliseconds));
    case 'kept':
      return l10n.t('no expiry');
    case 'undocumented':
      return l10n.t('lifetime not documented');
  }
}
