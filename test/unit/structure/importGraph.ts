import type { ParsedFile } from './sourceProject.ts';

/** Which files each file imports, by path from the project's folder. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Imports between the files given: types and `import()` expressions included, packages left out. */
export function importGraph(files: readonly ParsedFile[]): ImportGraph {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, imports }) => [
      path,
      new Set(imports.map(({ target }) => target).filter((target) => paths.has(target))),
    ]),
  );
}

/** Every file that can be reached from those given, themselves included. */
export function reachable(graph: ImportGraph, from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (!found.has(path)) {
      found.add(path);
      waiting.push(...(graph.get(path) ?? []));
    }
  }
  return found;
}

/** One shortest circle of imports through each file that is part of one, without saying the same circle twice. */
export function circles(graph: ImportGraph): string[][] {
  const seen = new Set<string>();
  return [...graph.keys()].flatMap((start) => {
    if (seen.has(start)) {
      return [];
    }
    const circle = shortestWay(graph, start);
    for (const path of circle) {
      seen.add(path);
    }
    return circle.length === 0 ? [] : [circle];
  });
}

/** The shortest way from a file back to itself; empty where there is none. */
function shortestWay(graph: ImportGraph, start: string): string[] {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (const path of waiting) {
    for (const target of graph.get(path) ?? []) {
      if (target === start) {
        const way = [path];
        for (let last = path; last !== start; way.unshift(last)) {
          last = cameFrom.get(last) ?? start;
        }
        return way;
      }
      if (!cameFrom.has(target)) {
        cameFrom.set(target, path);
        waiting.push(target);
      }
    }
  }
  return [];
}
