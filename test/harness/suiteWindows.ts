import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestOptions } from './options.ts';

/** A window in which suites run. */
export interface SuiteWindow {
  readonly name: string;
  readonly isUntrusted: boolean;
  /** Prepares what the window opens. @returns the query of its address, for a workspace folder that is there */
  open(folder: string): string;
}

interface OtherWindow extends SuiteWindow {
  /** Selects the suites that run in it. */
  readonly grep: string;
}

/** Suites that depend on the kind of window they run in. */
interface WindowSuite {
  /** Part of its file's name. */
  readonly file: string;
  /** Selects it by its title. */
  readonly grep: string;
  /** Windows it runs in besides the usual one. */
  readonly windows: readonly SuiteWindow[];
}

const openFolder = (folder: string): string => `folder=${encodeURIComponent(folder)}`;

/** Where all suites run. */
export const usualWindow: SuiteWindow = { name: 'a trusted folder', isUntrusted: false, open: openFolder };

const untrustedFolder: SuiteWindow = { name: 'a folder that is not trusted', isUntrusted: true, open: openFolder };

const windowSuites: readonly WindowSuite[] = [
  // What a setting is taken from depends on the kind of window.
  {
    file: 'settings',
    grep: "a workspace's settings",
    windows: [
      untrustedFolder,
      { name: 'several trusted folders', isUntrusted: false, open: openSeveral },
      { name: 'several folders that are not trusted', isUntrusted: true, open: openSeveral },
    ],
  },
  { file: 'restrictedMode', grep: 'in Restricted Mode', windows: [untrustedFolder] },
];

/** The further windows for the suites that were asked for. */
export function otherWindows({ only, grep }: TestOptions): readonly OtherWindow[] {
  if (grep !== undefined) {
    return [];
  }
  const asked = windowSuites.filter(({ file }) => only.length === 0 || only.some((part) => file.includes(part)));
  return [...new Set(asked.flatMap(({ windows }) => windows))].map((window) => ({
    ...window,
    grep: asked
      .filter(({ windows }) => windows.includes(window))
      .map((suite) => suite.grep)
      .join('|'),
  }));
}

function openSeveral(folder: string): string {
  const second = join(dirname(folder), 'second');
  mkdirSync(second);
  const file = join(dirname(folder), 'several.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: folder }, { path: second }], settings: {} }));
  return `workspace=${encodeURIComponent(file)}`;
}
