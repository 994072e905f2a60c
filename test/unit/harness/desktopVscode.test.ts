import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, installedDesktop, type Machine } from '../../harness/desktopVscode.ts';
import { removeFolder, temporaryFolder } from '../../harness/processes.ts';
import { startDesktop } from '../../start/startDesktop.ts';

const windows = { LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local', PROGRAMFILES: 'C:\\Program Files' };

/** A machine that has these files and no others. */
function machine(
  platform: NodeJS.Platform,
  present: readonly string[],
  environment: Machine['environment'] = {},
): Machine {
  return { platform, environment, home: '/Users/me', exists: (path) => present.includes(path) };
}

describe('The desktop VS Code of a machine', () => {
  const own = 'C:\\Users\\me\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe';
  const everybodys = 'C:\\Program Files\\Microsoft VS Code\\Code.exe';
  const application = '/Applications/Visual Studio Code.app/Contents/MacOS/Code';
  const older = '/Users/me/Applications/Visual Studio Code.app/Contents/MacOS/Electron';

  for (const [what, found, expected] of [
    ['on Windows, the own one first', machine('win32', [everybodys, own], windows), own],
    ["on Windows, everybody's", machine('win32', [everybodys], windows), everybodys],
    ['on Windows without variables', machine('win32', [everybodys]), undefined],
    ['on macOS', machine('darwin', [application]), application],
    ['on macOS, of an earlier version in the own folder', machine('darwin', [older]), older],
    ['on Linux', machine('linux', ['/usr/share/code/code']), '/usr/share/code/code'],
    ['nowhere', machine('linux', []), undefined],
  ] as const) {
    it(`is found ${what}`, () => assert.equal(installedDesktop(found), expected));
  }

  it('is the one that is named, which has to exist', () => {
    const environment = { WORKFLOW_ASSETS_VSCODE: '/elsewhere/code' };
    assert.equal(installedDesktop(machine('darwin', [application, '/elsewhere/code'], environment)), '/elsewhere/code');
    assert.throws(() => installedDesktop(machine('darwin', [application], environment)), /names \/elsewhere\/code/);
  });

  for (const [platform, executable, expected] of [
    ['win32', own, 'C:\\Users\\me\\AppData\\Local\\Programs\\Microsoft VS Code\\bin\\code.cmd'],
    ['darwin', application, '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'],
    ['linux', '/usr/share/code/code', '/usr/share/code/bin/code'],
  ] as const) {
    it(`has a command line on ${platform}`, () => assert.equal(commandLineOf(executable, platform), expected));
  }
});

describe('Starting in desktop VS Code', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder('desktop start');
  });
  afterEach(() => removeFolder(folder));

  /** A program in the place of VS Code that writes down how it is called. */
  function writeProgram(path: string, exitCode = 0): void {
    writeFileSync(
      path,
      `#!/bin/sh\nprintf '%s\\n' "$(basename "$(dirname "$0")")/$(basename "$0")" "$@" >> "${folder}/calls"\nexit ${exitCode}\n`,
    );
    chmodSync(path, 0o755);
  }

  async function start(installCode = 0): Promise<readonly string[]> {
    const vscode = join(folder, 'Visual Studio');
    mkdirSync(join(vscode, 'bin'), { recursive: true });
    writeProgram(join(vscode, 'code'));
    writeProgram(join(vscode, 'bin', 'code'), installCode);
    const options = { workspace: join(folder, 'my files'), vsix: join(folder, 'a b.vsix') };
    await startDesktop({
      ...options,
      executable: join(vscode, 'code'),
      folder: join(folder, 'own'),
      settings: { 'workflowAssets.runway.endpoint': 'http://127.0.0.1:1' },
    });
    return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  }

  const onPosix = process.platform === 'win32' || process.platform === 'darwin' ? it.skip : it;

  onPosix(
    'installs the package, then opens the workspace, both in folders of its own (programs are shell scripts here)',
    async () => {
      const calls = await start();
      const second = calls.indexOf('Visual Studio/code');
      assert.deepEqual(calls.slice(0, 3), ['bin/code', '--install-extension', join(folder, 'a b.vsix')]);
      assert.equal(calls[second + 1], join(folder, 'my files'));
      for (const each of [calls.slice(0, second), calls.slice(second)]) {
        assert.equal(each[each.indexOf('--user-data-dir') + 1], join(folder, 'own', 'data'));
        assert.equal(each[each.indexOf('--extensions-dir') + 1], join(folder, 'own', 'extensions'));
      }
      const settings = JSON.parse(readFileSync(join(folder, 'own', 'data', 'User', 'settings.json'), 'utf8'));
      assert.equal(settings['workflowAssets.runway.endpoint'], 'http://127.0.0.1:1');
    },
  );

  onPosix('says that the package could not be installed (programs are shell scripts here)', async () => {
    await assert.rejects(start(3), /didn't install the extension: it ended with code 3/);
  });
});
