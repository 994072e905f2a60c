/**
 * `npm run test:desktop -- [--vscode <version>] [--grep <pattern>] [part of a file name …]`: the extension-host suites in
 * desktop VS Code, for machines that can download it and have a screen (or a virtual one: `xvfb-run npm run test:desktop`).
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { mochaCounts, sentence } from './counts.ts';
import { chooseFakePorts, endpointSettings } from './fakeEndpoints.ts';
import { runCommand, testOptions } from './options.ts';
import { buildExtension } from './packageExtension.ts';
import { cacheFolder, root, sampleWorkspace } from './paths.ts';
import { endOnSignals, temporaryFolder } from './processes.ts';
import { bundleSuites, suiteBundle } from './suiteBundle.ts';
import { receiveReport, suiteEnvironment } from './suiteReport.ts';
import { quietSettings } from './workbench.ts';

endOnSignals();
await runCommand(async () => {
  const options = testOptions(process.argv.slice(2));
  await buildExtension();
  await bundleSuites(options.only);
  const folder = temporaryFolder('desktop');
  const workspace = join(folder, 'workspace');
  cpSync(sampleWorkspace, workspace, { recursive: true });
  const ports = await chooseFakePorts();
  const userFolder = join(folder, 'data', 'User');
  mkdirSync(userFolder, { recursive: true });
  // In a window that is not remote, settings of the machine are user settings.
  writeFileSync(join(userFolder, 'settings.json'), JSON.stringify({ ...quietSettings, ...endpointSettings(ports) }));
  const report = await receiveReport();
  const exitCode = await runTests({
    version: options.vscode,
    cachePath: join(cacheFolder, 'desktop'),
    extensionDevelopmentPath: root,
    extensionTestsPath: suiteBundle,
    extensionTestsEnv: suiteEnvironment(ports, report, options.grep),
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      join(folder, 'data'),
    ],
  }).catch((error: unknown) => {
    console.log(error instanceof Error ? error.message : error);
    return 1;
  });
  await report.finished(2_000);
  report.close();
  const counts = mochaCounts(report.text(), exitCode);
  console.log(sentence(counts));
  return counts.failed === 0 ? 0 : 1;
});
