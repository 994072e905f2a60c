import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isStringLiteral } from 'typescript/unstable/ast/is';
import { circles, type ImportGraph, importGraph, reachable } from './importGraph.ts';
import { SourceProject, walk } from './sourceProject.ts';

/** What each folder of src/core may import beside itself and the files that lie directly in src/core. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  asset: [],
  archive: ['asset'],
  http: ['asset', 'redaction'],
  providers: ['asset', 'http'],
  history: ['asset', 'providers'],
  workflow: ['asset', 'providers'],
  uploads: ['asset', 'redaction', 'http', 'providers', 'history', 'workflow'],
  check: ['providers', 'history', 'uploads', 'workflow'],
  redaction: [],
};

describe('The sources', function () {
  // The compiler is started before the first test; beside other test files that takes a moment.
  this.timeout(60_000);
  let project: SourceProject;
  let graph: ImportGraph;

  before(() => {
    project = new SourceProject();
    graph = importGraph(project.files);
  });
  after(() => project?.close());

  it('import only files that exist, and none of their imports is overlooked', () => {
    for (const { path, syntax, imports } of project.files) {
      const written: string[] = [];
      walk(syntax, (node) => isStringLiteral(node) && /^\.\.?\/.*\.ts$/.test(node.text) && written.push(node.text));
      const inProject = imports.filter(({ target }) => graph.has(target));
      assert.equal(inProject.length, written.length, `${path} imports ${written.join(', ')}`);
    }
    assert.ok(graph.size > 200 && [...graph.values()].reduce((sum, { size }) => sum + size, 0) > 1_000);
  });

  it('import each other without a circle, types and import() included', () => {
    assert.deepEqual(circles(graph), []);
  });

  it('keep VS Code and the editor out of the core', () => {
    const core = project.files.filter(({ path }) => path.startsWith('src/core/'));
    const wrong = core.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target === 'vscode' || (graph.has(target) && !target.startsWith('src/core/')))
        .map(({ target }) => `${path} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('import within the core in one direction: uploads → providers → http', () => {
    const wrong = [...graph].flatMap(([path, targets]) =>
      [...targets]
        .filter((target) => {
          const from = coreFolder(path);
          const to = coreFolder(target);
          return from !== undefined && to !== undefined && from !== to && !mayImport[from]?.includes(to);
        })
        .map((target) => `${path} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('keep the network out of what reads workflows and keeps the history, by way of other files as well', () => {
    const readers = [...graph.keys()].filter((path) => /^src\/core\/(workflow|history)\//.test(path));
    const reached = [...reachable(graph, readers)];
    assert.ok(reached.includes('src/core/providers/knownReferences.ts'));
    assert.deepEqual(
      reached.filter((path) => path.startsWith('src/core/http/')),
      [],
    );
  });

  it('open the doors to the lazily loaded code from registering files only, never from behind them', () => {
    const behind = reachable(graph, ['src/features.ts', 'src/languageFeatures.ts', 'src/editor/services/services.ts']);
    const openers = [...graph].filter(([, targets]) => targets.has('src/lazy.ts')).map(([path]) => path);
    assert.ok(openers.includes('src/extension.ts'));
    assert.deepEqual(
      openers.filter((path) => behind.has(path)),
      [],
    );
  });

  it('do not reach what is loaded later from the bundle that every window loads', () => {
    const activation = importGraph(
      project.files.map((file) => ({
        ...file,
        imports: file.imports.filter(({ isDynamic, isTypeOnly }) => !isDynamic && !isTypeOnly),
      })),
    );
    const loaded = [...reachable(activation, ['src/extension.ts'])];
    assert.ok(loaded.includes('src/lazy.ts'));
    const later = loaded.filter((path) =>
      /^src\/core\/(http|archive|history\/sqlite|uploads\/leases)\/|\/uploader\.ts$/.test(path),
    );
    assert.deepEqual(later, []);
  });

  it('have a name of their own each, but for a provider and its dialect', () => {
    const byName = Map.groupBy(graph.keys(), (path) => basename(path));
    const shared = [...byName.values()]
      .filter((paths) => paths.length > 1)
      .filter((paths) => !paths.every((path) => /^src\/core\/(providers|workflow\/scan\/dialects)\//.test(path)))
      .map((paths) => paths.join(', '));
    assert.deepEqual(shared, []);
  });

  it('are short: 150 lines on average, none above 400, few under 25', () => {
    const lines = project.files.map(({ path, text }) => ({ path, count: text.trimEnd().split('\n').length }));
    assert.deepEqual(
      lines.filter(({ count }) => count > 400),
      [],
    );
    const average = lines.reduce((sum, { count }) => sum + count, 0) / lines.length;
    assert.ok(average <= 150, `${average} lines on average`);
    const small = lines.filter(({ count }) => count <= 25);
    assert.ok(small.length <= lines.length / 10, `${small.length} files of 25 lines or fewer`);
  });

  it('have tests of at most 400 lines, too', () => {
    const root = join(import.meta.dirname, '../../..');
    const long = globSync('test/**/*.ts', { cwd: root }).filter(
      (file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > 400,
    );
    assert.deepEqual(long, []);
  });
});

function coreFolder(path: string): string | undefined {
  return /^src\/core\/(\w+)\//.exec(path)?.[1];
}
