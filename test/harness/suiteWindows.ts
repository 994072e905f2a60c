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

const openFolder = (folder: string): string => `folder=${encodeURIComponent(folder)}`;

/** Where all suites run. */
export const usualWindow: SuiteWindow = { name: 'a trusted folder', isUntrusted: false, open: openFolder };

/** What a setting is taken from depends on the kind of window, so that suite also runs in each of the others. */
const settingSuite = { file: 'settings', grep: "a workspace's settings" };

/** The further windows for the suites that were asked for. */
export function otherWindows({ only, grep }: TestOptions): readonly OtherWindow[] {
  if (grep !== undefined || (only.length > 0 && !only.some((part) => settingSuite.file.includes(part)))) {
    return [];
  }
  return [
    { name: 'a folder that is not trusted', isUntrusted: true, open: openFolder, grep: settingSuite.grep },
    { name: 'several trusted folders', isUntrusted: false, open: openSeveral, grep: settingSuite.grep },
    { name: 'several folders that are not trusted', isUntrusted: true, open: openSeveral, grep: settingSuite.grep },
  ];
}

function openSeveral(folder: string): string {
  const second = join(dirname(folder), 'second');
  mkdirSync(second);
  const file = join(dirname(folder), 'several.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: folder }, { path: second }], settings: {} }));
  return `workspace=${encodeURIComponent(file)}`;
}
