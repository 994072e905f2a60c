import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { bigWorkflow } from '../bigWorkflow.ts';
import { openBenchWindow } from './benchWindow.ts';
import { lightbulbDocuments, prepareLightbulb } from './lightbulbDocuments.ts';
import { MirrorDocument } from './mirrorDocument.ts';
import { Uri } from './vscodeTypes.ts';

/** What one kind of request took in a document that has been analysed, in milliseconds. */
export interface NavigationTimes {
  readonly document: string;
  readonly what: 'links' | 'symbols';
  /** Of the first request for this version. */
  readonly first: number;
  readonly times: readonly number[];
  /** How many there were, so that nobody measures how fast nothing is found. */
  readonly found: number;
}

/**
 * Measures the links and the outline of large documents, as VS Code asks for them after an analysis.
 * Arguments: the bundle, a workspace folder, a storage folder, how often each is asked for.
 */
const [bundle = '', folder = '', storage = '', count = '20'] = process.argv.slice(2);
const length = 12e6;
await prepareLightbulb(folder, storage);
const vscode = await openBenchWindow({ bundle, workspaceFolder: folder, storageFolder: storage });

const localPaths = lightbulbDocuments(length, 1).find(({ name }) => name === 'local paths');
const loader = (id: number): string =>
  `"${id}":{"class_type":"LoadImage","inputs":{"image":"scenes/frame_${id % 500}.png"}}`;
const documents: Readonly<Record<string, readonly string[]>> = {
  'a workflow of 12 MB': bigWorkflow(length, 2).split('\n'),
  'loaders of 12 MB': localPaths?.lines ?? [],
  '40,000 media inputs': `{${Array.from({ length: 40_000 }, (_, id) => loader(id)).join(',\n')}}`.split('\n'),
  '40,000 media inputs in one line': [`{${Array.from({ length: 40_000 }, (_, id) => loader(id)).join(',')}}`],
};

const results: NavigationTimes[] = [];
for (const [name, lines] of Object.entries(documents)) {
  const document = new MirrorDocument(Uri.file(join(folder, 'workflow.json')), lines);
  vscode.forget(document);
  await vscode.show(document);
  while (!vscode.isNavigable) {
    await after(10);
  }
  for (const what of ['links', 'symbols'] as const) {
    // The first outline of a version reads the text once more, in turns, and is kept.
    const start = performance.now();
    const found = (await vscode[what](document)).length;
    const first = performance.now() - start;
    const times: number[] = [];
    for (let round = 0; round < Number(count); round++) {
      const start = performance.now();
      await vscode[what](document);
      times.push(performance.now() - start);
    }
    results.push({ document: name, what, first, times, found });
  }
}
process.stdout.write(JSON.stringify(results), () => process.exit());
