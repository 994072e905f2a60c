import { visit } from 'jsonc-parser';
import { isWorkflowInSlices } from '../../src/core/workflow/scan/recognise.ts';
import { WorkflowRecogniser } from '../../src/core/workflow/scan/recognition/recogniser.ts';
import { scanWorkflow, scanWorkflowInSlices } from '../../src/core/workflow/scan/scanWorkflow.ts';
import { bigWorkflow } from './bigWorkflow.ts';
import { documentsOfInputs } from './documentsOfInputs.ts';
import { atMost, type Figure, median } from './figures.ts';
import { hostileDocuments } from './hostileWorkflow.ts';
import { maxTurn } from './maxTurn.ts';

const megabytes = 12;
const maxSlice = 16;
/** Scans of documents that are made to take long, in bare visits. */
const hostileBudget = 3;
/** Scans that find an input in every few dozen characters, and make an object of each; a bare visit keeps nothing. */
const inputsBudget = 2.5;

/** Reading all of a large workflow, as a swap does. */
export async function measureWorkflows(runs: number): Promise<readonly Figure[]> {
  const length = megabytes * 1e6;
  return [
    ...(await figuresFor('with line breaks', bigWorkflow(length, 2), runs)),
    ...(await figuresFor('in one line', bigWorkflow(length), runs)),
    ...(await figuresForHostile(runs * 5)),
    ...(await figuresForManyInputs(runs)),
    ...(await figuresForLongStrings(runs)),
    ...(await figuresForRecognition(runs)),
  ];
}

async function figuresFor(kind: string, text: string, runs: number): Promise<readonly Figure[]> {
  const group = `Workflow of ${(text.length / 1e6).toFixed(1)} MB ${kind}`;
  const { visits, others: scans } = compare(text, runs, () => scanWorkflow(text));
  const note = `${scanWorkflow(text).inputs.length} media inputs`;
  return [
    { group, what: 'full scan', value: median(scans), unit: 'ms', note },
    { group, what: 'bare jsonc-parser visit', value: median(visits), unit: 'ms' },
    { group, what: 'full scan / bare visit', value: median(scans) / median(visits), unit: '×', budget: atMost(1.3) },
    await maxTurnOf(group, 'sliced scan', () => scanWorkflowInSlices(text)),
  ];
}

/** What took the square of its length, or filled the memory. */
async function figuresForHostile(runs: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { of, text } of hostileDocuments(300_000)) {
    figures.push(
      ...(await figuresForSmall(`Hostile document of ${(text.length / 1e6).toFixed(1)} MB: ${of}`, text, { runs })),
    );
  }
  return figures;
}

/** As many media inputs as a document of its size can have. */
async function figuresForManyInputs(runs: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { of, text } of documentsOfInputs(40_000)) {
    figures.push(
      ...(await figuresForSmall(`Workflow of 40,000 media inputs${of}`, text, { runs, budget: inputsBudget })),
    );
  }
  return figures;
}

/** The best run of each, because one of a few milliseconds takes several times as long when it is interrupted. */
async function figuresForSmall(
  group: string,
  text: string,
  { runs, budget = hostileBudget }: { readonly runs: number; readonly budget?: number },
): Promise<readonly Figure[]> {
  const { visits, others } = compare(text, runs, () => scanWorkflow(text));
  const [visit, scan] = [Math.min(...visits), Math.min(...others)];
  return [
    { group, what: 'full scan', value: scan, unit: 'ms' },
    { group, what: 'full scan / bare visit', value: scan / visit, unit: '×', budget: atMost(budget) },
    await maxTurnOf(group, 'sliced scan', () => scanWorkflowInSlices(text)),
  ];
}

/** A picture embedded in a workflow is one string, which no parser reads in parts. */
async function figuresForLongStrings(runs: number): Promise<readonly Figure[]> {
  const group = 'Workflow with an embedded file of 48 MB';
  const data = 'QUJD'.repeat(12_000_000);
  const text = `{"1": {"class_type": "LoadImage", "inputs": {"image": "data:image/png;base64,${data}"}}}`;
  const figures: Figure[] = [];
  for (let round = 0; round < Math.min(runs, 3); round++) {
    figures.push(await maxTurnOf(group, 'sliced scan', () => scanWorkflowInSlices(text)));
  }
  return figures.sort((a, b) => a.value - b.value).slice(0, 1);
}

/** Deciding that a large document of data is no workflow, which takes reading all of it. */
async function figuresForRecognition(runs: number): Promise<readonly Figure[]> {
  const row = '{"name": "station 12", "position": [51.34, 12.37], "open": true, "note": "stairs, no lift"},\n';
  const text = `{"rows": [${row.repeat(Math.ceil((megabytes * 1e6) / row.length))}{}]}`;
  const group = `Data of ${(text.length / 1e6).toFixed(1)} MB`;
  const { visits, others } = compare(text, runs, () => {
    const recogniser = new WorkflowRecogniser();
    recogniser.push(text);
    recogniser.end();
  });
  const lines = text.split(/(?<=\n)/);
  const { signal } = new AbortController();
  return [
    { group, what: 'recognised as no workflow', value: median(others), unit: 'ms' },
    { group, what: 'recognition / bare visit', value: median(others) / median(visits), unit: '×', budget: atMost(1) },
    await maxTurnOf(group, 'recognition line by line', () => isWorkflowInSlices(lines, { signal: signal })),
  ];
}

interface Comparison {
  readonly visits: readonly number[];
  readonly others: readonly number[];
}

function compare(text: string, runs: number, work: () => unknown): Comparison {
  const visits: number[] = [];
  const others: number[] = [];
  // Neither is timed before it is compiled.
  bareVisit(text);
  work();
  for (let round = 0; round < runs; round++) {
    visits.push(milliseconds(() => bareVisit(text)));
    others.push(milliseconds(work));
  }
  return { visits, others };
}

async function maxTurnOf(group: string, what: string, work: () => Promise<unknown>): Promise<Figure> {
  const value = await maxTurn(work);
  return { group, what: `longest turn of the ${what}`, value, unit: 'ms', budget: atMost(maxSlice) };
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
