import { UploadError } from '../../src/core/errors.ts';
import type { Evidence, Fact } from './evidence.ts';

export type Verdict = 'seen equal' | 'seen different' | 'not verified';

export interface CheckedFact extends Pick<Fact, 'section' | 'statement'> {
  readonly verdict: Verdict;
}

/** What became of one provider. */
export type Outcome =
  | { readonly type: 'skipped'; readonly label: string; readonly variable: string }
  | { readonly type: 'failed'; readonly label: string; readonly error: unknown }
  | { readonly type: 'checked'; readonly label: string; readonly facts: readonly CheckedFact[] };

export function checkedFacts(facts: readonly Fact[], evidence: Evidence): readonly CheckedFact[] {
  return facts.map(({ section, statement, seen }) => ({ section, statement, verdict: verdictOf(seen?.(evidence)) }));
}

function verdictOf(seen: boolean | undefined): Verdict {
  return seen === undefined ? 'not verified' : seen ? 'seen equal' : 'seen different';
}

/** The outcomes as Markdown. Quotes nothing a provider has sent but its own, redacted message. */
export function reportOf(outcomes: readonly Outcome[]): string {
  const head = [row('Provider', 'Section', 'Documented', 'Verdict'), '|---|---|---|---|'];
  return [...head, ...outcomes.flatMap(rowsOf)].join('\n');
}

function rowsOf(outcome: Outcome): readonly string[] {
  switch (outcome.type) {
    case 'skipped':
      return [row(outcome.label, '', `skipped: ${outcome.variable} isn't set`, '')];
    case 'failed':
      return [row(outcome.label, '', `failed: ${describe(outcome.error)}`, '')];
    case 'checked':
      return outcome.facts.map(({ section, statement, verdict }) => row(outcome.label, section, statement, verdict));
  }
}

function describe(error: unknown): string {
  if (!UploadError.is(error)) {
    return error instanceof Error ? error.name : 'unknown error';
  }
  const { status, providerMessage } = error.details;
  return [error.code, status === undefined ? '' : `HTTP ${status}`, providerMessage ?? '']
    .filter((part) => part !== '')
    .join(', ');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
