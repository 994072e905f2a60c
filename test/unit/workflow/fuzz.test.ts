import assert from 'node:assert/strict';
import { Random } from '../../fuzz/random.ts';
import { fuzzWorkflows } from '../../fuzz/workflowFuzz.ts';
import { mutate, workflowText } from '../../fuzz/workflowTexts.ts';

describe('made-up documents', () => {
  it('never break the scan, and come back from a swap byte for byte', function () {
    this.timeout(20_000);
    const report = fuzzWorkflows(2000, 20_260);
    assert.equal(report.documents, 2000);
    assert.ok(report.valid > 900 && report.valid < 1900, `${report.valid} valid`);
    assert.ok(report.inputs > 2000 && report.edits > 1000);
  });

  it('are the same for the same seed', () => {
    assert.equal(workflowText(new Random(5)), workflowText(new Random(5)));
    assert.equal(mutate('{"a": "b.png"}', new Random(5)), mutate('{"a": "b.png"}', new Random(5)));
    assert.notEqual(workflowText(new Random(5)), workflowText(new Random(7)));
  });
});
