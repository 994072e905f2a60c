import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';

const { nextMidnight, timeSpans } = await import('../../../../src/editor/uploadsView/rows/timeSpans.ts');

const day = 24 * 3_600_000;

describe('The spans uploads are grouped by', () => {
  it('follow each other without gap or overlap, whatever the moment', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(2000, 0), max: new Date(2100, 0), noInvalidDate: true }), (date) => {
        const spans = timeSpans(date.getTime());
        assert.equal(spans[0]?.before, undefined);
        assert.equal(spans.at(-1)?.from, undefined);
        for (const [index, span] of spans.slice(1).entries()) {
          assert.equal(span.before, spans[index]?.from);
        }
      }),
    );
  });

  it('begin at local midnight, and move on with it', () => {
    const noon = new Date(2026, 4, 10, 12).getTime();
    const [today, yesterday] = timeSpans(noon);
    assert.equal(today?.from, new Date(2026, 4, 10).getTime());
    assert.equal(yesterday?.from, new Date(2026, 4, 9).getTime());
    assert.equal(nextMidnight(noon), new Date(2026, 4, 11).getTime());
    assert.equal(timeSpans(nextMidnight(noon))[1]?.from, today?.from);
  });

  it('move on within 25 hours, even when daylight saving time begins or ends', () => {
    for (let hours = 0; hours < 400 * 24; hours += 5) {
      const now = new Date(2026, 0, 1).getTime() + hours * 3_600_000;
      const left = nextMidnight(now) - now;
      assert.ok(left > 0 && left <= day + 3_600_000);
    }
  });
});
