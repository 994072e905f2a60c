import type { ChildProcess } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outFolder } from './paths.ts';
import { startGroup, stopGroup } from './processes.ts';

/** A running VS Code server. */
export interface Server {
  /** Address without a path, e.g. `http://127.0.0.1:23456`. */
  readonly url: string;
  readonly port: number;
  /** Resolves once the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** The last lines of its log. */
  log(): string;
  /** Ends the server and everything it started. */
  stop(): Promise<void>;
  /** Copies its log to out/logs/<name>.log and returns that path. */
  keepLog(name: string): string;
}

export interface ServerProgram {
  readonly node: string;
  /** The script and its arguments. */
  readonly args: readonly string[];
  readonly port: number;
  /** Folder for its log, used by this server alone. */
  readonly folder: string;
  /** In addition to the environment of this process; the extension host inherits it. */
  readonly environment?: Readonly<Record<string, string>>;
}

const startTimeout = 60_000;

/**
 * Starts a server and waits until it responds.
 * @throws Error with the end of its log where it ends before that, or doesn't respond within a minute.
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
    await responds(`${url}/healthz`, child);
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

/** The bare server has no /healthz and responds with 404, which shows just as well that it listens. */
async function responds(address: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + startTimeout; Date.now() < deadline; ) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended with ${child.signalCode ?? `code ${child.exitCode}`}`);
    }
    const response = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response !== undefined && response.status < 500) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it did not respond within ${startTimeout / 1000} seconds`);
}

/**
 * A server started from a terminal inside VS Code would mistake itself for a part of it, and npm's variables would reach
 * the extension host.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|CODE_SERVER_|NODE_OPTIONS$|PORT$|PASSWORD$)/.test(name),
  );
  return Object.fromEntries(kept);
}
