import '../unit/editor/fakeVscode.ts';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Moves } from '../../src/core/workflow/moves/moves.ts';
import { bigWorkflow } from './bigWorkflow.ts';
import { atMost, type Figure } from './figures.ts';

const files = 10_000;
/** Bytes; most workflows of ComfyUI have between five and fifty thousand. */
const length = 12_000;
/** How many of them name the file. */
const named = 5;
/** As many files at a time as the search reads. */
const maxReads = 8;

/**
 * Searching a workspace for the paths of a renamed file, beside merely reading the same files in the same process. Finding the
 * files isn't part of it: VS Code does that, in a process of its own.
 */
export async function measureMovedFiles(folder: string, runs: number): Promise<readonly Figure[]> {
  const workspaceFolder = join(folder, 'moved');
  const paths = await writeWorkflows(workspaceFolder);
  const search = await searchOf(workspaceFolder, paths);
  const times = { reading: [] as number[], searching: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    const [reading, searching] = [await timeOf(() => readAll(paths)), await timeOf(search)];
    // The first time, the system has not read the files before.
    if (run > 0) {
      times.reading.push(reading);
      times.searching.push(searching);
    }
  }
  const group = `Renaming a file that ${named} of ${files.toLocaleString('en')} JSON files name`;
  // The best run of each: whatever else the machine does in between would count for more than either.
  const [reading, searching] = [Math.min(...times.reading), Math.min(...times.searching)];
  return [
    { group, what: 'reading all files', value: reading, unit: 'ms' },
    { group, what: 'searching them', value: searching, unit: 'ms' },
    { group, what: 'searching / reading', value: searching / reading, unit: '×', budget: atMost(1.3) },
  ];
}

async function writeWorkflows(folder: string): Promise<readonly string[]> {
  const text = bigWorkflow(length, 2);
  const paths = Array.from({ length: files }, (_none, number) =>
    join(folder, `${number % 100}`, `flow_${number}.json`),
  );
  for (let number = 0; number < 100; number++) {
    await mkdir(join(folder, `${number}`), { recursive: true });
  }
  for (const [number, path] of paths.entries()) {
    const node = `{"class_type": "LoadImage", "inputs": {"image": "../hero_before.png"}}`;
    await writeFile(path, number < named ? text.replace('{', () => `{"0": ${node},`) : text);
  }
  await writeFile(join(folder, 'hero_before.png'), 'x');
  await rename(join(folder, 'hero_before.png'), join(folder, 'hero_after.png'));
  return paths;
}

async function searchOf(folder: string, paths: readonly string[]): Promise<() => Promise<void>> {
  const { workspace, Uri, CancellationTokenSource } = await import('../unit/editor/vscodeModule.ts');
  const { findMovedWorkflows } = await import('../../src/editor/moves/movedWorkflows.ts');
  const { FolderNames } = await import('../../src/core/workflow/paths/folderNames.ts');
  // VS Code's own URIs know their paths, which those of the fake would have to parse each time.
  const uris = paths.map((path) => {
    const text = Uri.file(path).toString();
    return { scheme: 'file', path, fsPath: path, toString: () => text };
  });
  Object.assign(workspace, {
    workspaceFolders: [{ uri: Uri.file(folder), name: 'moved', index: 0 }],
    textDocuments: [],
    findFiles: async () => uris,
  });
  const moves = new Moves([{ from: join(folder, 'hero_before.png'), to: join(folder, 'hero_after.png') }]);
  const services = {
    settings: { assetFolders: () => [] },
    folderNames: new FolderNames(),
    history: async () => ({ findByReference: () => undefined }),
    log: console,
  };
  return async () => {
    const { token } = new CancellationTokenSource();
    const found = await findMovedWorkflows(services as never, moves, token as never);
    if (found.length !== named) {
      throw new Error(`Found ${found.length} workflows instead of ${named}`);
    }
  };
}

async function readAll(paths: readonly string[]): Promise<void> {
  const queue = paths.values();
  const work = async (): Promise<void> => {
    for (const path of queue) {
      await readFile(path);
    }
  };
  await Promise.all(Array.from({ length: maxReads }, work));
}

async function timeOf(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
