import { ThemeColor, ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import { TreeItem } from '../../display/items.ts';
import { commandId } from '../../ids/commandIds.ts';
import { formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';
import { progressText } from '../../text/uploadText.ts';
import type { UnfinishedUpload } from '../../upload/unfinished/notedUpload.ts';
import { reasonText } from '../../upload/unfinished/unfinishedText.ts';
import { maxCounted } from './recordPages.ts';
import type { TransfersNode, UploadGroup } from './uploadNodes.ts';

/** The row of a running upload. */
export function runningItem(upload: RunningUpload): TreeItem {
  const name = shown(upload.name);
  const label = shown(upload.connection.label);
  const item = new TreeItem(name);
  const progress = progressText(upload.progress);
  item.description = joined([progress, label], ' · ');
  item.iconPath = new ThemeIcon(upload.progress.phase === 'waiting' ? 'clock' : 'loading~spin');
  item.contextValue = 'runningUpload';
  item.accessibilityInformation = { label: formatList([name, progress, l10n.t('uploading to {0}', label)]) };
  return item;
}

/**
 * The row of an upload that failed, or whose window was closed.
 * @param label what people see the connection called
 */
export function unfinishedItem(upload: UnfinishedUpload, label: string): TreeItem {
  const name = shown(upload.fileName);
  const item = new TreeItem(name);
  const reason = reasonText(upload, label);
  const isFailed = upload.state === 'failed';
  const word = isFailed ? l10n.t('failed') : l10n.t('interrupted');
  item.description = joined([word, reason], ' · ');
  item.tooltip = reason;
  item.iconPath = new ThemeIcon(
    isFailed ? 'error' : 'debug-disconnect',
    new ThemeColor(isFailed ? 'problemsErrorIcon.foreground' : 'problemsWarningIcon.foreground'),
  );
  item.contextValue = 'unfinishedUpload';
  item.accessibilityInformation = { label: formatList([name, word, reason]) };
  return item;
}

/** The row that stands for many that wait, or many that failed. */
export function transfersItem({ content, count }: TransfersNode): TreeItem {
  const isWaiting = content === 'waiting';
  const label = isWaiting ? l10n.t('{0} waiting', formatNumber(count)) : l10n.t('{0} failed', formatNumber(count));
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.iconPath = isWaiting
    ? new ThemeIcon('clock')
    : new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground'));
  item.contextValue = isWaiting ? 'waitingUploads' : 'unfinishedUploads';
  item.accessibilityInformation = {
    label: isWaiting
      ? l10n.t('{0} uploads waiting for their turn', formatNumber(count))
      : l10n.t('{0} uploads that failed', formatNumber(count)),
  };
  return item;
}

/** The heading of a group. */
export function groupItem(group: UploadGroup): TreeItem {
  const folded = group.isFolded ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(group.label, folded);
  const count = group.count === undefined ? [] : [countText(group.count)];
  item.description = joined([...count, ...(group.description ? [group.description] : [])], ' · ');
  item.contextValue = 'uploadGroup';
  item.iconPath = group.icon === undefined ? undefined : new ThemeIcon(group.icon);
  if (group.resource) {
    item.resourceUri = group.resource;
    item.iconPath = ThemeIcon.File;
  }
  item.accessibilityInformation = {
    label: formatList([
      group.label,
      ...(group.description ? [group.description] : []),
      group.count === undefined
        ? l10n.t('group of uploads')
        : group.count === 1
          ? l10n.t('group of 1 upload')
          : l10n.t('group of {0} uploads', countText(group.count)),
    ]),
  };
  return item;
}

function countText(count: number): ShownText {
  return count > maxCounted ? l10n.t('more than {0}', formatNumber(maxCounted)) : formatNumber(count);
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
