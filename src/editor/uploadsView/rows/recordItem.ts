import { ThemeIcon, Uri } from 'vscode';
import { type AssetState, assetState, type SourceState } from '../../../core/history/assetState.ts';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { TreeItem } from '../../display/items.ts';
import { isNear } from '../../services/nearFiles.ts';
import { l10n } from '../../text/l10n.ts';
import { lifetimeText, shortLifetimeText } from '../../text/lifetimeText.ts';
import { canHaveThumbnail, kindIcons, oneOfKind } from '../../text/mediaText.ts';
import { formatList } from '../../text/names.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';
import { stateIcon, stateText } from '../../text/stateText.ts';
import type { RecordFacts } from './uploadNodes.ts';

/** What a row shows besides the record itself. */
export interface RecordContext extends RecordFacts {
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly expiringWithin: number;
  readonly source: SourceState;
  readonly canDelete: boolean;
  /** Whether the group's heading names the connection. */
  readonly isBelowConnection: boolean;
}

/** The row of a finished upload. */
export function recordItem(record: UploadRecord, context: RecordContext): TreeItem {
  const name = shown(record.fileName);
  const item = new TreeItem(name);
  const state = stateOf(record, context);
  item.description = joined(
    // The end is cut off in a narrow side bar.
    [...stateAndTime(record, context), ...(context.isBelowConnection ? [] : [context.connection.label])],
    ' · ',
  );
  item.iconPath = recordIcon(record, context);
  item.contextValue = [
    'upload',
    context.source === 'missing' ? 'missing' : 'file',
    ...(state === 'expiring' || state === 'expired' ? ['due'] : []),
    ...(state === 'renewed' ? ['renewed'] : []),
    ...(context.canDelete ? ['deletable'] : []),
  ].join(' ');
  item.accessibilityInformation = { label: spokenRow(record, context) };
  return item;
}

/** The word for the state where there is one, then what the local file has become, then the time left. */
function stateAndTime(record: UploadRecord, context: RecordContext): readonly ShownText[] {
  const { reference } = record;
  const state = stateOf(record, context);
  const word = stateText(state);
  switch (state) {
    case 'expiring':
      // The icon says what state this is. Words before the time would leave no room for it in a narrow side bar.
      return [l10n.t('{0} left', shortLifetimeText(reference, context.now)), ...sourceText(context.source)];
    case 'expired':
    case 'renewed':
      return [...(word === undefined ? [] : [word]), ...sourceText(context.source)];
    default:
      return [...(word === undefined ? [] : [word]), shortLifetimeText(reference, context.now)];
  }
}

function spokenRow(record: UploadRecord, context: RecordContext): ShownText {
  const word = stateText(stateOf(record, context));
  const lifetime = lifetimeText(record.reference, context.now);
  return formatList([
    shown(record.fileName),
    ...(word === undefined || word === lifetime ? [] : [word]),
    ...(context.source === 'unchanged' ? [] : [fileText(context.source)]),
    lifetime,
    oneOfKind(record.kind),
    l10n.t('uploaded to {0}', context.connection.label),
  ]);
}

function stateOf({ reference }: UploadRecord, { now, expiringWithin, source, isRenewed }: RecordContext): AssetState {
  return assetState({ lifetime: lifetimeState(reference, now, expiringWithin), source, isRenewed });
}

function sourceText(source: SourceState): ShownText[] {
  const word = source === 'unchanged' ? undefined : stateText(source);
  return word === undefined ? [] : [word];
}

/** What has become of the local file, where nothing else says that it is about the file. */
export function fileText(source: Exclude<SourceState, 'unchanged'>): ShownText {
  return source === 'changed' ? l10n.t('file changed since') : l10n.t('file is missing');
}

/** A thumbnail can't be coloured, so a reference that needs attention gets an icon in its place. */
function recordIcon(record: UploadRecord, context: RecordContext): ThemeIcon | Uri {
  return (
    stateIcon(stateOf(record, context)) ??
    (hasPreview(record, context) ? Uri.parse(record.fileUri) : new ThemeIcon(kindIcons[record.kind]))
  );
}

/** Whether the file can be shown as a picture. */
export function hasPreview(record: UploadRecord, { source }: Pick<RecordContext, 'source'>): boolean {
  return canHaveThumbnail(record) && source !== 'missing' && isNear(Uri.parse(record.fileUri));
}
