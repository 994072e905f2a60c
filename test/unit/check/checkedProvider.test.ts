import assert from 'node:assert/strict';
import { accountOfMost, providerToCheck, type UsableProviders } from '../../../src/core/check/checkedProvider.ts';
import type { CheckedInput } from '../../../src/core/check/finding.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { WorkflowScan } from '../../../src/core/workflow/mediaInput.ts';
import { sampleRecord } from '../history/sampleRecords.ts';
import { comfyRecord, holding, input, local } from './checkSamples.ts';

function scanOf(inputs: readonly CheckedInput[], changes: Partial<WorkflowScan> = {}): WorkflowScan {
  return {
    dialect: 'comfyUi',
    preferredProvider: undefined,
    inputs: inputs.map(({ input: each }) => each),
    ...changes,
  };
}

const usable = (defaultProvider: ProviderId | undefined): UsableProviders => ({
  defaultProvider,
  isUsable: () => true,
});

describe('the provider a workflow is checked for', () => {
  const comfy = holding(comfyRecord('a.png'));
  const runningHub = holding(sampleRecord(1));

  it('is the one its format names', () => {
    const scan = scanOf([comfy], { preferredProvider: 'runway' });
    assert.equal(providerToCheck(scan, [comfy], usable('comfyServer')), 'runway');
  });

  it('is the one that holds most of its references, whatever the person prefers', () => {
    const inputs = [comfy, runningHub, holding(sampleRecord(2)), local('b.png')];
    assert.equal(providerToCheck(scanOf(inputs), inputs, usable('comfyServer')), 'runningHub');
    const unknown: CheckedInput = {
      input: input('x'),
      target: { type: 'unknownReference', providers: ['comfyCloud'] },
    };
    assert.equal(providerToCheck(scanOf([unknown]), [unknown], usable('runningHub')), 'comfyCloud');
  });

  it('is the one its local files would go to, where it holds no reference of anybody', () => {
    const inputs = [local('b.png')];
    assert.equal(providerToCheck(scanOf(inputs), inputs, usable('comfyServer')), 'comfyServer');
    assert.equal(providerToCheck(scanOf(inputs), inputs, usable(undefined)), undefined);
  });

  it('doesn’t follow from links, which work anywhere', () => {
    const record = sampleRecord(1);
    const [link] = record.alternatives;
    assert.ok(link);
    const inputs = [holding(record, { reference: link })];
    assert.equal(providerToCheck(scanOf(inputs), inputs, usable(undefined)), undefined);
  });

  it('has the account that made most of its references, links left aside', () => {
    const other = { origin: 'http://gpu:8188' };
    const inputs = [
      holding(comfyRecord('a.png')),
      holding(comfyRecord('b.png', undefined, other)),
      holding(comfyRecord('c.png', undefined, other)),
    ];
    assert.deepEqual(accountOfMost(inputs, 'comfyServer'), { provider: 'comfyServer', account: '', ...other });
    assert.equal(accountOfMost(inputs, 'runway'), undefined);
  });
});
