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

/**
 * Reads the totals at the end of mocha's spec report. A run that failed without a failing test (a crash, a syntax
 * error, no report at all) counts as one failure, so that it can't pass for a good one.
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

function lastNumber(report: string, word: string): number | undefined {
  const lines = stripVTControlCharacters(report).matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'));
  const last = [...lines].at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
}
