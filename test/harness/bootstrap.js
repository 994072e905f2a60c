/**
 * First step of every command that must work on a fresh clone: `node test/harness/bootstrap.js <script.ts> [arguments]`.
 * Plain JavaScript for the machine's own Node (20 or newer): makes sure that the dependencies are installed, then runs the
 * script with the Node 24 that is one of them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const installedFile = join(modules, '.package-lock.json');
const node24 = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

/**
 * npm writes `.package-lock.json` last, so where it is missing an install was interrupted. Where it is older than
 * package-lock.json the contents decide: git touches the latter on every branch switch, and an install for each
 * would be a nuisance.
 */
function whyInstall() {
  if (!existsSync(installedFile)) {
    return existsSync(modules) ? 'The last installation was interrupted' : 'The dependencies are not installed yet';
  }
  if (statSync(installedFile).mtimeMs < statSync(lockFile).mtimeMs && !matchesLockFile()) {
    return 'package-lock.json has changed since the last installation';
  }
  return runsNode24() ? undefined : "The Node among the dependencies doesn't run";
}

function matchesLockFile() {
  try {
    const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
    const present = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
    const differs = Object.keys(present).some((path) => wanted[path]?.version !== present[path].version);
    const misses = Object.keys(wanted).some((path) => path !== '' && !wanted[path].optional && !(path in present));
    return !differs && !misses;
  } catch {
    return false;
  }
}

function runsNode24() {
  return spawnSync(node24, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') ?? false;
}

async function install(reason) {
  // npm ci empties the folder first, also the one that a link leads to, which belongs to another checkout.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    stop(`${reason}, and node_modules is a link. Remove the link, or run npm ci in the folder it leads to.`);
  }
  console.log(`${reason}: running npm ci. This takes about a minute, once.`);
  const npmScript = process.env.npm_execpath;
  const viaNode = npmScript?.endsWith('npm-cli.js') ?? false;
  const [command, start] = viaNode ? [process.execPath, [npmScript]] : ['npm', []];
  const child = spawn(command, [...start, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: !viaNode && process.platform === 'win32',
  });
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      interrupted = true;
      child.kill(signal);
    });
  }
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(code === 0 ? undefined : `npm ci ended with code ${code}`));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.removeAllListeners(signal);
  }
  if (interrupted) {
    stop('The installation was interrupted. Run the same command again: it starts the installation over.');
  }
  if (problem !== undefined) {
    stop(`The dependencies could not be installed (${problem}).
Check that the npm registry can be reached (npm ping), then run the same command again: it starts the installation over.`);
  }
  if (!runsNode24()) {
    stop(`The npm package "node" didn't install a Node that runs here (${node24}).
Its install script may have been skipped: check that "npm config get ignore-scripts" prints false, delete node_modules, and run this again.`);
  }
}

/** Runs the script in this terminal and exits with its code. */
function runScript(script, scriptArguments) {
  const child = spawn(node24, [join(root, script), ...scriptArguments], {
    cwd: root,
    // The channel closes when this process ends, for whatever reason: the script then stops what it has started.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: join(modules, '.bin') + delimiter + process.env.PATH },
  });
  child.on('error', (error) => stop(`Node 24 could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  // Ctrl-C reaches the script directly, as it belongs to the same terminal; a signal sent to this process alone doesn't.
  process.on('SIGINT', () => setTimeout(() => child.kill('SIGINT'), 200));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  // npm doesn't always forward signals: this ends with its parent.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
}

if (Number.parseInt(process.versions.node, 10) < 20) {
  stop(`Node ${process.versions.node} is too old: Node 20 or newer is needed (https://nodejs.org).`);
}
const reason = whyInstall();
if (reason !== undefined) {
  await install(reason);
}
runScript(process.argv[2], process.argv.slice(3));
