import { existsSync, readFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { Counts } from './counts.ts';

/** How the UI tests of one file ended, in one process. */
export interface UiResult {
  readonly passed: number;
  /** Titles of the tests and hooks that failed. */
  readonly failed: readonly string[];
  /** Titles of the tests that passed when they were tried again in the same window. */
  readonly secondTry: readonly string[];
}

/**
 * Listens to a run that has just been started and names each test that is tried again, with the error of its first try:
 * mocha's own reports say nothing about it.
 * @returns what to call at the end for the result
 */
export function watchRun(runner: Mocha.Runner, print: (line: string) => void): () => UiResult {
  const { EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_RETRY } = Mocha.Runner.constants;
  const retried = new Set<string>();
  const passed: string[] = [];
  const failed: string[] = [];
  runner.on(EVENT_TEST_RETRY, (test, error) => {
    retried.add(test.fullTitle());
    print(`    Failed, and is tried again: ${test.title}\n      ${error.message.trim().split('\n', 1)[0]}`);
  });
  runner.on(EVENT_TEST_PASS, (test) => passed.push(test.fullTitle()));
  runner.on(EVENT_TEST_FAIL, (test) => failed.push(test.fullTitle()));
  return () => ({ passed: passed.length, failed, secondTry: passed.filter((title) => retried.has(title)) });
}

/** The result a process has left; a process without one, or that ended with an error though nothing failed, has failed. */
export function readUiResult(
  resultFile: string,
  { file, exitCode }: { file: string; exitCode: number | null },
): UiResult {
  const result = existsSync(resultFile)
    ? (JSON.parse(readFileSync(resultFile, 'utf8')) as UiResult)
    : { passed: 0, failed: [], secondTry: [] };
  const isBroken = result.failed.length === 0 && (exitCode !== 0 || !existsSync(resultFile));
  return isBroken ? { ...result, failed: [`${file} ended with code ${exitCode}`] } : result;
}

/** @param second the run in a new window, where something had failed in the first */
export function uiCounts(first: UiResult, second?: UiResult): Counts {
  const last = second ?? first;
  const recovered = second === undefined ? [] : [...first.failed, ...second.secondTry];
  return {
    passed: last.passed,
    failed: last.failed.length,
    secondTry: [...new Set([...first.secondTry, ...recovered])].filter((title) => !last.failed.includes(title)),
  };
}
