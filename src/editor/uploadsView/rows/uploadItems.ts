import { type MarkdownString, ThemeColor, ThemeIcon, TreeItemCollapsibleState, Uri } from 'vscode';
import type { SourceState } from '../../../core/history/assetState.ts';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import { TreeItem } from '../../display/items.ts';
import { MarkdownText } from '../../display/markdownText.ts';
import { commandId } from '../../ids/commandIds.ts';
import { formatBytes, formatPixels } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { lifetimeText, shortLifetimeText } from '../../text/lifetimeText.ts';
import { appendThumbnail, canHaveThumbnail, kindIcons, kindName } from '../../text/mediaText.ts';
import { Moments } from '../../text/moments.ts';
import { formatList } from '../../text/names.ts';
import { joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import { progressText } from '../../text/uploadText.ts';
import { isNear } from './recordSources.ts';
import type { UploadGroup } from './uploadNodes.ts';

/** What a row shows besides the record itself. */
export interface RecordContext {
  readonly providerLabel: ShownText;
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly expiringWithin: number;
  readonly source: SourceState;
  readonly canDelete: boolean;
}

/** The row of a finished upload. */
export function recordItem(record: UploadRecord, context: RecordContext): TreeItem {
  const name = shown(record.fileName);
  const item = new TreeItem(name);
  const source = sourceText(context.source);
  const state = lifetimeState(record.reference, context.now, context.expiringWithin);
  item.description = joined(
    [context.providerLabel, shortLifetimeText(record.reference, context.now), ...source],
    ' · ',
  );
  item.iconPath = recordIcon(record, context);
  item.contextValue = [
    'upload',
    context.source === 'missing' ? 'missing' : 'file',
    ...(state === 'expiring' || state === 'expired' ? ['due'] : []),
    ...(context.canDelete ? ['deletable'] : []),
  ].join(' ');
  const words = [
    name,
    kindName(record.kind),
    l10n.t('uploaded to {0}', context.providerLabel),
    lifetimeText(record.reference, context.now),
    ...(state === 'expiring' ? [l10n.t('expires soon')] : []),
    ...source,
  ];
  item.accessibilityInformation = { label: formatList(words) };
  return item;
}

function sourceText(source: SourceState): ShownText[] {
  switch (source) {
    case 'unchanged':
      return [];
    case 'changed':
      return [l10n.t('file changed since')];
    case 'missing':
      return [l10n.t('file is missing')];
  }
}

/** A thumbnail can't be coloured, so a reference that needs attention gets an icon in its place. */
function recordIcon(record: UploadRecord, context: RecordContext): ThemeIcon | Uri {
  const state = lifetimeState(record.reference, context.now, context.expiringWithin);
  if (state === 'expired') {
    return new ThemeIcon('history', new ThemeColor('list.deemphasizedForeground'));
  }
  if (state === 'expiring') {
    return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  }
  return hasPreview(record, context) ? Uri.parse(record.fileUri) : new ThemeIcon(kindIcons[record.kind]);
}

function hasPreview(record: UploadRecord, { source }: RecordContext): boolean {
  return canHaveThumbnail(record) && source !== 'missing' && isNear(Uri.parse(record.fileUri));
}

/** Details for the hover. */
export function recordTooltip(record: UploadRecord, context: RecordContext): MarkdownString {
  const text = new MarkdownText();
  const moments = new Moments();
  const line = (name: ShownText, value: ShownText): void => {
    text.markup('\n\n').text(joined([name, value], ': '));
  };
  text.text(shown(record.fileName));
  if (hasPreview(record, context)) {
    const { fileUri: uri, size, mediaType } = record;
    text.markup('\n\n');
    appendThumbnail(text, { uri, size, mediaType }, 'height=120');
  }
  const { reference } = record;
  const sizes = [
    formatBytes(record.size),
    shown(record.mediaType),
    ...(record.pixelSize ? [formatPixels(record.pixelSize)] : []),
  ];
  const lifetime = lifetimeText(reference, context.now);
  line(l10n.t('Provider'), joined([context.providerLabel, shown(hostOf(record.origin))], ' · '));
  // A Runway URI may be thousands of characters long.
  line(l10n.t('Reference'), shown(reference.value, 120));
  line(
    l10n.t('Lifetime'),
    reference.expiresAt === undefined ? lifetime : l10n.t('{0} ({1})', lifetime, moments.text(reference.expiresAt)),
  );
  line(l10n.t('Size'), formatList(sizes));
  line(l10n.t('Uploaded'), moments.text(record.uploadedAt));
  if (record.lastUsedAt > record.uploadedAt) {
    line(l10n.t('Last used'), moments.text(record.lastUsedAt));
  }
  const uri = Uri.parse(record.fileUri);
  const path = shown(uri.scheme === 'file' ? uri.fsPath : uri.toString(true), maxPathLength);
  const [source] = sourceText(context.source);
  line(l10n.t('File'), source === undefined ? path : l10n.t('{0} ({1})', path, source));
  return text.toMarkdown();
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

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
  item.command = { command: commandId('showMoreUploads'), title: l10n.t('Show More'), arguments: [argument] };
  item.accessibilityInformation = { label: l10n.t('Show more uploads') };
  return item;
}
