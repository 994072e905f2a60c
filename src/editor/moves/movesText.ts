import { basename } from 'node:path';
import type { Moves } from '../../core/workflow/moves/moves.ts';
import { shownPath } from '../documents/usages/findUsages.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';
import { formerUri, type MovedWorkflow } from './movedWorkflows.ts';

/** The question whether paths are to be updated, which names what was moved where it is one file or folder. */
export function questionText(found: readonly MovedWorkflow[], moves: Moves): ShownText {
  const workflows = found.filter((workflow) => pathCount([workflow]) > 0);
  const count = pathCount(workflows);
  const [first, ...others] = workflows;
  const [move, ...otherMoves] = moves.all;
  const workflow = first === undefined ? shown('') : shown(nameOf(first.uri), nameLength);
  const isWorkflowMoved = workflows.some(({ uri }) => formerUri(uri, moves) !== uri);
  if (move === undefined || otherMoves.length > 0 || isWorkflowMoved) {
    if (others.length > 0) {
      return l10n.t('{0} paths in {1} workflows no longer lead to their files. Update them?', count, workflows.length);
    }
    return count === 1
      ? l10n.t('1 path in {0} no longer leads to its file. Update it?', workflow)
      : l10n.t('{0} paths in {1} no longer lead to their files. Update them?', count, workflow);
  }
  const name = shown(basename(move.from), nameLength);
  if (others.length > 0) {
    return l10n.t('{0} paths in {1} workflows name {2}. Update them?', count, workflows.length, name);
  }
  return count === 1
    ? l10n.t('1 path in {0} names {1}. Update it?', workflow, name)
    : l10n.t('{0} paths in {1} name {2}. Update them?', count, workflow, name);
}

/** How many paths can be updated. */
export function pathCount(workflows: readonly MovedWorkflow[]): number {
  return workflows.reduce((sum, { inputs }) => sum + inputs.filter(({ newValue }) => newValue !== undefined).length, 0);
}

/** What was updated, and where. */
export interface UpdatedPaths {
  readonly paths: number;
  /** The workflows with these paths. */
  readonly workflows: readonly MovedWorkflow[];
}

export function updatedText({ paths, workflows }: UpdatedPaths): ShownText {
  const [first, ...others] = workflows;
  if (paths === 0 || first === undefined) {
    return l10n.t('No path was updated.');
  }
  if (others.length > 0) {
    return paths === 1
      ? l10n.t('Updated 1 path.')
      : l10n.t('Updated {0} paths in {1} workflows.', paths, workflows.length);
  }
  return paths === 1
    ? l10n.t('Updated 1 path in {0}.', shownPath(first.uri))
    : l10n.t('Updated {0} paths in {1}.', paths, shownPath(first.uri));
}

/** Paths that were edited between the question and the answer. */
export function changedText(count: number): ShownText {
  return count === 1
    ? l10n.t('1 path was changed meanwhile, so it was left alone.')
    : l10n.t('{0} paths were changed meanwhile, so they were left alone.', count);
}

/** `1 path`, `3 paths`. */
export function pathsText(count: number): ShownText {
  return count === 1 ? l10n.t('1 path') : l10n.t('{0} paths', count);
}
