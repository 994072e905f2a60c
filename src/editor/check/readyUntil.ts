import { type ShownQuickPickItem, window } from '../display/window.ts';
import { formatDuration } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';

const hour = 3_600_000;
const choices: readonly number[] = [0, hour, 8 * hour, 24 * hour];
/** A week: hardly any provider keeps a link for longer. */
const maxHours = 7 * 24;

interface DurationItem extends ShownQuickPickItem {
  /** Milliseconds from now; `undefined` for another one. */
  readonly duration: number | undefined;
}

/**
 * Asks how long the references of a workflow have to work: a job may wait in a queue for hours.
 * @param current what holds so far, in milliseconds from now
 * @returns milliseconds from now; `undefined` when the person closed the question
 */
export async function askHowLong(current: number): Promise<number | undefined> {
  const durations = [...new Set([...choices, current])].sort((a, b) => a - b);
  const items: readonly DurationItem[] = [
    ...durations.map((duration) => ({
      label: duration === 0 ? l10n.t('Now') : l10n.t('For the next {0}', formatDuration(duration)),
      ...(duration === current && { description: l10n.t('current') }),
      duration,
    })),
    { label: l10n.t('For another number of hours...'), duration: undefined },
  ];
  const title = l10n.t('How Long Must the References Work?');
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('What ends sooner counts as not ready'),
  });
  if (!chosen || chosen.duration !== undefined) {
    return chosen?.duration;
  }
  const answer = await window.showInputBox({
    title,
    prompt: l10n.t('Number of hours, up to {0}', maxHours),
    validateInput: (text) =>
      hoursOf(text) === undefined ? l10n.t('Enter a number from 0 to {0}.', maxHours) : undefined,
  });
  const hours = answer === undefined ? undefined : hoursOf(answer);
  return hours === undefined ? undefined : hours * hour;
}

function hoursOf(text: string): number | undefined {
  const hours = /^\s*\d{1,3}(?:[.,]\d{1,2})?\s*$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  return hours <= maxHours ? hours : undefined;
}
