/** `npm start -- [--port N] [--no-open]`: the packaged extension in a real VS Code, with fake servers for the providers. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { installVscode } from '../harness/codeServer.ts';
import { runCommand } from '../harness/options.ts';
import { packageExtension } from '../harness/packageExtension.ts';
import { sampleWorkspace, vsixFile } from '../harness/paths.ts';
import { endOnSignals, temporaryFolder } from '../harness/processes.ts';
import { installedExtensions, type Settings, startWorkbench } from '../harness/workbench.ts';
import { openInBrowser } from './openInBrowser.ts';
import { choosePort, startOptions } from './options.ts';
import { startSampleFakes } from './sampleFakes.ts';

/** The README of the sample workspace, rendered. */
const welcomeSettings: Settings = { 'workbench.startupEditor': 'readme' };

endOnSignals({ code: 0, message: '\nStopped VS Code and the fake servers.' });
await runCommand(async () => {
  const options = startOptions(process.argv.slice(2));
  const port = await choosePort(options.port);
  await packageExtension();
  const vscode = await installVscode();

  const folder = temporaryFolder('start');
  const workspace = join(folder, 'sample');
  cpSync(sampleWorkspace, workspace, { recursive: true });
  const fakes = await startSampleFakes();
  const server = await startWorkbench({
    vscode,
    folder: join(folder, 'server'),
    port,
    extensions: await installedExtensions(vscode, vsixFile, join(folder, 'installed')),
    machineSettings: fakes.settings,
    userSettings: welcomeSettings,
  });

  const address = `${server.url}/?folder=${workspace}`;
  console.log(`
VS Code ${vscode.version} with Workflow Assets: ${address}

The workspace is a copy of test/start/workspace; its README.md suggests what to try. The providers are fake servers on this
machine, and nothing leaves it:
${fakes.table}

Ctrl-C stops everything. Requests that reach a fake server:
`);
  if (options.open) {
    await openInBrowser(address);
  }
  await server.ended;
  console.error('VS Code has stopped by itself. Its log:');
  console.error(server.log());
  return 1;
});
