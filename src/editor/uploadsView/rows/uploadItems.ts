import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import { TreeItem } from '../../display/items.ts';
import { commandId } from '../../ids/commandIds.ts';
import { l10n } from '../../text/l10n.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';
import { progressText } from '../../text/uploadText.ts';
import type { UploadGroup } from './uploadNodes.ts';

/** The row of a running upload. */
export function runningItem(upload: RunningUpload, providerLabel: ShownText): TreeItem {
  const name = shown(upload.name);
  const item = new TreeItem(name);
  const progress = progressText(upload.progress);
  item.description = joined([providerLabel, progress], ' · ');
  item.iconPath = new ThemeIcon('loading~spin');
  item.contextValue = 'runningUpload';
  item.accessibilityInformation = { label: l10n.t('{0}, uploading to {1}, {2}', name, providerLabel, progress) };
  return item;
}

/** The heading of a group. */
export function groupItem(group: UploadGroup): TreeItem {
  const folded = group.isFolded ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(group.label, folded);
  item.description = group.description;
  item.contextValue = 'uploadGroup';
  item.iconPath = group.icon === undefined ? undefined : new ThemeIcon(group.icon);
  if (group.resource) {
    item.resourceUri = group.resource;
    item.iconPath = ThemeIcon.File;
  }
  const name = group.description ? l10n.t('{0}, {1}', group.label, group.description) : group.label;
  item.accessibilityInformation = { label: l10n.t('{0}, group of uploads', name) };
  return item;
}

/** The row at the end of a list that has more records. */
export function moreItem(argument: unknown): TreeItem {
  const item = new TreeItem(l10n.t('Show More'));
  item.iconPath = new ThemeIcon('ellipsis');
  item.contextValue = 'moreUploads';
  item.command = { command: commandId('showMoreUploads'), title: l10n.t('Show More'), arguments: [argument] };
  item.accessibilityInformation = { label: l10n.t('Show more uploads') };
  return item;
}
