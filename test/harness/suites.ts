import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { installVscode } from './codeServer.ts';
import { type Counts, mochaCounts, sum } from './counts.ts';
import { chooseFakePorts, endpointSettings } from './fakeEndpoints.ts';
import type { TestOptions } from './options.ts';
import { buildExtension } from './packageExtension.ts';
import { outFolder, root, sampleWorkspace } from './paths.ts';
import { removeFolder, temporaryFolder } from './processes.ts';
import type { Server } from './server.ts';
import { bundleSuites, suiteBundle } from './suiteBundle.ts';
import { receiveReport, type SuiteReport, suiteEnvironment } from './suiteReport.ts';
import { otherWindows, type SuiteWindow, usualWindow } from './suiteWindows.ts';
import { startBareServer } from './workbench.ts';

/** How long the suites may print nothing before they count as hung, in milliseconds. */
const silenceLimit = 120_000;

/**
 * Runs the extension-host suites in the real VS Code server, printing mocha's report as it comes. The extension is
 * built and loaded from this folder.
 */
export async function runSuites(options: TestOptions): Promise<Counts> {
  await buildExtension();
  await bundleSuites(options.only);
  const counts = [await runInWindow(options, usualWindow)];
  for (const window of otherWindows(options)) {
    counts.push(await runInWindow({ ...options, grep: window.grep }, window));
  }
  return sum(counts);
}

async function runInWindow(options: TestOptions, window: SuiteWindow): Promise<Counts> {
  const vscode = await installVscode(options.vscode);
  const folder = temporaryFolder('suites');
  const workspace = join(folder, 'workspace');
  cpSync(sampleWorkspace, workspace, { recursive: true });
  const ports = await chooseFakePorts();
  const report = await receiveReport();
  const server = await startBareServer({
    vscode,
    folder: join(folder, 'server'),
    machineSettings: endpointSettings(ports),
    environment: suiteEnvironment(ports, report, options.grep),
    askForTrust: window.isUntrusted,
  });
  const browser = await launchBrowser();
  console.log(`Extension-host suites in ${window.name}, VS Code ${vscode.version}, Chromium ${browser.version()}`);
  try {
    const exitCode = await watchWindow(browser, suiteAddress(server, window.open(workspace)), report);
    await report.finished(2_000);
    const counts = mochaCounts(report.text(), exitCode);
    if (counts.failed > 0) {
      console.log(`The server's log: ${server.keepLog('suites-server')}`);
    }
    return counts;
  } finally {
    report.close();
    await Promise.all([browser.close(), server.stop()]);
    removeFolder(folder);
  }
}

/** Opens the window that runs the suites; returns its exit code, `null` where it hangs. */
async function watchWindow(browser: Browser, address: string, report: SuiteReport): Promise<number | null> {
  const page = await browser.newPage();
  const windowLog: string[] = [];
  await page.exposeFunction('codeAutomationLog', (type: string, values: readonly unknown[]) => {
    windowLog.push(`${type}: ${values.map(String).join(' ')}`);
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<number | null>();
  await page.exposeFunction('codeAutomationExit', end);
  page.on('crash', () => end(null));
  const opened = Date.now();
  const watch = setInterval(() => {
    if (Date.now() - Math.max(opened, report.lastOutput()) > silenceLimit) {
      end(null);
    }
  }, 1_000);
  await page.goto(address);
  const exitCode = await ended;
  clearInterval(watch);
  if (exitCode !== 0) {
    await keepEvidence(page, windowLog);
  }
  return exitCode;
}

/**
 * An address at which the page loads the extension from its folder and runs the bundle as its tests.
 * @param workspace the query that names what to open
 */
function suiteAddress(server: Server, workspace: string): string {
  const remote = `vscode-remote://127.0.0.1:${server.port}`;
  const payload = [
    ['extensionDevelopmentPath', remote + root.replace(/\/$/, '')],
    ['extensionTestsPath', remote + suiteBundle],
  ];
  return `${server.url}/?${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

async function keepEvidence(page: Page, windowLog: readonly string[]): Promise<void> {
  mkdirSync(join(outFolder, 'logs'), { recursive: true });
  writeFileSync(join(outFolder, 'logs', 'suites-window.log'), windowLog.join('\n'));
  const picture = join(outFolder, 'logs', 'suites-window.png');
  const taken = await page.screenshot({ path: picture }).catch(() => undefined);
  console.log(
    `The window's log: out/logs/suites-window.log${taken === undefined ? '' : `, what it showed: ${picture}`}`,
  );
}
