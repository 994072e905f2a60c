import type { Disposable } from 'vscode';

/** Timers stand still while the computer sleeps; waking up once an hour costs nothing and finds out. */
const maxDelay = 3_600_000;
/** Changes this close together are drawn together. */
const tolerance = 250;

/** Whoever shows countdowns: says when a text of theirs changes next, and is told when that moment has come. */
export interface CountdownViewer {
  /** Moment after `now` at which a shown text changes, both in milliseconds since the epoch; `undefined` for never. */
  nextChange(now: number): number | undefined;
  refresh(now: number): void;
}

/** The one timer behind every countdown of the extension. It runs only while somebody visible needs it. */
export interface Countdown {
  add(viewer: CountdownViewer): Disposable;
  /** To be called when what a viewer shows has changed (opened, hidden, new records), and when time may have jumped. */
  reschedule(): void;
}

export function createCountdown(now: () => number = Date.now): Countdown & Disposable {
  const viewers = new Set<CountdownViewer>();
  let timer: NodeJS.Timeout | undefined;
  /** When the timer was last set, and what it was set for. */
  let start = now();
  let due: ReadonlyMap<CountdownViewer, number> = new Map();

  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    start = now();
    const next = new Map<CountdownViewer, number>();
    for (const viewer of viewers) {
      const moment = viewer.nextChange(start);
      if (moment !== undefined) {
        next.set(viewer, moment);
      }
    }
    due = next;
    if (due.size === 0) {
      return;
    }
    const delay = Math.min(...due.values()) - start;
    timer = setTimeout(look, Math.min(Math.max(delay, tolerance), maxDelay));
    timer.unref();
  }

  /** Also finds what is overdue because the timer stood still, or because the clock was changed. */
  function look(): void {
    const moment = now();
    // A clock that was set back makes every shown text wrong at once, whatever was scheduled.
    const overdue = [...viewers].filter(
      (viewer) => moment < start || (due.get(viewer) ?? Number.POSITIVE_INFINITY) <= moment + tolerance,
    );
    // First of all: a viewer may ask for another look while it is refreshed.
    due = new Map();
    start = moment;
    for (const viewer of overdue) {
      viewer.refresh(moment);
    }
    schedule();
  }

  return {
    add(viewer) {
      viewers.add(viewer);
      schedule();
      return {
        dispose: () => {
          viewers.delete(viewer);
          schedule();
        },
      };
    },
    reschedule: look,
    dispose: () => {
      clearTimeout(timer);
      viewers.clear();
    },
  };
}
