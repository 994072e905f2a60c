import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { Moves } from '../../../../src/core/workflow/moves/moves.ts';

describe('Moves of files and folders', () => {
  const moves = new Moves(
    [
      { from: '/w/a', to: '/w/b' },
      { from: '/w/a/x.png', to: '/w/x.png' },
    ],
    nodePath.posix,
  );

  it('know where something is now, by the nearest folder that was moved', () => {
    assert.equal(moves.after('/w/a/deep/y.png'), '/w/b/deep/y.png');
    assert.equal(moves.after('/w/a/x.png'), '/w/x.png');
    assert.equal(moves.after('/w/ab/x.png'), undefined);
    assert.equal(moves.after('/w'), undefined);
    assert.deepEqual(moves.afterInAnyCase('/W/A/y.png'), { from: '/w/a/y.png', to: '/w/b/y.png' });
  });

  it('know where something was', () => {
    assert.equal(moves.before('/w/b/y.png'), '/w/a/y.png');
    assert.equal(moves.before('/w/x.png'), '/w/a/x.png');
    assert.equal(moves.before('/w/a/y.png'), undefined);
  });

  it('do not tell cases apart on Windows', () => {
    const onWindows = new Moves([{ from: 'C:\\Art\\a.png', to: 'C:\\Art\\b.png' }], nodePath.win32);
    assert.equal(onWindows.after('c:\\art\\A.png'), 'C:\\Art\\b.png');
    assert.equal(moves.after('/w/A/y.png'), undefined);
  });

  it('are one move where one follows the other', () => {
    const later = new Moves(
      [
        { from: '/w/b', to: '/v' },
        { from: '/w/b/z.png', to: '/z.png' },
        { from: '/other', to: '/others' },
      ],
      nodePath.posix,
    );
    assert.deepEqual(moves.andThen(later).all, [
      { from: '/w/a', to: '/v' },
      { from: '/w/a/x.png', to: '/w/x.png' },
      { from: '/w/b', to: '/v' },
      { from: '/w/a/z.png', to: '/z.png' },
      { from: '/w/b/z.png', to: '/z.png' },
      { from: '/other', to: '/others' },
    ]);
  });

  it('have the first of several origins, and know those in between', () => {
    const [first, second] = [
      { from: '/w/a', to: '/w/b' },
      { from: '/w/b', to: '/w/c' },
    ].map((move) => new Moves([move], nodePath.posix)) as [Moves, Moves];
    const both = first.andThen(second);
    assert.equal(both.before('/w/c'), '/w/a');
    assert.equal(both.after('/w/a/x.png'), '/w/c/x.png');
    assert.equal(both.after('/w/b/x.png'), '/w/c/x.png');
  });

  it('move nothing any more once they have been undone', () => {
    const there = new Moves([{ from: '/w/a', to: '/w/b' }], nodePath.posix);
    const back = new Moves([{ from: '/w/b', to: '/w/a' }], nodePath.posix);
    assert.equal(there.andThen(back).after('/w/a'), undefined);
  });
});
