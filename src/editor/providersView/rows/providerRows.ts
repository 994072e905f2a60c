import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { Provider } from '../../../core/providers/provider.ts';
import { type Connection, connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import { TreeItem } from '../../display/items.ts';
import { commandId } from '../../ids/commandIds.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { kindIcons, kindName } from '../../text/mediaText.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';
import { connectionState } from './connectionState.ts';
import { factsAboutKind, formatsText, sizeText } from './kindFacts.ts';
import { optionFacts } from './optionFacts.ts';
import type { Fact, ProviderNode } from './providerNodes.ts';

export async function providerItem(services: Services, node: ProviderNode): Promise<TreeItem> {
  switch (node.type) {
    case 'connection':
      return connectionItem(services, node.connection);
    case 'provider':
      return providerWithoutConnection(node.provider);
    case 'kind':
      return kindItem(services, node);
    case 'fact':
      return factItem(node);
  }
}

async function connectionItem(services: Services, connection: Connection): Promise<TreeItem> {
  const { text, icon, flags, explanation } = await connectionState(services, connection);
  const label = shown(connectionLabel(connection));
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = connection.id;
  item.description = text;
  item.iconPath = icon;
  item.contextValue = ['connection', ...flags].join(' ');
  const state = explanation ?? l10n.t('{0}, {1}', label, text);
  item.tooltip = joined([state, ...optionFacts(connection).map(factText)], '\n');
  item.accessibilityInformation = {
    label: joined([l10n.t('{0}, {1}', label, text), ...(explanation === undefined ? [] : [explanation])], ': '),
  };
  return item;
}

/** A click adds a connection: there is nothing else to do with such a provider. */
function providerWithoutConnection(provider: Provider): TreeItem {
  const label = shown(provider.label);
  const state = l10n.t('none yet');
  const item = new TreeItem(label);
  item.id = provider.id;
  item.description = state;
  item.iconPath = new ThemeIcon('add');
  item.contextValue = 'provider';
  item.tooltip = l10n.t('{0} has no connection yet. Select it to add one.', label);
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', label, state) };
  item.command = { command: commandId('addConnection'), title: l10n.t('Add Connection'), arguments: [provider.id] };
  return item;
}

function kindItem({ settings }: Services, node: Extract<ProviderNode, { type: 'kind' }>): TreeItem {
  const { connection, limits } = node;
  const name = kindName(limits.kind);
  const ofKind = connection.provider.limits.filter(({ kind }) => kind === limits.kind);
  // Where a kind has several limits, its rows would look alike.
  const size = ofKind.length === 1 ? sizeText(limits) : joined([formatsText(limits), sizeText(limits)], ': ');
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  item.id = `${connection.id} ${connection.provider.limits.indexOf(limits)}`;
  item.description = size;
  item.tooltip = joined([name, ...factsAboutKind(node, settings).map(factText)], '\n');
  item.iconPath = new ThemeIcon(kindIcons[limits.kind]);
  item.accessibilityInformation = { label: factText({ label: name, value: size }) };
  return item;
}

function factItem(fact: Fact): TreeItem {
  const item = new TreeItem(fact.label);
  item.description = fact.value;
  item.tooltip = factText(fact);
  item.accessibilityInformation = { label: factText(fact) };
  if (fact.icon !== undefined) {
    item.iconPath = new ThemeIcon(fact.icon);
  }
  return item;
}

function factText({ label, value }: Fact): ShownText {
  return joined([label, value], ': ');
}
