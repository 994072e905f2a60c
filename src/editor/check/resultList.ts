import { QuickPickItemKind, ThemeIcon, workspace } from 'vscode';
import type { Finding } from '../../core/check/finding.ts';
import { couldBeFile } from '../../core/workflow/mediaInput.ts';
import type { KnownConnections } from '../connections/records/recordConnections.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import { PlaceNames } from '../swap/preview/placeNames.ts';
import { formatDuration, formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { formatList, nameOf } from '../text/names.ts';
import { joined, maxPathLength, nameLength, type ShownText, shown } from '../text/shown.ts';
import { stateColor } from '../text/stateText.ts';
import type { CheckedDocument } from './documentCheck.ts';
import { findingText, readinessText } from './findingText.ts';

/** Nobody reads more rows, and VS Code takes a while to draw them. */
const maxRows = 1000;

/** What the person chose in the list. */
export type ResultChoice =
  | { readonly type: 'makeReady' }
  | { readonly type: 'howLong' }
  | { readonly type: 'go'; readonly document: CheckedDocument; readonly finding: Finding };

interface ResultItem extends ShownQuickPickItem {
  readonly choice?: ResultChoice;
}

/** What isn't known, because a provider couldn't be asked, and why it couldn't. */
export interface CheckNote {
  readonly sentence: ShownText;
  readonly reason: ShownText;
}

interface ListOptions {
  readonly connections: KnownConnections;
  /** How long the references had to work, in milliseconds. */
  readonly duration: number;
  readonly note: CheckNote | undefined;
}

/** Lists what was found: one row per input, by workflow where there are several, with the fix for all of them on top. */
export function chooseResult(
  documents: readonly CheckedDocument[],
  options: ListOptions,
): Promise<ResultChoice | undefined> {
  const pick = window.createQuickPick<ResultItem>();
  pick.items = resultItems(documents, options);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.title = titleOf(documents);
  pick.placeholder = l10n.t('Choose an input to go there');
  const howLong = {
    iconPath: new ThemeIcon('watch'),
    tooltip:
      options.duration === 0
        ? l10n.t('References must work now. Change...')
        : l10n.t('References must work for the next {0}. Change...', formatDuration(options.duration)),
  };
  pick.buttons = [howLong];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.choice) {
        resolve(item.choice);
        pick.hide();
      }
    });
    pick.onDidTriggerButton(() => {
      resolve({ type: 'howLong' });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function resultItems(documents: readonly CheckedDocument[], { connections, note }: ListOptions): readonly ResultItem[] {
  const now = Date.now();
  const mends = documents.flatMap(({ readiness }) => readiness.findings.flatMap(({ mend }) => mend ?? []));
  const rows = documents.flatMap((document): ResultItem[] => {
    const { uri, text, readiness, provider } = document;
    const names = new PlaceNames([{ uri, text }]);
    const heading: ResultItem = {
      label: shown(workspace.asRelativePath(uri), maxPathLength),
      kind: QuickPickItemKind.Separator,
    };
    return [
      ...(documents.length > 1 && readiness.findings.length > 0 ? [heading] : []),
      ...readiness.findings.map((finding) => ({
        label: labelOf(finding),
        description: findingText(finding, { connections, provider, now }),
        detail: names.listed([{ document: uri.toString(), input: finding.input }]),
        iconPath: iconOf(finding),
        choice: { type: 'go', document, finding } as const,
      })),
    ];
  });
  return [
    ...(mends.length > 0 ? [makeReadyItem(mends)] : []),
    ...rows.slice(0, maxRows),
    ...(note ? [{ label: note.sentence, detail: note.reason, iconPath: new ThemeIcon('info'), alwaysShow: true }] : []),
  ];
}

function makeReadyItem(mends: readonly Finding['mend'][]): ResultItem {
  const uploads = mends.filter((mend) => mend === 'upload').length;
  const renewals = mends.length - uploads;
  const parts = [
    ...(uploads > 0
      ? [uploads === 1 ? l10n.t('upload 1 file') : l10n.t('upload files for {0} inputs', formatNumber(uploads))]
      : []),
    ...(renewals > 0
      ? [renewals === 1 ? l10n.t('renew 1 reference') : l10n.t('renew {0} references', formatNumber(renewals))]
      : []),
  ];
  return {
    label: l10n.t('Make Ready'),
    description: formatList(parts),
    iconPath: new ThemeIcon('wand'),
    alwaysShow: true,
    choice: { type: 'makeReady' },
  };
}

function labelOf(finding: Finding): ShownText {
  if ('record' in finding && finding.record) {
    return shown(finding.record.fileName, nameLength);
  }
  const { state, value } = finding.input;
  const name = couldBeFile(finding.input) ? value.split(/[/\\]/).at(-1) : state === 'url' ? withoutQuery(value) : value;
  return name ? shown(name, nameLength) : l10n.t('(empty)');
}

/** The query of a link may be the credential that the row is about. */
function withoutQuery(link: string): string {
  return link.split(/[?#]/, 1)[0] ?? '';
}

function iconOf({ mend, isBlocking }: Finding): ThemeIcon {
  const color = stateColor(isBlocking && mend === undefined ? 'missing' : 'unknown');
  const icon = mend === 'upload' ? 'cloud-upload' : mend === 'renew' ? 'refresh' : isBlocking ? 'warning' : 'info';
  return new ThemeIcon(icon, color);
}

function titleOf(documents: readonly CheckedDocument[]): ShownText {
  const [first, ...others] = documents;
  if (first && others.length === 0) {
    return joined([shown(nameOf(first.uri), nameLength), readinessText(first.readiness)], ': ');
  }
  const total = formatNumber(documents.length);
  const notReady = documents.filter(({ readiness }) => !readiness.ready).length;
  switch (notReady) {
    case 0:
      return l10n.t('All {0} workflows are ready', total);
    case 1:
      return l10n.t("1 of {0} workflows isn't ready", total);
    default:
      return l10n.t("{0} of {1} workflows aren't ready", formatNumber(notReady), total);
  }
}
