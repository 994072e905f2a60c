import assert from 'node:assert/strict';
import { CancelledError } from '../../src/core/errors.ts';
import { Limiter } from '../../src/core/limiter.ts';

const signal = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Tasks that end when they are told to. */
class Tasks {
  readonly started: string[] = [];
  readonly #ends = new Map<string, () => void>();

  start(limiter: Limiter, name: string, abort = signal): Promise<void> {
    return limiter.run(abort, async () => {
      this.started.push(name);
      await new Promise<void>((resolve) => this.#ends.set(name, resolve));
    });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await settled();
  }
}

describe('the limiter', () => {
  it('lets no more tasks run at a time than it may, first come, first served', async () => {
    const limiter = new Limiter(2);
    const tasks = new Tasks();
    for (const name of ['a', 'b', 'c', 'd']) {
      void tasks.start(limiter, name);
    }
    await settled();
    assert.deepEqual(tasks.started, ['a', 'b']);
    assert.equal(limiter.running, 2);
    await tasks.end('b');
    assert.deepEqual(tasks.started, ['a', 'b', 'c']);
    await tasks.end('a');
    assert.deepEqual(tasks.started, ['a', 'b', 'c', 'd']);
    await tasks.end('c');
    await tasks.end('d');
    assert.equal(limiter.running, 0);
  });

  it('gives what a task gives, and the place of one that fails to the next', async () => {
    const limiter = new Limiter(1);
    const failing = limiter.run(signal, () => Promise.reject(new Error('no')));
    const next = limiter.run(signal, async () => 7);
    await assert.rejects(failing, /no/);
    assert.equal(await next, 7);
    await assert.rejects(
      limiter.run(signal, () => {
        throw new Error('at once');
      }),
      /at once/,
    );
    assert.equal(limiter.running, 0);
  });

  it('never starts a task that was cancelled while it waited, and leaves no gap', async () => {
    const limiter = new Limiter(1);
    const tasks = new Tasks();
    const controller = new AbortController();
    void tasks.start(limiter, 'a');
    const cancelled = tasks.start(limiter, 'b', controller.signal);
    void tasks.start(limiter, 'c');
    controller.abort();
    await assert.rejects(cancelled, CancelledError.is);
    await tasks.end('a');
    assert.deepEqual(tasks.started, ['a', 'c']);
    await assert.rejects(tasks.start(limiter, 'd', controller.signal), CancelledError.is);
    await tasks.end('c');
    assert.equal(limiter.running, 0);
  });

  it('leaves a running task to itself when its signal aborts', async () => {
    const limiter = new Limiter(1);
    const tasks = new Tasks();
    const controller = new AbortController();
    const running = tasks.start(limiter, 'a', controller.signal);
    await settled();
    controller.abort();
    await settled();
    assert.equal(limiter.running, 1);
    await tasks.end('a');
    await running;
  });

  it('can be given another limit at any time', async () => {
    const limiter = new Limiter(1);
    const tasks = new Tasks();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      void tasks.start(limiter, name);
    }
    await settled();
    limiter.max = 3;
    await settled();
    assert.deepEqual(tasks.started, ['a', 'b', 'c']);
    limiter.max = 1;
    await tasks.end('a');
    await tasks.end('b');
    assert.deepEqual(tasks.started, ['a', 'b', 'c']);
    await tasks.end('c');
    assert.deepEqual(tasks.started, ['a', 'b', 'c', 'd']);
  });

  it('takes a limit that makes no sense for one', () => {
    for (const max of [0, -1, Number.NaN, Number.NEGATIVE_INFINITY]) {
      assert.equal(new Limiter(max).max, 1);
    }
    assert.equal(new Limiter(2.9).max, 2);
  });

  it('never lets in more than it may, however many come at once', async () => {
    const limiter = new Limiter(3);
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 100 }, () =>
        limiter.run(signal, async () => {
          most = Math.max(most, ++running);
          await settled();
          running--;
        }),
      ),
    );
    assert.equal(most, 3);
  });
});
