import { remaining } from '../../core/history/lifetime.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { formatDuration } from './figures.ts';
import { l10n } from './l10n.ts';
import type { ShownText } from './shown.ts';

/**
 * How long a reference still works, for a row or a hint, where little fits: `23 h 59 m`, `expired`, `no expiry`,
 * `no known end`.
 *
 * @param now milliseconds since the epoch
 */
export function shortLifetimeText(reference: Reference, now: number): ShownText {
  const left = remaining(reference, now);
  if (left === undefined && reference.lifetime.type === 'undocumented') {
    return l10n.t('no known end');
  }
  return left === undefined || left === 0 ? lifetimeText(reference, now) : formatDuration(left);
}

/**
 * How long a reference still works, in words for a list: `expires in 3 h 12 m`, `expired`, `no expiry`,
 * `lifetime not documented`.
 *
 * @param now milliseconds since the epoch
 */
export function lifetimeText(reference: Reference, now: number): ShownText {
  const left = remaining(reference, now);
  if (left === undefined) {
    return reference.lifetime.type === 'kept' ? l10n.t('no expiry') : l10n.t('lifetime not documented');
  }
  if (left === 0) {
    return l10n.t('expired');
  }
  // Every use restarts a sliding lifetime, and only the provider knows about all uses.
  return reference.lifetime.type === 'sliding'
    ? l10n.t('at least {0} left', formatDuration(left))
    : l10n.t('expires in {0}', formatDuration(left));
}
