import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { installOnce } from './installOnce.ts';
import { cacheFolder, root } from './paths.ts';

/** How to start a browser. */
interface Program {
  readonly executable: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Keep the browser off the network, and make pages look the same on every machine. */
const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--force-color-profile=srgb',
];

/**
 * Starts an installed Chrome, Chromium or Edge without a window; where there is none that starts, the Chromium that an npm
 * package contains for Linux x64. WORKFLOW_ASSETS_BROWSER names another executable.
 * @throws Error that says what to install.
 */
export async function launchBrowser(): Promise<Browser> {
  const failures: string[] = [];
  for (const executable of installedBrowsers()) {
    try {
      return await launch({ executable });
    } catch (error) {
      failures.push(`${executable} doesn't start: ${firstLine(error)}`);
    }
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    return await launch(await bundledChromium());
  }
  const missing =
    'These tests need a browser: install Chrome, Chromium or Edge, or name one in WORKFLOW_ASSETS_BROWSER.';
  throw new Error([missing, ...failures].join('\n'));
}

function launch({ executable, environment }: Program): Promise<Browser> {
  // Neither root nor most containers can set up the sandbox, and the browser shows pages of our own server only.
  const env = { ...(process.env as Record<string, string>), ...environment };
  return chromium.launch({ executablePath: executable, args: flags, env, chromiumSandbox: false });
}

function installedBrowsers(): string[] {
  const named = process.env.WORKFLOW_ASSETS_BROWSER;
  if (named !== undefined && named !== '') {
    return [named];
  }
  return candidates().filter(isExecutable);
}

function candidates(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
        (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
      );
    case 'win32': {
      const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
      const inRoot = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
      return roots.flatMap((folder) => (folder === undefined ? [] : inRoot.map((path) => join(folder, path))));
    }
    default: {
      const names = [
        'google-chrome-stable',
        'google-chrome',
        'chromium',
        'chromium-browser',
        'microsoft-edge-stable',
        'microsoft-edge',
      ];
      const folders = (process.env.PATH ?? '').split(delimiter);
      return names.flatMap((name) => folders.map((folder) => join(folder, name)));
    }
  }
}

/**
 * Unpacks the bundled Chromium with the libraries it needs (NSS, expat) and one font, which a plain Debian image with Node
 * doesn't have. By default the package unpacks into /tmp, where an interrupted run leaves half a browser.
 */
async function bundledChromium(): Promise<Program> {
  const description = readFileSync(join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json'), 'utf8');
  const folder = join(cacheFolder, `chromium-${(JSON.parse(description) as { version: string }).version}`);
  await installOnce(folder, 'Chromium', async (empty) => {
    console.log('No installed browser starts: unpacking the Chromium of @sparticuz/chromium into .vscode-test, once.');
    const unpack = "import('@sparticuz/chromium').then((bundled) => bundled.default.executablePath())";
    // With this variable it unpacks the libraries, too, which by default it does on AWS Lambda only.
    const env = { ...process.env, TMPDIR: empty, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], { cwd: root, env });
  });
  const fontSettings = join(folder, 'fonts.conf');
  writeFileSync(fontSettings, fontconfig(join(folder, 'fonts'), join(folder, 'font-cache')));
  return {
    executable: join(folder, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      // Settings of the system know its fonts, a monospaced one among them; a bare image has no such settings.
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: fontSettings }),
    },
  };
}

function fontconfig(fonts: string, cache: string): string {
  const folders = [fonts, '/usr/share/fonts', '/usr/local/share/fonts']
    .map((folder) => `<dir>${folder}</dir>`)
    .join('');
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders}<cachedir>${cache}</cachedir></fontconfig>\n`;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}
