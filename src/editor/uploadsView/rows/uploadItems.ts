import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import type { SourceState } from '../../documents/analysis.ts';
import { commandId } from '../../ids/commandIds.ts';
import { formatBytes, formatPixels } from '../../text/figures.ts';
import { lifetimeText, shortLifetimeText } from '../../text/lifetimeText.ts';
import { appendThumbnail, canHaveThumbnail, kindIcons, kindName } from '../../text/mediaText.ts';
import { Moments } from '../../text/moments.ts';
import { formatList, shortened } from '../../text/names.ts';
import { progressText } from '../../text/uploadText.ts';
import { isNear } from './recordSources.ts';
import type { UploadGroup } from './uploadNodes.ts';

/** What a row shows besides the record itself. */
export interface RecordContext {
  readonly providerLabel: string;
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly expiringWithin: number;
  readonly source: SourceState;
  readonly canDelete: boolean;
}

/** The row of a finished upload. */
export function recordItem(record: UploadRecord, context: RecordContext): TreeItem {
  const item = new TreeItem(record.fileName);
  const source = sourceText(context.source);
  const state = lifetimeState(record.reference, context.now, context.expiringWithin);
  item.description = [context.providerLabel, shortLifetimeText(record.reference, context.now), ...source].join(' · ');
  item.iconPath = recordIcon(record, context);
  item.contextValue = [
    'upload',
    context.source === 'missing' ? 'missing' : 'file',
    ...(state === 'expiring' || state === 'expired' ? ['due'] : []),
    ...(context.canDelete ? ['deletable'] : []),
  ].join(' ');
  const words = [
    record.fileName,
    kindName(record.kind),
    l10n.t('uploaded to {0}', context.providerLabel),
    lifetimeText(record.reference, context.now),
    ...(state === 'expiring' ? [l10n.t('expires soon')] : []),
    ...source,
  ];
  item.accessibilityInformation = { label: formatList(words) };
  return item;
}

function sourceText(source: SourceState): string[] {
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

/** Details for the hover. It has no trusted links, since file names and references come from outside. */
export function recordTooltip(record: UploadRecord, context: RecordContext): MarkdownString {
  const text = new MarkdownString();
  const moments = new Moments();
  const line = (name: string, value: string): void => {
    text.appendMarkdown('\n\n');
    text.appendText(`${name}: ${value}`);
  };
  text.appendText(record.fileName);
  if (hasPreview(record, context)) {
    const { fileUri: uri, size, mediaType } = record;
    text.appendMarkdown('\n\n');
    appendThumbnail(text, { uri, size, mediaType }, 'height=120');
  }
  const { reference } = record;
  const sizes = [
    formatBytes(record.size),
    record.mediaType,
    ...(record.pixelSize ? [formatPixels(record.pixelSize)] : []),
  ];
  const lifetime = lifetimeText(reference, context.now);
  line(l10n.t('Provider'), [context.providerLabel, hostOf(record.origin)].join(' · '));
  // A Runway URI may be thousands of characters long.
  line(l10n.t('Reference'), shortened(reference.value, 120));
  line(
    l10n.t('Lifetime'),
    reference.expiresAt === undefined ? lifetime : `${lifetime} (${moments.text(reference.expiresAt)})`,
  );
  line(l10n.t('Size'), formatList(sizes));
  line(l10n.t('Uploaded'), moments.text(record.uploadedAt));
  if (record.lastUsedAt > record.uploadedAt) {
    line(l10n.t('Last used'), moments.text(record.lastUsedAt));
  }
  const uri = Uri.parse(record.fileUri);
  const path = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  line(l10n.t('File'), [path, ...sourceText(context.source).map((state) => `(${state})`)].join(' '));
  return text;
}

/** Without the scheme, so that Markdown doesn't make a link of it. */
function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

/** The row of a running upload. */
export function runningItem(upload: RunningUpload, providerLabel: string): TreeItem {
  const item = new TreeItem(upload.name);
  const progress = progressText(upload.progress);
  item.description = `${providerLabel} · ${progress}`;
  item.iconPath = new ThemeIcon('loading~spin');
  item.contextValue = 'runningUpload';
  item.accessibilityInformation = { label: l10n.t('{0}, uploading to {1}, {2}', upload.name, providerLabel, progress) };
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
  const name = group.description ? `${group.label}, ${group.description}` : group.label;
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
