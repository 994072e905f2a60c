import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** Compiling the same modules again is most of what a process does that lives for so short a time. */
const compiled = join(tmpdir(), 'workflow-assets-compiled');

/** A script that runs as a process of its own and tells on stdout what it does. */
export interface ChildScript {
  readonly process: ChildProcess;
  /** Everything it has said so far, line by line. */
  readonly lines: readonly string[];
  /** Resolves when it says a line that begins so; rejects when it ends before. */
  says(start: string): Promise<string>;
  /** Writes a line to its stdin. */
  tell(line: string): void;
  /** Resolves with its exit code once it has ended and all it said has been read; `null` when it was killed. */
  readonly ended: Promise<number | null>;
}

/** Starts a script (full path) as a process of its own. `command` can wrap Node.js, e.g. to set a limit. */
export function startScript(
  script: string,
  args: readonly (string | number)[],
  options: SpawnOptions = {},
  command: readonly string[] = [],
): ChildScript {
  const [program = process.execPath, ...rest] = [...command, process.execPath, script, ...args.map(String)];
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child = spawn(program, rest, { env, ...options, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const told = (): void => {
    for (const look of [...waiting]) {
      look();
    }
  };
  let over = false;
  // It may end before it has read what it is told.
  child.stdin?.on('error', () => {});
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      told();
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    over = true;
    told();
    return code as number | null;
  });
  const says = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = lines.find((candidate) => candidate.startsWith(start));
        if (line !== undefined) {
          waiting.delete(look);
          resolve(line);
        } else if (over) {
          waiting.delete(look);
          reject(new Error(`It ended without saying "${start}": ${lines.slice(-10).join(' | ')}`));
        }
      };
      waiting.add(look);
      look();
    });
  const tell = (line: string): void => {
    child.stdin?.write(`${line}\n`);
  };
  return { process: child, lines, says, tell, ended };
}
