import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import type { InputTarget } from '../documents/analysis.ts';
import { l10n } from './l10n.ts';
import { nameLength, type ShownText, shown } from './shown.ts';

/** Longer values are no paths, in UTF-16 units: an embedded picture is one string of megabytes. */
const maxPath = 8 * 1024;

/** The file that an input stands for, by its name. Without a target, what its value says. */
export function inputLabel({
  input,
  target,
}: {
  readonly input: MediaInput;
  readonly target: InputTarget | undefined;
}): ShownText {
  if (target?.type === 'reference') {
    return shown(target.record.fileName, nameLength);
  }
  const { value, state } = input;
  if (value === '') {
    return l10n.t('(empty)');
  }
  const isPath = target ? target.type !== 'other' : state === 'local';
  return shown(isPath && value.length <= maxPath ? lastSegment(value) : value, nameLength);
}

function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
}
