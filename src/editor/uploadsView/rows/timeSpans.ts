export type SpanName = 'today' | 'yesterday' | 'week' | 'month' | 'older';

/** A stretch of time, in milliseconds since the epoch; open where a bound is left out. */
export interface TimeSpan {
  readonly name: SpanName;
  readonly from: number | undefined;
  readonly before: number | undefined;
}

/** The spans uploads are grouped by, newest first, without gaps. Days begin at local midnight, also where it is 23 or 25 hours away. */
export function timeSpans(now: number): readonly TimeSpan[] {
  const today = midnight(now, 0);
  const yesterday = midnight(now, -1);
  const week = midnight(now, -7);
  const month = midnight(now, -30);
  return [
    // Also what a clock that was ahead has dated to tomorrow.
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
