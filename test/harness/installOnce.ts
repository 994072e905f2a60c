import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a folder exactly once: it is built under another name and appears with its final name only when complete, so
 * an interrupted installation is simply started over. Two processes at once take turns.
 * @param folder where the result will be.
 * @param what names it in messages, e.g. `VS Code 1.139.1`.
 * @param build fills the empty folder it is given.
 */
export async function installOnce(
  folder: string,
  what: string,
  build: (empty: string) => Promise<void>,
): Promise<void> {
  if (existsSync(folder)) {
    return;
  }
  await mkdir(dirname(folder), { recursive: true });
  await holding(`${folder}.lock`, what, async () => {
    if (existsSync(folder)) {
      return;
    }
    await removeLeftovers(folder);
    const started = Date.now();
    const unfinished = `${folder}.unfinished-${process.pid}`;
    await mkdir(unfinished);
    try {
      await build(unfinished);
      await rename(unfinished, folder);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    console.log(`${what} is ready (${Math.round((Date.now() - started) / 1000)} s).`);
  });
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.unfinished-`)) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

async function holding(lock: string, what: string, action: () => Promise<void>): Promise<void> {
  let announced = false;
  while (!(await take(lock))) {
    if (!announced) {
      console.log(`Waiting: another process is installing ${what} (it holds ${lock}).`);
      announced = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    await dropIfAbandoned(lock);
    return false;
  }
}

/** A process that was killed can't remove its lock: the process number in it shows whether it is still running. */
async function dropIfAbandoned(lock: string): Promise<void> {
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (Number.isInteger(holder) && holder > 0 && !lives(holder)) {
    // Renamed first: of two processes that both see it abandoned only one succeeds, and neither removes a new lock.
    const abandoned = `${lock}.${process.pid}`;
    await rename(lock, abandoned)
      .then(() => unlink(abandoned))
      .catch(() => undefined);
  }
}

function lives(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
