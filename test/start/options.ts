import { parseArgs } from 'node:util';
import { isFree } from '../harness/ports.ts';

const defaultPort = 8080;

export interface StartOptions {
  /** The port to use; `undefined` for the default or one near it. */
  readonly port: number | undefined;
  /** Whether to open a browser. */
  readonly open: boolean;
  /** Where VS Code runs. */
  readonly in: 'browser' | 'desktop';
}

/**
 * @param platform the server that runs in a browser comes for Linux only; elsewhere VS Code has a window of its own
 * @throws Error with a message for the person at the terminal.
 */
export function startOptions(args: readonly string[], platform = process.platform): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      open: { type: 'boolean', default: true },
      desktop: { type: 'boolean', default: platform === 'win32' || platform === 'darwin' },
    },
    allowNegative: true,
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Error(`--port ${values.port}: a port is a number from 1 to 65535.`);
  }
  if (values.desktop && port !== undefined) {
    throw new Error('--port is for VS Code in a browser: add --no-desktop.');
  }
  return { port, open: values.open, in: values.desktop ? 'desktop' : 'browser' };
}

/** @throws Error where the requested port is in use, or all ten from the default on. */
export async function choosePort(wanted: number | undefined): Promise<number> {
  const first = wanted ?? defaultPort;
  if (await isFree(first)) {
    return first;
  }
  if (wanted !== undefined) {
    throw new Error(`Port ${wanted} is in use by another program. Choose another: npm start -- --port ${wanted + 1}`);
  }
  for (let port = defaultPort + 1; port < defaultPort + 10; port++) {
    if (await isFree(port)) {
      console.log(`Port ${defaultPort} is in use by another program; using ${port} instead.`);
      return port;
    }
  }
  throw new Error(`Ports ${defaultPort} to ${defaultPort + 9} are all in use. Choose one: npm start -- --port N`);
}
