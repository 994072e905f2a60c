import type { Reference } from '../providers/reference.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** From here on, days and hours are shown; below, hours and minutes; below an hour, only minutes. */
const daysShownFrom = 2 * day;

/** Whether a reference works for a while yet, ends soon, has ended, is kept for good, or has no documented end. */
export type LifetimeState = 'valid' | 'expiring' | 'expired' | 'kept' | 'undocumented';

/** What a countdown shows: the two largest units that aren't zero, rounded down. */
export type Countdown =
  | { readonly unit: 'days'; readonly days: number; readonly hours: number }
  | { readonly unit: 'hours'; readonly hours: number; readonly minutes: number }
  | { readonly unit: 'minutes'; readonly minutes: number }
  | { readonly unit: 'underAMinute' }
  | { readonly unit: 'over' };

/**
 * Milliseconds until the reference stops working, 0 once it has; `undefined` where it has no known end.
 * Never more than its whole lifetime: if the computer's clock was ahead at the upload and has been corrected since, the
 * stored end is too far in the future, and a 24-hour reference would be said to expire in 400 days.
 */
export function remaining(reference: Reference, now: number): number | undefined {
  if (reference.expiresAt === undefined) {
    return undefined;
  }
  return Math.min(Math.max(reference.expiresAt - now, 0), wholeLifetime(reference));
}

/** @param warning how long before its end a reference counts as expiring, in milliseconds */
export function lifetimeState(reference: Reference, now: number, warning: number): LifetimeState {
  const left = remaining(reference, now);
  if (left === undefined) {
    return reference.lifetime.type === 'kept' ? 'kept' : 'undocumented';
  }
  if (left === 0) {
    return 'expired';
  }
  return left <= warning ? 'expiring' : 'valid';
}

/** What to show for so many milliseconds left. */
export function countdown(left: number): Countdown {
  if (left <= 0) {
    return { unit: 'over' };
  }
  if (left < minute) {
    return { unit: 'underAMinute' };
  }
  if (left < hour) {
    return { unit: 'minutes', minutes: Math.floor(left / minute) };
  }
  if (left < daysShownFrom) {
    return { unit: 'hours', hours: Math.floor(left / hour), minutes: Math.floor((left % hour) / minute) };
  }
  return { unit: 'days', days: Math.floor(left / day), hours: Math.floor((left % day) / hour) };
}

/**
 * The first moment after `now`, in milliseconds since the epoch, at which the countdown or the state of a reference
 * changes; `undefined` if they never will. The extension's one timer fires at the earliest of these moments. It may be
 * further ahead than `setTimeout` can wait (2^31 - 1 ms).
 * @param warning how long before its end a reference counts as expiring, in milliseconds
 */
export function nextChange(reference: Reference, now: number, warning: number): number | undefined {
  const end = reference.expiresAt;
  if (end === undefined || end <= now) {
    return undefined;
  }
  const whole = wholeLifetime(reference);
  if (end - now > whole) {
    return end - whole + 1;
  }
  const left = end - now;
  const step = left >= daysShownFrom ? hour : minute;
  // The text covers [k * step, (k + 1) * step) and so changes one millisecond after k * step was left.
  const textChange = left < minute ? end : end - Math.floor(left / step) * step + 1;
  const warningStarts = end - warning;
  return warningStarts > now && warning > 0 ? Math.min(textChange, warningStarts) : textChange;
}

function wholeLifetime({ lifetime }: Reference): number {
  return lifetime.type === 'fixed' || lifetime.type === 'sliding' ? lifetime.milliseconds : Number.POSITIVE_INFINITY;
}
