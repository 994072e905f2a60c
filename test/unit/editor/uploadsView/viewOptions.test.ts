import assert from 'node:assert/strict';
import {
  isFiltered,
  noFilter,
  queryOf,
  readViewOptions,
} from '../../../../src/editor/uploadsView/options/viewOptions.ts';

describe('The options of the Uploads view', () => {
  it('group by time, newest first, without a filter by default', () => {
    for (const nothing of [undefined, null, 'x', 7, [], {}]) {
      assert.deepEqual(readViewOptions(nothing), { groupBy: 'time', sortBy: 'newest', filter: noFilter });
    }
  });

  it('are restored as they were saved', () => {
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

  it('leave out what this version does not know', () => {
    const look = readViewOptions({
      groupBy: 'colour',
      sortBy: 3,
      filter: { providers: ['runway', 'gone'], kinds: 'image', lifetimes: [null], text: {} },
    });
    assert.deepEqual(look, { groupBy: 'time', sortBy: 'newest', filter: { ...noFilter, providers: ['runway'] } });
  });

  it('restrict the query by nothing but what was chosen', () => {
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

  it('are understood as version 0.1.0 saved them', () => {
    const { filter } = readViewOptions({ filter: { lifetimes: ['alive', 'expired'] } });
    assert.deepEqual(filter.lifetimes, ['valid', 'expired']);
  });

  it('count a reference without an end as valid', () => {
    const expiry = (...lifetimes: string[]) => queryOf(readViewOptions({ filter: { lifetimes } }), 1, 1).expiry;
    assert.deepEqual(expiry('valid'), ['valid', 'never']);
    assert.deepEqual(expiry('expired', 'expiring'), ['expiring', 'expired']);
  });

  it('ignore a search text of blanks', () => {
    assert.equal(isFiltered(noFilter), false);
    assert.equal(isFiltered({ ...noFilter, text: '  ' }), false);
    assert.equal(isFiltered({ ...noFilter, text: 'x' }), true);
    assert.equal(isFiltered({ ...noFilter, sources: ['missing'] }), true);
  });
});
