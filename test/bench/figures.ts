/** One thing that was measured. */
export interface Figure {
  /** What it belongs to, e.g. `200 MB, multipart`. */
  readonly group: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly budget?: Budget;
  /** Why it is what it is, where that is not plain. */
  readonly note?: string;
}

export interface Budget {
  readonly relation: 'at least' | 'at most';
  readonly value: number;
}

export const atLeast = (value: number): Budget => ({ relation: 'at least', value });
export const atMost = (value: number): Budget => ({ relation: 'at most', value });

export function isMet({ value, budget }: Figure): boolean | undefined {
  if (budget === undefined) {
    return undefined;
  }
  return budget.relation === 'at least' ? value >= budget.value : value <= budget.value;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return (percentile(sorted, 0.5) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}

/** The figures as a table for the terminal, one group after the other. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, budget, note } = figure;
    const verdict = isMet(figure) === undefined ? '' : isMet(figure) ? 'ok' : 'MISSED';
    const limit = budget === undefined ? '' : `${budget.relation === 'at least' ? '≥' : '≤'} ${number(budget.value)}`;
    return { group: figure.group, cells: [what, `${number(value)} ${unit}`.trim(), limit, verdict], note };
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length)));
  const lines: string[] = [];
  let group = '';
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      lines.push('', group);
    }
    const [what = '', value = '', limit = '', verdict = ''] = row.cells;
    const [one = 0, two = 0, three = 0] = widths;
    lines.push(`  ${what.padEnd(one)}  ${value.padStart(two)}  ${limit.padEnd(three)}  ${verdict}`.trimEnd());
    if (row.note !== undefined) {
      lines.push(`    (${row.note})`);
    }
  }
  return lines.join('\n').trimStart();
}

function number(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
