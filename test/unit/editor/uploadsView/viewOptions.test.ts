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
        states: ['expired', 'missing'],
        text: 'hero',
      },
    } as const;
    assert.deepEqual(readViewOptions(JSON.parse(JSON.stringify(look))), look);
  });

  it('leave out what this version does not know', () => {
    const look = readViewOptions({
      groupBy: 'colour',
      sortBy: 3,
      filter: { providers: ['runway', 'gone'], kinds: 'image', states: [null], text: {} },
    });
    assert.deepEqual(look, { groupBy: 'time', sortBy: 'newest', filter: { ...noFilter, providers: ['runway'] } });
  });

  it('restrict the query by nothing but what was chosen', () => {
    assert.deepEqual(queryOf(readViewOptions({}), 5, 7), { order: 'newest', now: 5, expiringWithin: 7 });
    const chosen = readViewOptions({
      filter: { providers: ['runway'], kinds: ['audio'], text: 'a b' },
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
    const { filter } = readViewOptions({ filter: { lifetimes: ['alive', 'expired'], sources: ['missing'] } });
    assert.deepEqual(filter.states, ['valid', 'expired', 'missing']);
  });

  it('leave to a look at each upload what the history cannot know', () => {
    const expiry = (...wanted: string[]) => queryOf(readViewOptions({ filter: { states: wanted } }), 1, 1).expiry;
    assert.deepEqual(expiry('valid'), ['valid', 'never'], 'without a known end');
    assert.deepEqual(expiry('missing'), ['valid', 'expiring', 'expired', 'never']);
    assert.deepEqual(expiry('expired', 'expiring'), ['expiring', 'expired']);
    assert.deepEqual(expiry('renewed'), ['expiring', 'expired']);
  });

  it('ignore a search text of blanks', () => {
    assert.equal(isFiltered(noFilter), false);
    assert.equal(isFiltered({ ...noFilter, text: '  ' }), false);
    assert.equal(isFiltered({ ...noFilter, text: 'x' }), true);
    assert.equal(isFiltered({ ...noFilter, states: ['missing'] }), true);
  });
});
