import { visit } from 'jsonc-parser';
import { scanWorkflow } from '../../src/core/workflow/scan/scanWorkflow.ts';
import { bigWorkflow } from './bigWorkflow.ts';
import { atMost, type Figure, median } from './figures.ts';

const megabytes = 12;

/** Reading all of a large workflow, as a swap does. */
export function measureWorkflows(runs: number): readonly Figure[] {
  const length = megabytes * 1e6;
  return [
    ...figuresFor('with line breaks', bigWorkflow(length, 2), runs),
    ...figuresFor('in one line', bigWorkflow(length), runs),
  ];
}

function figuresFor(kind: string, text: string, runs: number): readonly Figure[] {
  const group = `Workflow of ${(text.length / 1e6).toFixed(1)} MB ${kind}`;
  const scans: number[] = [];
  const visits: number[] = [];
  let inputs = 0;
  // Neither is timed before it is compiled.
  bareVisit(text);
  scanWorkflow(text);
  for (let round = 0; round < runs; round++) {
    visits.push(milliseconds(() => bareVisit(text)));
    scans.push(
      milliseconds(() => {
        inputs = scanWorkflow(text).inputs.length;
      }),
    );
  }
  return [
    { group, what: 'full scan', value: median(scans), unit: 'ms', note: `${inputs} media inputs` },
    { group, what: 'bare jsonc-parser visit', value: median(visits), unit: 'ms' },
    { group, what: 'full scan / bare visit', value: median(scans) / median(visits), unit: '×', budget: atMost(1.3) },
  ];
}

/** The least a reader of all names and values asks of the parser. */
function bareVisit(text: string): number {
  let seen = 0;
  const count = (): void => {
    seen += 1;
  };
  visit(text, { onObjectProperty: count, onLiteralValue: count });
  return seen;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
