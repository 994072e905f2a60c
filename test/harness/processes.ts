import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const running = new Set<ChildProcess>();
/** Those of them that start groups of their own, which they can end only if they get a SIGTERM first. */
const groupParents = new Set<ChildProcess>();
const temporaryFolders = new Set<string>();
let cleansUp = false;

/** Starts a program in a process group of its own, so that everything it starts can be ended with it. */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  cleanUpAtExit();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  child.once('exit', () => {
    if (!groupIsRunning(child)) {
      running.delete(child);
    }
  });
  child.once('error', () => running.delete(child));
  return child;
}

/** The same for a program that starts process groups itself, as the tests do. */
export function startGroupParent(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = startGroup(command, args, options);
  groupParents.add(child);
  child.once('exit', () => groupParents.delete(child));
  return child;
}

/** Ends a process group: SIGTERM first, and SIGKILL after `grace` milliseconds. */
export async function stopGroup(child: ChildProcess, grace = 3_000): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (let waited = 0; groupIsRunning(child) && waited < grace; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(child, 'SIGKILL');
  running.delete(child);
}

/** A new empty folder that is removed when this process ends, with symbolic links resolved (macOS has /tmp as one). */
export function temporaryFolder(name: string): string {
  cleanUpAtExit();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `workflow-assets-${name}-`)));
  temporaryFolders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  // A server that was just ended may still be flushing a file into it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  temporaryFolders.delete(folder);
}

/**
 * Ends this process and everything it started on Ctrl-C, on a request to end, and when the process that started it has
 * ended. Without it a killed test run leaves VS Code servers behind, some hundred megabytes each.
 * @param end exit code, and a last message for the terminal.
 */
export function endOnSignals(end: { readonly code?: number; readonly message?: string } = {}): void {
  cleanUpAtExit();
  const stop = async () => {
    if (end.message !== undefined) {
      console.log(end.message);
    }
    // Each gets more time than it gives its own children. All others are killed at exit, before anything reports their end.
    await Promise.all([...groupParents].map((child) => stopGroup(child, 8_000)));
    process.exit(end.code ?? 130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, stop);
  }
  process.once('disconnect', stop);
}

function cleanUpAtExit(): void {
  if (cleansUp) {
    return;
  }
  cleansUp = true;
  process.on('exit', () => {
    for (const child of running) {
      signalGroup(child, 'SIGKILL');
    }
    for (const folder of temporaryFolders) {
      try {
        removeFolder(folder);
      } catch {
        // Something still has a file open; the system removes temporary files later.
      }
    }
  });
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

function groupIsRunning(child: ChildProcess): boolean {
  if (child.pid === undefined) {
    return false;
  }
  if (process.platform === 'win32') {
    return child.exitCode === null && child.signalCode === null;
  }
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}
