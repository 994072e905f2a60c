import assert from 'node:assert/strict';
import { limitSecondTries, mochaCounts, secondTrySentence, sentence, sum } from '../../harness/counts.ts';

describe('counting what mocha reports', () => {
  it('reads both totals', () => {
    const report = '\n  a suite\n    ✔ works\n    1) does not\n\n\n  12 passing (3s)\n  2 failing\n\n  1) a suite\n';
    assert.deepEqual(mochaCounts(report, 2), { passed: 12, failed: 2 });
  });

  it('reads a report with colours', () => {
    const report = '\u001b[92m \u001b[0m\u001b[32m 7 passing\u001b[0m\u001b[90m (12ms)\u001b[0m\n';
    assert.deepEqual(mochaCounts(report, 0), { passed: 7, failed: 0 });
  });

  it('takes the totals and not what a test has printed before them', () => {
    const report = '  100 passing cars\n  3 passing (1s)\n';
    assert.deepEqual(mochaCounts(report, 0), { passed: 3, failed: 0 });
  });

  it('takes the totals and not those in the error of a test that ran other tests', () => {
    const inner = '\n  147 passing (7s)\n  1 failing\n\n  1) reuse\n';
    const report = `\n  2384 passing (3m)\n  1 pending\n  1 failing\n\n  1) Adding a provider\n${inner}`;
    assert.deepEqual(mochaCounts(report, 1), { passed: 2384, failed: 1 });
    assert.deepEqual(mochaCounts(`  5 passing (1s)\n\n${inner}`, 1), { passed: 5, failed: 1 });
  });

  it('counts a run that failed without a failing test as a failure', () => {
    assert.deepEqual(mochaCounts('  3 passing (1s)\n', 1), { passed: 3, failed: 1 });
    assert.deepEqual(mochaCounts('  3 passing (1s)\n', null), { passed: 3, failed: 1 });
  });

  it('counts a run without a report as a failure, whatever its exit code says', () => {
    assert.deepEqual(mochaCounts('SyntaxError: …', 1), { passed: 0, failed: 1 });
    assert.deepEqual(mochaCounts('', 0), { passed: 0, failed: 1 });
  });

  it('adds up parts in the form of the last line', () => {
    const total = sum([
      { passed: 3, failed: 0 },
      { passed: 4, failed: 1 },
    ]);
    assert.equal(sentence(total), '7 passed, 1 failed');
    assert.equal(sentence(sum([])), '0 passed, 0 failed');
  });
  it('names what passed only on a second try, over all parts', () => {
    const total = sum([
      { passed: 3, failed: 0, secondTry: ['a'] },
      { passed: 1, failed: 0 },
      { passed: 1, failed: 0, secondTry: ['b'] },
    ]);
    assert.equal(secondTrySentence(total), '2 passed only on a second try: a; b');
    assert.equal(secondTrySentence(sum([])), undefined);
  });

  it('fails a run in which more than two passed only on a second try', () => {
    const counts = { passed: 9, failed: 0, secondTry: ['a', 'b'] };
    assert.equal(limitSecondTries(counts).failed, 0);
    const tooMany = limitSecondTries({ ...counts, secondTry: ['a', 'b', 'c'] });
    assert.equal(tooMany.failed, 1);
    assert.match(secondTrySentence(tooMany) ?? '', /^3 passed only on a second try \(more than 2.*: a; b; c$/);
  });
});
