import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheFolder } from './paths.ts';

/** What decides which desktop VS Code is used; of another system than this one in tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  exists(path: string): boolean;
}

export const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  home: homedir(),
  exists: existsSync,
};

/** Names the executable of a desktop VS Code, where none is found or another one is wanted. */
export const desktopVariable = 'WORKFLOW_ASSETS_VSCODE';

/**
 * The executable of an installed desktop VS Code.
 * @returns `undefined` where there is none in a usual place
 * @throws Error where the variable names something that doesn't exist
 */
export function installedDesktop(machine: Machine): string | undefined {
  const named = machine.environment[desktopVariable];
  if (named !== undefined && named !== '') {
    if (!machine.exists(named)) {
      throw new Error(`${desktopVariable} names ${named}, which doesn't exist.`);
    }
    return named;
  }
  return usualPlaces(machine).find((path) => machine.exists(path));
}

/** An installed one, else one that is downloaded into the cache, once. @throws Error where the download fails */
export async function desktopVscode(machine: Machine = thisMachine): Promise<string> {
  return installedDesktop(machine) ?? downloadAndUnzipVSCode({ cachePath: join(cacheFolder, 'desktop') });
}

/** The program that installs extensions: VS Code's own executable only opens windows. */
export function commandLineOf(executable: string, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return win32.join(win32.dirname(executable), 'bin', 'code.cmd');
    case 'darwin':
      return posix.join(posix.dirname(executable), '..', 'Resources', 'app', 'bin', 'code');
    default:
      return posix.join(posix.dirname(executable), 'bin', 'code');
  }
}

function usualPlaces({ platform, environment, home }: Machine): readonly string[] {
  switch (platform) {
    case 'win32':
      return [
        environment.LOCALAPPDATA && win32.join(environment.LOCALAPPDATA, 'Programs'),
        environment.PROGRAMFILES,
        environment['PROGRAMFILES(X86)'],
      ].flatMap((folder) => (folder ? [win32.join(folder, 'Microsoft VS Code', 'Code.exe')] : []));
    case 'darwin':
      return ['/Applications', posix.join(home, 'Applications')].flatMap((folder) =>
        // The executable was called Electron until 2025.
        ['Code', 'Electron'].map((name) => posix.join(folder, 'Visual Studio Code.app/Contents/MacOS', name)),
      );
    default:
      return ['/usr/share/code/code', '/opt/visual-studio-code/code', '/snap/code/current/usr/share/code/code'];
  }
}
