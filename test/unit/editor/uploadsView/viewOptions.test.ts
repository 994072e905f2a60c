import assert from 'node:assert/strict';
import {
  isFiltered,
  noFilter,
  queryOf,
  readViewOptions,
} from '../../../../src/editor/uploadsView/options/viewOptions.ts';

describe('How the Uploads view looks', () => {
  it('is by time, newest first, unfiltered, where nothing is remembered', () => {
    for (const nothing of [undefined, null, 'x', 7, [], {}]) {
      assert.deepEqual(readViewOptions(nothing), { groupBy: 'time', sortBy: 'newest', filter: noFilter });
    }
  });

  it('comes back as it was remembered', () => {
    const look = {
      groupBy: 'workflow',
      sortBy: 'expiresFirst',
      filter: {
        providers: ['runway'],
        kinds: ['image', 'video'],
        lifetimes: ['expired'],
        sources: ['missing'],
        text: 'hero',
      },
    } as const;
    assert.deepEqual(readViewOptions(JSON.parse(JSON.stringify(look))), look);
  });

  it('leaves out what this version does not know', () => {
    const look = readViewOptions({
      groupBy: 'colour',
      sortBy: 3,
      filter: { providers: ['runway', 'gone'], kinds: 'image', lifetimes: [null], text: {} },
    });
    assert.deepEqual(look, { groupBy: 'time', sortBy: 'newest', filter: { ...noFilter, providers: ['runway'] } });
  });

  it('asks the history for nothing more than was chosen', () => {
    assert.deepEqual(queryOf(readViewOptions({}), 5, 7), { order: 'newest', now: 5, expiringWithin: 7 });
    const chosen = readViewOptions({
      filter: { providers: ['runway'], kinds: ['audio'], text: 'a b', sources: ['changed'] },
    });
    assert.deepEqual(queryOf(chosen, 5, 7), {
      order: 'newest',
      now: 5,
      expiringWithin: 7,
      providers: ['runway'],
      kinds: ['audio'],
      text: 'a b',
    });
  });

  it('counts what has no end as alive', () => {
    const expiry = (...lifetimes: string[]) => queryOf(readViewOptions({ filter: { lifetimes } }), 1, 1).expiry;
    assert.deepEqual(expiry('alive'), ['alive', 'never']);
    assert.deepEqual(expiry('expired', 'expiring'), ['expiring', 'expired']);
  });

  it('is filtered by anything but blanks', () => {
    assert.equal(isFiltered(noFilter), false);
    assert.equal(isFiltered({ ...noFilter, text: '  ' }), false);
    assert.equal(isFiltered({ ...noFilter, text: 'x' }), true);
    assert.equal(isFiltered({ ...noFilter, sources: ['missing'] }), true);
  });
});
