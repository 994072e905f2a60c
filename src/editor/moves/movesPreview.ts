import { QuickPickItemKind, ThemeIcon } from 'vscode';
import type { MovedInput } from '../../core/workflow/moves/movedInputs.ts';
import { chooseInPreview } from '../choosing/chooseInPreview.ts';
import type { ShownQuickPickItem } from '../display/window.ts';
import { shownPath } from '../documents/usages/findUsages.ts';
import { PlaceNames } from '../swap/preview/placeNames.ts';
import { largeFileItem } from '../swap/preview/previewItems.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';
import type { MovedWorkflow } from './movedWorkflows.ts';
import { pathsText } from './movesText.ts';

/** Equal paths of one workflow, which are updated together. */
interface PathItem extends ShownQuickPickItem {
  /** `undefined` on a line that can't be chosen. */
  readonly path?: ChosenPath;
  readonly count?: number;
}

/** A path to be updated, wherever it stands in a workflow. */
export interface ChosenPath {
  readonly workflow: string;
  readonly value: string;
}

/**
 * Shows how each path would be written, and lets the person choose.
 * @returns `undefined` where the person closed the preview
 */
export async function previewMoves(workflows: readonly MovedWorkflow[]): Promise<readonly ChosenPath[] | undefined> {
  const items = workflows.flatMap(itemsOf);
  const accepted = await chooseInPreview(items, {
    selected: items.filter(canBeChosen),
    canBeChosen,
    titleOf: (chosen) => l10n.t('Update Paths: {0}', pathsText(chosen.reduce((sum, { count = 0 }) => sum + count, 0))),
    placeholder: l10n.t('Nothing is changed until you press OK.'),
  });
  return accepted?.flatMap(({ path }) => (path ? [path] : []));
}

function canBeChosen({ path }: PathItem): boolean {
  return path !== undefined;
}

function itemsOf(workflow: MovedWorkflow): readonly PathItem[] {
  const { uri, text, inputs } = workflow;
  const names = new PlaceNames([{ uri, text }]);
  const byValue = Map.groupBy(inputs, ({ input }) => input.value);
  return [
    { label: shownPath(uri), kind: QuickPickItemKind.Separator },
    ...(text === undefined ? [largeFileItem(nameOf(uri))] : []),
    ...[...byValue.values()].map((same) => itemOf(workflow, same, names)),
  ];
}

function itemOf({ uri }: MovedWorkflow, same: readonly MovedInput[], names: PlaceNames): PathItem {
  const workflow = uri.toString();
  const [first] = same;
  const value = first?.input.value ?? '';
  const detail = names.listed(same.map(({ input }) => ({ document: workflow, input })));
  if (first?.newValue === undefined) {
    return {
      label: shown(value),
      description: l10n.t('unchanged: no path leads to the file from there'),
      detail,
      iconPath: new ThemeIcon('circle-slash'),
    };
  }
  return {
    label: l10n.t('{0} → {1}', shown(value), shown(first.newValue)),
    ...(first.isSameForm ? {} : { description: l10n.t('no longer in the folder it was relative to') }),
    detail,
    iconPath: new ThemeIcon('edit'),
    path: { workflow, value },
    count: same.length,
  };
}
