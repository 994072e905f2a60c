import assert from 'node:assert/strict';
import { circles, reachable } from './importGraph.ts';

const graph = new Map(
  Object.entries({ a: ['b'], b: ['c', 'd'], c: ['a', 'e'], d: ['d'], e: [] }).map(([path, targets]) => [
    path,
    new Set(targets),
  ]),
);

describe('a graph of imports', () => {
  it('shows each circle once, a file that imports itself included', () => {
    assert.deepEqual(circles(graph), [['a', 'b', 'c'], ['d']]);
  });

  it('without a circle has none', () => {
    assert.deepEqual(
      circles(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set<string>()],
        ]),
      ),
      [],
    );
  });

  it('says what a file loads with it', () => {
    assert.deepEqual([...reachable(graph, ['c'])].sort(), ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual([...reachable(graph, ['e'])], ['e']);
  });
});
