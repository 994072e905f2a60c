/** `npm start -- [--port N] [--no-open] [--desktop]`: the packaged extension in a real VS Code, with fake servers for the providers. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { installVscode } from '../harness/codeServer.ts';
import { desktopVscode } from '../harness/desktopVscode.ts';
import { runCommand } from '../harness/options.ts';
import { packageExtension } from '../harness/packageExtension.ts';
import { sampleWorkspace, vsixFile } from '../harness/paths.ts';
import { endOnSignals, temporaryFolder } from '../harness/processes.ts';
import { installedExtensions, type Settings, startWorkbench } from '../harness/workbench.ts';
import { openInBrowser } from './openInBrowser.ts';
import { choosePort, type StartOptions, startOptions } from './options.ts';
import { type SampleFakes, startSampleFakes } from './sampleFakes.ts';
import { startDesktop } from './startDesktop.ts';

/** The README of the sample workspace, rendered. */
const welcomeSettings: Settings = { 'workbench.startupEditor': 'readme' };

endOnSignals({ code: 0, message: '\nStopped VS Code and the fake servers.' });
await runCommand(async () => {
  const options = startOptions(process.argv.slice(2));
  return options.in === 'desktop' ? runInDesktop() : runInBrowser(options);
});

async function runInBrowser(options: StartOptions): Promise<number> {
  const port = await choosePort(options.port);
  await packageExtension();
  const vscode = await installVscode();
  const { folder, workspace, fakes } = await prepareSample();
  const server = await startWorkbench({
    vscode,
    folder: join(folder, 'server'),
    port,
    extensions: await installedExtensions(vscode, vsixFile, join(folder, 'installed')),
    machineSettings: fakes.settings,
    userSettings: welcomeSettings,
  });
  const address = `${server.url}/?folder=${workspace}`;
  explain(`VS Code ${vscode.version} with Workflow Assets: ${address}`, fakes);
  if (options.open) {
    await openInBrowser(address);
  }
  await server.ended;
  console.error('VS Code has stopped by itself. Its log:');
  console.error(server.log());
  return 1;
}

/** Ends with the window. */
async function runInDesktop(): Promise<number> {
  await packageExtension();
  const executable = await desktopVscode();
  const { folder, workspace, fakes } = await prepareSample();
  explain(`Desktop VS Code with Workflow Assets: ${executable}`, fakes);
  await startDesktop({
    executable,
    folder,
    workspace,
    vsix: vsixFile,
    settings: { ...welcomeSettings, ...fakes.settings },
  });
  return 0;
}

async function prepareSample(): Promise<{ folder: string; workspace: string; fakes: SampleFakes }> {
  const folder = temporaryFolder('start');
  const workspace = join(folder, 'sample');
  cpSync(sampleWorkspace, workspace, { recursive: true });
  return { folder, workspace, fakes: await startSampleFakes() };
}

function explain(what: string, fakes: SampleFakes): void {
  console.log(`
${what}

The workspace is a copy of test/start/workspace; its README.md suggests what to try. The providers are fake servers on this
machine, and nothing leaves it:
${fakes.table}

Ctrl-C stops everything. Requests that reach a fake server:
`);
}
