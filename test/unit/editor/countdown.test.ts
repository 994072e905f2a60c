import assert from 'node:assert/strict';
import { createCountdown } from '../../../src/editor/countdown.ts';

const hour = 3_600_000;

describe('The one timer of all countdowns', () => {
  let clock: number;
  let countdown: ReturnType<typeof createCountdown>;

  beforeEach(() => {
    clock = 1_000_000;
    countdown = createCountdown(() => clock);
  });
  afterEach(() => countdown.dispose());

  function viewer(dueAt: number | undefined) {
    const refreshed: number[] = [];
    countdown.add({
      nextChange: (now) => (dueAt !== undefined && dueAt > now ? dueAt : undefined),
      refresh: (now) => refreshed.push(now),
    });
    return refreshed;
  }

  it('refreshes who is overdue when the computer wakes up, and nobody else', () => {
    const soon = viewer(clock + hour);
    const late = viewer(clock + 9 * hour);
    clock += 2 * hour;
    countdown.reschedule();
    assert.deepEqual([soon, late], [[clock], []]);
    countdown.reschedule();
    assert.equal(soon.length, 1);
  });

  it('refreshes everybody when the clock was set back', () => {
    const soon = viewer(clock + hour);
    const never = viewer(undefined);
    clock -= hour;
    countdown.reschedule();
    assert.deepEqual([soon, never], [[clock], [clock]]);
  });

  it('bears a viewer that asks for another look while it is refreshed', () => {
    let calls = 0;
    const due = clock + hour;
    countdown.add({
      nextChange: (now) => (due > now ? due : undefined),
      refresh: () => {
        calls++;
        countdown.reschedule();
      },
    });
    clock += 2 * hour;
    countdown.reschedule();
    assert.equal(calls, 1);
  });

  it('comes by itself, and no more once the viewer has gone', async () => {
    const refreshed: string[] = [];
    const add = (name: string) =>
      countdown.add({ nextChange: (now) => now + 10, refresh: () => void refreshed.push(name) });
    const gone = add('gone');
    add('stays');
    gone.dispose();
    const deadline = Date.now() + 5_000;
    while (refreshed.length === 0 && Date.now() < deadline) {
      clock += 20;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(new Set(refreshed), new Set(['stays']));
  });
});
