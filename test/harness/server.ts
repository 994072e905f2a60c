import type { ChildProcess } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outFolder } from './paths.ts';
import { startGroup, stopGroup } from './processes.ts';

/** A VS Code server that answers. */
export interface Server {
  /** Address without a path, e.g. `http://127.0.0.1:23456`. */
  readonly url: string;
  readonly port: number;
  /** Resolves once the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** The last lines the server has logged. */
  log(): string;
  /** Ends the server and everything it started. */
  stop(): Promise<void>;
  /** Copies what the server has logged so far to out/logs/<name>.log and says where that is. */
  keepLog(name: string): string;
}

export interface ServerProgram {
  readonly node: string;
  /** The script and its arguments. */
  readonly args: readonly string[];
  readonly port: number;
  /** Folder of this server alone, for its log. */
  readonly folder: string;
  /** Added to this process's environment; the extension host inherits it. */
  readonly environment?: Readonly<Record<string, string>>;
}

const startTimeout = 60_000;

/**
 * Starts a server and waits until it answers.
 * @throws Error with the end of its log where it ends before that, or does not answer within a minute.
 */
export async function startServer(program: ServerProgram): Promise<Server> {
  const url = `http://127.0.0.1:${program.port}`;
  const logFile = join(program.folder, 'server.log');
  const log = openSync(logFile, 'a');
  const child = startGroup(program.node, program.args, {
    cwd: program.folder,
    stdio: ['ignore', log, log],
    env: { ...cleanEnvironment(), ...program.environment },
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await answers(`${url}/healthz`, child);
  } catch (error) {
    await stopGroup(child);
    throw new Error(`The VS Code server did not start: ${(error as Error).message}\n${lastLines(logFile)}`);
  }
  return {
    url,
    ended,
    log: () => lastLines(logFile),
    port: program.port,
    stop: () => stopGroup(child),
    keepLog(name) {
      mkdirSync(join(outFolder, 'logs'), { recursive: true });
      const kept = join(outFolder, 'logs', `${name}.log`);
      copyFileSync(logFile, kept);
      return kept;
    },
  };
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-20).join('\n');
}

/** The bare server has no /healthz of its own and says 404 there, which also means that it listens. */
async function answers(address: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + startTimeout; Date.now() < deadline; ) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended with ${child.signalCode ?? `code ${child.exitCode}`}`);
    }
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined && answer.status < 500) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it did not answer within ${startTimeout / 1000} seconds`);
}

/**
 * A server started from a terminal inside VS Code would take itself for a part of that one, and npm's variables would
 * reach the extension host.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|CODE_SERVER_|NODE_OPTIONS$|PORT$|PASSWORD$)/.test(name),
  );
  return Object.fromEntries(kept);
}
