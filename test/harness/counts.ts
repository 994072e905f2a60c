import { stripVTControlCharacters } from 'node:util';

/** What a part of the tests came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Reads the totals at the end of mocha's spec report. A run that failed without a failing test (a crash, a syntax
 * error, no report at all) counts as one failure, so that it cannot pass for a good one.
 */
export function mochaCounts(report: string, exitCode: number | null): Counts {
  const passed = lastNumber(report, 'passing');
  const failed = lastNumber(report, 'failing') ?? 0;
  const broken = failed === 0 && (exitCode !== 0 || passed === undefined);
  return { passed: passed ?? 0, failed: broken ? 1 : failed };
}

export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, each) => total + each.passed, 0),
    failed: counts.reduce((total, each) => total + each.failed, 0),
  };
}

export function sentence({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

function lastNumber(report: string, word: string): number | undefined {
  const lines = stripVTControlCharacters(report).matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'));
  const last = [...lines].at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
}
