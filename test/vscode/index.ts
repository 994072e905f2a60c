import type Mocha from 'mocha';
import * as vscode from 'vscode';
import { colorsVariable, grepVariable } from '../harness/suiteVariables.ts';
import { hasUploadHistory, openUploadHistory } from '../harness/uploadHistory.ts';
import { allowUploadsByDefault, until } from './support/answers.ts';
import { startFakes, stopFakes } from './support/fakes.ts';
import { reportToHarness } from './support/report.ts';

/**
 * Runs the suites inside the extension host. The harness bundles this file with all of test/vscode and names the bundle to
 * VS Code, which calls it.
 * @param load loads the suites; called once mocha's globals exist.
 * @throws Error where a test failed, which VS Code turns into its exit code.
 */
export async function runSuites(load: () => Promise<void>): Promise<void> {
  const finishReport = await reportToHarness();
  try {
    // Only now: mocha remembers the console it finds.
    const { default: MochaClass } = await import('mocha');
    const mocha = new MochaClass({
      ui: 'bdd',
      timeout: 20_000,
      slow: 2_000,
      grep: process.env[grepVariable],
      color: process.env[colorsVariable] === 'true',
      rootHooks: { beforeAll: startFakes, afterAll: stopFakes },
    });
    mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, 'suites', mocha);
    allowUploadsByDefault();
    await foldersAreOpen();
    await load();
    for (const suite of mocha.suite.suites) {
      suite.beforeAll('forget what other suites have uploaded', forgetUploads);
      // Before the suite's own hooks, which may upload. The types don't know this method.
      const hooks = (suite as unknown as { getHooks(name: 'beforeAll'): Mocha.Hook[] }).getHooks('beforeAll');
      hooks.unshift(...hooks.splice(-1));
    }
    const failures = await new Promise<number>((resolve) => {
      mocha.run(resolve);
    });
    if (failures > 0) {
      throw new Error(`${failures} tests failed`);
    }
  } catch (error) {
    console.log(error);
    throw error;
  } finally {
    await finishReport();
  }
}

/** A window of several folders may open them after its extension host has started, and suites read them as they are loaded. */
async function foldersAreOpen(): Promise<void> {
  if (vscode.workspace.workspaceFolders === undefined) {
    await until('a folder in the window', () => vscode.workspace.workspaceFolders?.[0]);
  }
}

/** All suites share one window: what one of them has uploaded would be offered for reuse in the next. */
async function forgetUploads(): Promise<void> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  if (hasUploadHistory(workspace)) {
    const history = await openUploadHistory(workspace);
    await history.removeAll();
    history.close();
  }
}
