import { l10n } from '../../text/l10n.ts';
import type { ShownText } from '../../text/shown.ts';

export type SpanName = 'today' | 'yesterday' | 'week' | 'month' | 'older';

/** A stretch of time, in milliseconds since the epoch; open where a bound is left out. */
export interface TimeSpan {
  readonly name: SpanName;
  readonly from: number | undefined;
  readonly before: number | undefined;
}

/** The spans uploads are grouped by, newest first and without gaps. Days begin at local midnight, even those of 23 or 25 hours. */
export function timeSpans(now: number): readonly TimeSpan[] {
  const today = midnight(now, 0);
  const yesterday = midnight(now, -1);
  const week = midnight(now, -7);
  const month = midnight(now, -30);
  return [
    // Open at the end: a clock that was ahead may have dated an upload to tomorrow.
    { name: 'today', from: today, before: undefined },
    { name: 'yesterday', from: yesterday, before: today },
    { name: 'week', from: week, before: yesterday },
    { name: 'month', from: month, before: week },
    { name: 'older', from: undefined, before: month },
  ];
}

/** When the spans move on. */
export function nextMidnight(now: number): number {
  return midnight(now, 1);
}

function midnight(now: number, days: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

export function spanLabel(name: SpanName): ShownText {
  switch (name) {
    case 'today':
      return l10n.t('Today');
    case 'yesterday':
      return l10n.t('Yesterday');
    case 'week':
      return l10n.t('Last 7 Days');
    case 'month':
      return l10n.t('Last 30 Days');
    case 'older':
      return l10n.t('Older');
  }
}
