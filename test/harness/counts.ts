import { stripVTControlCharacters } from 'node:util';

/** The result of a part of the tests. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Titles of the tests that failed first and passed when they were run again. They are among those passed. */
  readonly secondTry?: readonly string[];
}

/** With more than these the tests, or what they test, are too unreliable for the run to count as good. */
const maxSecondTries = 2;

/** Mocha's totals, e.g. `  12 passing (3s)`, `  1 pending`, `  2 failing`. */
const totals = /^ *(\d+) passing \(\w+\)\s*?\n(?: *\d+ pending\s*?\n)?(?: *(\d+) failing\b)?/m;

/**
 * Reads the totals of mocha's spec report: the first ones, as the error of a test may hold the report of another run. A run
 * that failed without a failing test (a crash, a syntax error, no report at all) counts as one failure, so that it can't
 * pass for a good one.
 */
export function mochaCounts(report: string, exitCode: number | null): Counts {
  const found = totals.exec(`${stripVTControlCharacters(report)}\n`);
  const failed = Number(found?.[2] ?? 0);
  const broken = failed === 0 && (exitCode !== 0 || found === null);
  return { passed: Number(found?.[1] ?? 0), failed: broken ? 1 : failed };
}

export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, each) => total + each.passed, 0),
    failed: counts.reduce((total, each) => total + each.failed, 0),
    secondTry: counts.flatMap(({ secondTry }) => secondTry ?? []),
  };
}

/** Counts one failure more where too many tests have passed only on a second try. */
export function limitSecondTries(counts: Counts): Counts {
  const isTooMany = (counts.secondTry?.length ?? 0) > maxSecondTries;
  return isTooMany ? { ...counts, failed: counts.failed + 1 } : counts;
}

export function sentence({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

/** What to print about tests that passed only on a second try; `undefined` where there are none. */
export function secondTrySentence({ secondTry = [] }: Counts): string | undefined {
  if (secondTry.length === 0) {
    return undefined;
  }
  const verdict = secondTry.length > maxSecondTries ? ` (more than ${maxSecondTries}, which counts as a failure)` : '';
  return `${secondTry.length} passed only on a second try${verdict}: ${secondTry.join('; ')}`;
}
