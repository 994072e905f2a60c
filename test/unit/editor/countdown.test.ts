import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
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

  function addViewer(dueAt: number | undefined) {
    const calls = { asked: 0, refreshed: [] as number[] };
    const registration = countdown.add({
      nextChange: (now) => {
        calls.asked++;
        return dueAt !== undefined && dueAt > now ? dueAt : undefined;
      },
      refresh: (now) => calls.refreshed.push(now),
    });
    return { calls, registration };
  }

  async function check(): Promise<void> {
    countdown.check();
    await turn();
  }

  it('refreshes what is overdue when the computer wakes up, and nothing else', async () => {
    const soon = addViewer(clock + hour).calls;
    const late = addViewer(clock + 9 * hour).calls;
    await turn();
    clock += 2 * hour;
    await check();
    assert.deepEqual([soon.refreshed, late.refreshed], [[clock], []]);
    await check();
    assert.equal(soon.refreshed.length, 1);
  });

  it('refreshes everything when the clock was set back', async () => {
    const soon = addViewer(clock + hour).calls;
    const never = addViewer(undefined).calls;
    await turn();
    clock -= hour;
    await check();
    assert.deepEqual([soon.refreshed, never.refreshed], [[clock], [clock]]);
  });

  it('asks a viewer once however often it changes within a turn, and no other viewer', async () => {
    const { calls, registration } = addViewer(clock + hour);
    const other = addViewer(clock + hour).calls;
    await turn();
    assert.deepEqual([calls.asked, other.asked], [1, 1]);
    for (let times = 0; times < 5_000; times++) {
      registration.changed();
    }
    await turn();
    assert.deepEqual([calls.asked, other.asked], [2, 1]);
  });

  it('asks only the viewers that were due after a tick', async () => {
    const soon = addViewer(clock + hour).calls;
    const late = addViewer(clock + 9 * hour).calls;
    await turn();
    clock += 2 * hour;
    await check();
    assert.deepEqual([soon.asked, late.asked], [2, 1]);
  });

  it('lets a viewer change while it is refreshed', async () => {
    let refreshes = 0;
    const due = clock + hour;
    const registration = countdown.add({
      nextChange: (now) => (due > now ? due : undefined),
      refresh: () => {
        refreshes++;
        registration.changed();
      },
    });
    await turn();
    clock += 2 * hour;
    await check();
    await turn();
    assert.equal(refreshes, 1);
  });

  it('comes by itself, and no longer to a viewer that is gone', async () => {
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
