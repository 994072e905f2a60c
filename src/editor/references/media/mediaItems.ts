import { ThemeIcon } from 'vscode';
import { providerById } from '../../../core/providers/registry.ts';
import { nodeAt } from '../../../core/workflow/scan/nodeAt.ts';
import type { KnownConnections } from '../../connections/records/recordConnections.ts';
import type { ShownQuickPickItem } from '../../display/window.ts';
import type { AnalysedInput, Analysis, InputTarget } from '../../documents/analysis.ts';
import { type StateTime, stateOfReference } from '../../documents/targetState.ts';
import { formatBytes } from '../../text/figures.ts';
import { inputLabel } from '../../text/inputLabel.ts';
import { l10n } from '../../text/l10n.ts';
import { kindIcons } from '../../text/mediaText.ts';
import { formatList } from '../../text/names.ts';
import { joined, nameLength, type ShownText, shown } from '../../text/shown.ts';
import { stateIcon, stateText } from '../../text/stateText.ts';
import { referenceFacts } from '../referenceFacts.ts';

/** One input of a workflow in the list of its media. */
export interface MediaItem extends ShownQuickPickItem {
  readonly analysed: AnalysedInput;
}

interface MediaItemOptions {
  readonly time: StateTime;
  readonly connections: KnownConnections;
  /** Of every line. */
  readonly buttons: ShownQuickPickItem['buttons'];
}

/** Longer values would push the node out of the line, in characters. */
const maxValueLength = 100;

/**
 * One line per input, in document order: file or value, state, time, size and provider, and below it node and value.
 *
 * @param root the parsed document, `undefined` where it isn't strict JSON: nodes are then named by their class only
 */
export function mediaItems(
  { inputs }: Analysis,
  root: unknown,
  { time, connections, buttons }: MediaItemOptions,
): readonly MediaItem[] {
  return inputs
    .filter(({ input, target }) => target.type !== 'other' || input.fits.length > 0)
    .map((analysed) => {
      const { input } = analysed;
      const node = nodeAt(root, input.path);
      const title = node?.title ?? input.nodeType;
      const place = [
        ...(title === undefined ? [] : [shown(title, nameLength)]),
        ...(node?.id === undefined ? [] : [shown(`#${node.id}`, nameLength)]),
        ...(input.value === '' ? [] : [shown(input.value, maxValueLength)]),
      ];
      return {
        analysed,
        label: inputLabel(analysed),
        description: joined(factsOf(analysed, time, connections), ' · '),
        detail: joined(place, ' · '),
        iconPath: iconOf(analysed, time),
        ...(buttons ? { buttons } : {}),
      };
    });
}

/** Whether something should be done about an input before the workflow runs. */
export function needsAttention({ target }: AnalysedInput, time: StateTime): boolean {
  switch (target.type) {
    case 'reference':
      return ['expired', 'expiring', 'renewed'].includes(stateOfReference(target, time));
    case 'file':
    case 'missing':
      return true;
    default:
      return false;
  }
}

function factsOf(
  { input, target }: AnalysedInput,
  time: StateTime,
  connections: KnownConnections,
): readonly ShownText[] {
  switch (target.type) {
    case 'reference': {
      const { label } = connections.of(target.record);
      return [...referenceFacts(target, time), label, formatBytes(target.record.size)];
    }
    case 'unknownReference':
      return [...wordsOf('unknown'), formatList(target.providers.map((id) => shown(providerById(id).label)))];
    case 'file':
      return [l10n.t('local file'), formatBytes(target.size)];
    case 'missing':
      return wordsOf('missing');
    case 'other':
      return input.state === 'url' ? [l10n.t('web address')] : [];
  }
}

function iconOf({ input, target }: AnalysedInput, time: StateTime): ThemeIcon {
  const own = new ThemeIcon(input.kind === undefined ? 'file' : kindIcons[input.kind]);
  return stateIconOf(target, time) ?? own;
}

function stateIconOf(target: InputTarget, time: StateTime): ThemeIcon | undefined {
  switch (target.type) {
    case 'reference':
      return stateIcon(stateOfReference(target, time));
    case 'unknownReference':
      return stateIcon('unknown');
    case 'missing':
      return stateIcon('missing');
    default:
      return undefined;
  }
}

function wordsOf(state: 'unknown' | 'missing'): readonly ShownText[] {
  return [stateText(state)].filter((word) => word !== undefined);
}
