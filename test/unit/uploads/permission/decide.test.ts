import assert from 'node:assert/strict';
import { type Cause, decide, type Place } from '../../../../src/core/uploads/permission/decide.ts';

const places: readonly Place[] = ['inside', 'linkInside', 'outside', 'linkOutside'];

/** In the order of `places`, then any place in a workspace that isn't trusted. */
const table: Readonly<Record<Cause, readonly [string, string, string, string, string]>> = {
  chosen: ['goes', 'goes', 'goes', 'goes', 'goes'],
  commandArguments: ['goes', 'asks', 'asks', 'asks', 'asks'],
  document: ['asksOnce', 'asksOnce', 'asks', 'asks', 'refused untrusted'],
  ownRecord: ['goes', 'goes', 'goesIfUnchanged', 'goesIfUnchanged', 'refused untrusted'],
  importedRecord: ['asks', 'asks', 'asks', 'asks', 'refused untrusted'],
  unknownRecord: ['goes', 'goes', 'asks', 'asks', 'refused untrusted'],
  programme: ['asksOnce', 'asksOnce', 'refused outside', 'refused outside', 'refused untrusted'],
};

describe('the table of permissions', () => {
  for (const [cause, row] of Object.entries(table) as [Cause, (typeof table)[Cause]][]) {
    for (const [index, place] of places.entries()) {
      it(`says "${row[index]}" for ${cause}, ${place}`, () => {
        assert.equal(written(decide(cause, place, true)), row[index]);
      });

      it(`says "${row[4]}" for ${cause}, ${place}, in a workspace that isn't trusted`, () => {
        assert.equal(written(decide(cause, place, false)), row[4]);
      });
    }
  }
});

function written(decision: ReturnType<typeof decide>): string {
  return decision.type === 'refused' ? `refused ${decision.reason}` : decision.type;
}
