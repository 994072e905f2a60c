import assert from 'node:assert/strict';
import { fuzzWorkflows } from '../fuzz/workflowFuzz.ts';

const perSeed = 50_000;
/** Other documents at every run; a failure names its seed, which `FUZZ_SEED` brings back. */
const firstSeed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

describe('made-up workflow documents', () => {
  for (let seed = firstSeed; seed < firstSeed + 5; seed++) {
    it(`never break the scan, and come back from a swap byte for byte (seed ${seed})`, function () {
      this.timeout(120_000);
      const report = fuzzWorkflows(perSeed, seed);
      assert.equal(report.documents, perSeed);
      // Five seeds make more than 100,000 of them.
      assert.ok(report.mutated > 20_000, JSON.stringify(report));
      assert.ok(report.inputs > perSeed && report.edits > perSeed / 2, JSON.stringify(report));
    });
  }
});
