import type { ReferenceTarget } from '../documents/analysis.ts';
import { type StateTime, stateOfReference } from '../documents/targetState.ts';
import { shortLifetimeText } from '../text/lifetimeText.ts';
import type { ShownText } from '../text/shown.ts';
import { stateText } from '../text/stateText.ts';

/** What matters most about a reference, the most important first: its state where that needs a word, and the time left. */
export function referenceFacts(target: ReferenceTarget, time: StateTime): readonly ShownText[] {
  const state = stateOfReference(target, time);
  const word = stateText(state);
  const words = word === undefined ? [] : [word];
  switch (state) {
    case 'expired':
    case 'renewed':
      return words;
    case 'changed':
    case 'missing':
      return [...words, shortLifetimeText(target.reference, time.now)];
    default:
      // The time itself says that it is short.
      return [shortLifetimeText(target.reference, time.now)];
  }
}
