import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from './installOnce.ts';
import { npm } from './npm.ts';
import { cacheFolder } from './paths.ts';

/** A real VS Code server with its workbench, as the npm package code-server contains it. */
export interface VscodeServer {
  /** Version of VS Code, e.g. `1.139.1`. */
  readonly version: string;
  /** Starts the server as a person uses it: workbench, settings and secrets as in a remote window. */
  readonly entry: string;
  /** Starts the bare server, which runs extension-host suites. */
  readonly bareEntry: string;
  /** The Node it runs on. */
  readonly node: string;
}

interface Release {
  /** Version of the npm package code-server. */
  readonly codeServer: string;
  /** Version of the npm package node, where the server doesn't run on the Node of this process. */
  readonly node?: string;
}

const releases: Readonly<Record<string, Release>> = {
  '1.139.1': { codeServer: '4.139.1' },
  '1.103.2': { codeServer: '4.103.2', node: '22.23.3' },
};

export const vscodeVersions: readonly string[] = Object.keys(releases);
export const newestVscode = '1.139.1';

/** Newer servers find ripgrep (file search) in this package; for older ones an install script downloads it. */
const ripgrepPackage = '@vscode/ripgrep-universal@1.18.0';

/** Installs the server of a VS Code version into the cache, unless it's already there. */
export async function installVscode(version: string = newestVscode): Promise<VscodeServer> {
  const release = releases[version];
  if (release === undefined) {
    throw new Error(`VS Code ${version} isn't one of the versions the tests run in: ${vscodeVersions.join(', ')}.`);
  }
  const folder = join(cacheFolder, `vscode-${version}`);
  await installOnce(folder, `VS Code ${version}`, async (empty) => {
    console.log(
      `Installing VS Code ${version} (npm package code-server ${release.codeServer}) into .vscode-test, once.`,
    );
    await installCodeServer(empty, release);
  });
  const codeServer = join(folder, 'node_modules', 'code-server');
  return {
    version,
    entry: join(codeServer, 'out', 'node', 'entry.js'),
    bareEntry: join(codeServer, 'lib', 'vscode', 'out', 'server-main.js'),
    node: release.node === undefined ? process.execPath : nodeIn(folder),
  };
}

/**
 * Skips the install scripts, which compile native modules for minutes and need system headers. No test needs what is missing
 * then (log files, terminals, a watchdog). One of those scripts installs the dependencies of the VS Code inside.
 */
async function installCodeServer(folder: string, release: Release): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  await npm(folder, 'install', `code-server@${release.codeServer}`, '--ignore-scripts', ...quiet);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts', ...quiet);
  await addRipgrep(folder, vscode, quiet);
  await replaceArgon2(folder);
  if (release.node !== undefined) {
    const nodeFolder = join(folder, 'node-runtime');
    await mkdir(nodeFolder);
    await writeFile(join(nodeFolder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
    await npm(nodeFolder, 'install', `node@${release.node}`, ...quiet);
    if (!existsSync(nodeIn(folder))) {
      throw new Error(
        'The npm package "node" installed no Node: are install scripts disabled (npm config get ignore-scripts)?',
      );
    }
  }
}

/** Older servers come without ripgrep when install scripts are skipped, and `workspace.findFiles` then finds nothing. */
async function addRipgrep(folder: string, vscode: string, quiet: readonly string[]): Promise<void> {
  const old = join(vscode, 'node_modules', '@vscode', 'ripgrep');
  if (!existsSync(old) || existsSync(join(old, 'bin'))) {
    return;
  }
  const helper = join(folder, 'ripgrep');
  await mkdir(helper);
  await writeFile(join(helper, 'package.json'), JSON.stringify({ private: true }));
  await npm(helper, 'install', ripgrepPackage, '--ignore-scripts', ...quiet);
  const binaries = join(helper, 'node_modules', '@vscode', 'ripgrep-universal', 'bin');
  const ours = (await readdir(binaries)).find((name) => name === `${process.platform}-${process.arch}`);
  if (ours !== undefined) {
    await cp(join(binaries, ours), join(old, 'bin'), { recursive: true });
  }
}

/** Older servers load the native part of argon2 at start, though only passwords need it, and the tests use none. */
async function replaceArgon2(folder: string): Promise<void> {
  const argon2 = join(folder, 'node_modules', 'argon2');
  if (existsSync(join(argon2, 'argon2.js')) && !existsSync(join(argon2, 'lib', 'binding'))) {
    await writeFile(join(argon2, 'argon2.js'), 'module.exports = {};\n');
  }
}

function nodeIn(folder: string): string {
  return join(
    folder,
    'node-runtime',
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
}
