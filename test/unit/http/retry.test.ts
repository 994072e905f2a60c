import assert from 'node:assert/strict';
import type { Clock } from '../../../src/core/clock.ts';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import { maxAttempts, RetryBudget, type RetryWait, withRetry } from '../../../src/core/http/retry.ts';

const signal = new AbortController().signal;
const busy = (retryAfter?: number): UploadError =>
  new UploadError('serverError', 'busy', { retryable: true, retryAfter });

/** Sleeps in no time and remembers for how long. */
function testClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => 0,
    sleep: async (milliseconds, abortSignal) => {
      slept.push(milliseconds);
      if (abortSignal.aborted) {
        throw new CancelledError();
      }
    },
  };
}

/** Fails the given number of times. */
function failing(times: number, error: () => Error = busy): (attempt: number) => Promise<string> {
  let left = times;
  return async (attempt) => {
    if (left-- > 0) {
      throw error();
    }
    return `done at ${attempt}`;
  };
}

describe('repeating a provider call', () => {
  it("isn't needed if the first attempt succeeds", async () => {
    const clock = testClock();
    assert.equal(await withRetry(failing(0), { clock, signal }), 'done at 1');
    assert.deepEqual(clock.slept, []);
  });

  it('continues until one succeeds, up to four attempts', async () => {
    assert.equal(await withRetry(failing(3), { clock: testClock(), signal }), 'done at 4');
    const clock = testClock();
    await assert.rejects(withRetry(failing(4), { clock, signal }), (error) => UploadError.is(error, 'serverError'));
    assert.equal(clock.slept.length, maxAttempts - 1);
  });

  it('happens only if the error says that it is safe', async () => {
    const errors = [new UploadError('keyRejected', 'no'), new CancelledError(), new TypeError('bug')];
    for (const error of errors) {
      const clock = testClock();
      await assert.rejects(
        withRetry(
          failing(1, () => error),
          { clock, signal },
        ),
        (thrown) => thrown === error,
      );
      assert.deepEqual(clock.slept, []);
    }
  });

  it('is given up after one short wait where nothing listens', async () => {
    const refused = () => new UploadError('connectionRefused', 'refused', { retryable: true });
    for (const random of [0, 1]) {
      const clock = testClock();
      const waits: RetryWait[] = [];
      const options = { clock, signal, random: () => random, onWait: (wait: RetryWait) => waits.push(wait) };
      await assert.rejects(withRetry(failing(9, refused), options), (error) =>
        UploadError.is(error, 'connectionRefused'),
      );
      assert.deepEqual(clock.slept, [random === 0 ? 500 : 1000]);
      assert.deepEqual(
        waits.map(({ attempt, attempts }) => [attempt, attempts]),
        [[2, 2]],
      );
    }
    assert.equal(await withRetry(failing(1, refused), { clock: testClock(), signal }), 'done at 2');
  });

  it('waits between half a second and a growing limit', async () => {
    const waits = async (random: number): Promise<number[]> => {
      const clock = testClock();
      await withRetry(failing(3), { clock, signal, random: () => random });
      return clock.slept;
    };
    assert.deepEqual(await waits(0), [500, 500, 500]);
    assert.deepEqual(await waits(1), [2_000, 8_000, 20_000]);
    const middle = await waits(0.5);
    assert.deepEqual(
      middle,
      middle.toSorted((a, b) => a - b),
    );
  });

  it('never comes earlier than the server asked for, nor more than a minute later', async () => {
    const waitFor = async (retryAfter: number, random: number): Promise<number | undefined> => {
      const clock = testClock();
      await withRetry(
        failing(1, () => busy(retryAfter)),
        { clock, signal, random: () => random },
      );
      return clock.slept[0];
    };
    assert.equal(await waitFor(7_000, 0), 7_000);
    assert.equal(await waitFor(7_000, 1), 7_500);
    assert.equal(await waitFor(0, 0), 0);
    assert.equal(await waitFor(3_600_000, 0), 60_000);
    assert.equal(await waitFor(-1, 0), 0);
  });

  it('is announced', async () => {
    const waits: RetryWait[] = [];
    await withRetry(failing(2), { clock: testClock(), signal, random: () => 0, onWait: (wait) => waits.push(wait) });
    assert.deepEqual(
      waits.map(({ milliseconds, attempt, attempts, error }) => [milliseconds, attempt, attempts, error.code]),
      [
        [500, 2, 4, 'serverError'],
        [500, 3, 4, 'serverError'],
      ],
    );
  });

  it('stops immediately when cancelled, even while waiting', async () => {
    const controller = new AbortController();
    let attempts = 0;
    const call = withRetry(
      async () => {
        attempts++;
        throw busy();
      },
      { clock: testClock(), signal: controller.signal, onWait: () => controller.abort() },
    );
    await assert.rejects(call, CancelledError.is);
    assert.equal(attempts, 1);
    await assert.rejects(withRetry(failing(0), { clock: testClock(), signal: controller.signal }), CancelledError.is);
  });

  it("draws on the batch's budget: a provider that is down isn't called four times for every file", async () => {
    const budget = new RetryBudget(5);
    let attempts = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () =>
        withRetry(
          async () => {
            attempts++;
            throw busy();
          },
          { clock: testClock(), signal, budget },
        ),
      ),
    );
    assert.ok(results.every(({ status }) => status === 'rejected'));
    assert.equal(attempts, 45);
    assert.equal(retriesLeft(budget), 0);
  });

  it("is returned to the batch's budget by each success, up to its capacity", async () => {
    const budget = new RetryBudget(2);
    await withRetry(failing(2), { clock: testClock(), signal, budget });
    assert.equal(retriesLeft(budget), 1);
    for (const _success of [1, 2, 3]) {
      await withRetry(failing(0), { clock: testClock(), signal, budget });
    }
    assert.equal(retriesLeft(budget), 2);
  });
});

/** Takes every retry that is left. */
function retriesLeft(budget: RetryBudget): number {
  let count = 0;
  while (budget.take()) {
    count += 1;
  }
  return count;
}
