/**
 * How long work keeps the thread at a time, in milliseconds of the processor: the most that is used between two callbacks
 * of which there is one in every turn of the event loop. What other programs of the machine use meanwhile isn't counted.
 */
export async function maxTurn(work: () => Promise<unknown>): Promise<number> {
  let max = 0;
  let isDone = false;
  let before = used();
  const look = (): void => {
    const now = used();
    max = Math.max(max, now - before);
    before = now;
    if (!isDone) {
      setImmediate(look);
    }
  };
  setImmediate(look);
  await work();
  isDone = true;
  return Math.max(max, used() - before);
}

function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
