import type { Disposable } from 'vscode';

/** Timers stand still while the computer sleeps; waking up once an hour costs nothing and finds out. */
const maxDelay = 3_600_000;
/** Changes this close together are drawn together, in milliseconds. */
const tolerance = 250;

/** Something that shows countdowns. It says when a text of it changes next, and is refreshed at that moment. */
export interface CountdownViewer {
  /**
   * Moment after `now` at which a shown text changes, both in milliseconds since the epoch; `undefined` for never. Asked
   * only after `changed` was called, and after a refresh.
   */
  nextChange(now: number): number | undefined;
  /** Its moment has come, or the clock was changed. */
  refresh(now: number): void;
}

export interface CountdownRegistration extends Disposable {
  /** To be called when the viewer shows something else (opened, hidden, scrolled, new records), as often as it likes. */
  changed(): void;
}

/** The one timer behind every countdown of the extension. It runs only while a viewer needs it. */
export interface Countdown {
  add(viewer: CountdownViewer): CountdownRegistration;
  /** To be called when time may have jumped: after the computer slept, or the clock was changed. */
  check(): void;
}

/** @param now milliseconds since the epoch */
export function createCountdown(now: () => number = Date.now): Countdown & Disposable {
  /** What each viewer is waiting for; `undefined` for nothing. */
  const moments = new Map<CountdownViewer, number | undefined>();
  /** Viewers that haven't been asked since they changed. */
  const changed = new Set<CountdownViewer>();
  let lastLook = now();
  let timer: NodeJS.Timeout | undefined;
  let nextLook: NodeJS.Immediate | undefined;

  /** However much changes within one turn of the event loop, each viewer is asked once. */
  function lookSoon(): void {
    nextLook ??= setImmediate(look);
  }

  /** Also finds what is overdue because the timer stood still or the clock was changed. */
  function look(): void {
    nextLook = undefined;
    const moment = now();
    // When the clock was set back, every text is wrong, whatever it was waiting for.
    const isSetBack = moment < lastLook;
    lastLook = moment;
    for (const [viewer, due = Number.POSITIVE_INFINITY] of [...moments]) {
      // A viewer that was refreshed before this one may have removed it.
      if (moments.has(viewer) && (isSetBack || due <= moment + tolerance)) {
        changed.add(viewer);
        viewer.refresh(moment);
      }
    }
    for (const viewer of changed) {
      moments.set(viewer, viewer.nextChange(moment));
    }
    changed.clear();
    restartTimer(moment);
  }

  function restartTimer(moment: number): void {
    clearTimeout(timer);
    timer = undefined;
    let first = Number.POSITIVE_INFINITY;
    for (const due of moments.values()) {
      first = Math.min(first, due ?? Number.POSITIVE_INFINITY);
    }
    if (first !== Number.POSITIVE_INFINITY) {
      timer = setTimeout(look, Math.min(Math.max(first - moment, tolerance), maxDelay));
      timer.unref();
    }
  }

  return {
    add(viewer) {
      const notify = (): void => {
        if (moments.has(viewer)) {
          changed.add(viewer);
          lookSoon();
        }
      };
      moments.set(viewer, undefined);
      notify();
      return {
        changed: notify,
        dispose: () => {
          moments.delete(viewer);
          changed.delete(viewer);
          lookSoon();
        },
      };
    },
    check: lookSoon,
    dispose: () => {
      clearTimeout(timer);
      clearImmediate(nextLook);
      moments.clear();
      changed.clear();
    },
  };
}
