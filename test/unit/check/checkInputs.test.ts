import assert from 'node:assert/strict';
import type { CheckQuestion } from '../../../src/core/check/checkInputs.ts';
import type { CheckedInput } from '../../../src/core/check/finding.ts';
import { knownReferences } from '../../../src/core/providers/knownReferences.ts';
import { runwayRecord, sampleRecord } from '../history/sampleRecords.ts';
import { comfyRecord, holding, hour, input, local, missing, now, question, readinessOf } from './checkSamples.ts';

/** The only finding, or `undefined`. */
function findingOf(checked: CheckedInput, changes: Partial<CheckQuestion> = {}) {
  const { findings, ready } = readinessOf(question([checked], changes));
  assert.ok(findings.length <= 1);
  assert.equal(ready, findings[0]?.isBlocking !== true);
  return findings[0];
}

/** The problem, whether it keeps the workflow from running, and what mends it. */
function inShort(checked: CheckedInput, changes: Partial<CheckQuestion> = {}) {
  const found = findingOf(checked, changes);
  return found && [found.problem, found.isBlocking, found.mend];
}

describe('the check of a workflow', () => {
  it('finds it ready where all references work, and where it names no media', () => {
    assert.deepEqual(readinessOf(question([])), { ready: true, findings: [] });
    const kept = holding(comfyRecord('a.png'));
    const long = holding(comfyRecord('b.png', 20 * hour));
    assert.deepEqual(readinessOf(question([kept, long])), { ready: true, findings: [] });
  });

  it('lists what it finds in the order of the document', () => {
    const inputs = [missing('gone/a.png'), holding(comfyRecord('b.png')), local('c.png')];
    const { ready, findings } = readinessOf(question(inputs));
    assert.equal(ready, false);
    assert.deepEqual(
      findings.map((finding) => [finding.problem, finding.input.value]),
      [
        ['missing', 'gone/a.png'],
        ['local', 'c.png'],
      ],
    );
  });

  describe('of a local file', () => {
    it('has it uploaded', () => {
      assert.deepEqual(inShort(local('a.png')), ['local', true, 'upload']);
      assert.deepEqual(inShort(local('a.png'), { provider: undefined }), ['local', true, 'upload']);
    });

    it('says by how much it is over the limit of the provider', () => {
      const found = findingOf(local('a.png', 60_000_000), { provider: 'comfyCloud' });
      assert.ok(found?.problem === 'overLimit');
      assert.deepEqual([found.provider, found.limit], ['comfyCloud', { code: 'fileTooLarge', limit: 50 * 2 ** 20 }]);
      assert.deepEqual([found.isBlocking, found.mend], [true, undefined]);
    });

    for (const [name, size, code] of [
      ['a.png', 0, 'fileEmpty'],
      ['a.xyz', 100, 'typeUnsupported'],
      ['a.zip', 100, 'typeUnsupported'],
    ] as const) {
      it(`says that ${name} with ${size} bytes isn't taken: ${code}`, () => {
        const found = findingOf(local(name, size));
        assert.deepEqual(found?.problem === 'overLimit' && found.limit.code, code);
      });
    }

    it('asks only for a file that no provider takes, where none is chosen', () => {
      assert.equal(findingOf(local('a.zip'), { provider: undefined })?.problem, 'local', 'RunningHub takes it');
      assert.equal(findingOf(local('a.xyz'), { provider: undefined })?.problem, 'overLimit');
    });

    it('says where no reference of the provider works', () => {
      const found = findingOf(local('a.png'), { provider: 'runway' });
      assert.deepEqual(found?.problem === 'wrongForm' && found.providers, ['runway']);
      assert.equal(found?.mend, undefined);
    });

    it('leaves alone what no upload could replace', () => {
      const isUsable = (): boolean => false;
      assert.equal(findingOf(local('a.png'), { provider: undefined, isUsable }), undefined);
      assert.equal(findingOf(local('a.png', 1, { fits: [] })), undefined);
      assert.equal(findingOf(missing('sub/a.png', { fits: [] })), undefined);
    });
  });

  describe('of a file that is not there', () => {
    it('knows that a bare name may be a file of one’s own server', () => {
      assert.deepEqual(inShort(missing('a.png')), ['missing', false, undefined]);
      assert.deepEqual(inShort(missing('a.png'), { provider: undefined }), ['missing', false, undefined]);
      assert.deepEqual(inShort(missing('../a.png')), ['missing', true, undefined]);
      assert.deepEqual(inShort(missing('a.png'), { dialect: 'runway' }), ['missing', true, undefined]);
      assert.deepEqual(inShort(missing('a.png'), { provider: 'runningHub' }), ['missing', true, undefined]);
    });

    it('believes the server that was asked', () => {
      assert.equal(inShort(missing('a.png'), { answers: new Map([['a.png', 'held']]) }), undefined);
      assert.deepEqual(inShort(missing('a.png'), { answers: new Map([['a.png', 'gone']]) }), [
        'missing',
        true,
        undefined,
      ]);
    });

    it('says nothing about a place it may not look at', () => {
      const refused: CheckedInput = { input: input('/etc/a.png'), target: { type: 'refused' } };
      assert.deepEqual(inShort(refused), ['outsideWorkspace', true, undefined]);
    });
  });

  describe('of a reference with an end', () => {
    it('tells what has ended from what ends before the time asked about', () => {
      const ending = holding(comfyRecord('a.png', 2 * hour));
      assert.equal(inShort(ending), undefined);
      assert.equal(inShort(ending, { until: now + 2 * hour }), undefined, 'as it works until then');
      assert.deepEqual(inShort(ending, { until: now + 2 * hour + 1 }), ['endsBefore', true, 'renew']);
      assert.deepEqual(inShort(holding(comfyRecord('a.png', -1))), ['expired', true, 'renew']);
      assert.deepEqual(inShort(holding(comfyRecord('a.png', 0))), ['expired', true, 'renew']);
    });

    it('names the moment, by the clock as it is now', () => {
      const found = findingOf(holding(comfyRecord('a.png', 2 * hour)), { until: now + 8 * hour });
      assert.equal(found?.problem === 'endsBefore' && found.endsAt, now + 2 * hour);
      // Recorded while the clock was ten days ahead.
      const ahead = findingOf(holding(comfyRecord('a.png', 240 * hour)), { until: now + 48 * hour });
      assert.equal(ahead?.problem === 'endsBefore' && ahead.endsAt, now + 24 * hour);
    });

    it('doesn’t renew what would end too soon again', () => {
      const ending = holding(comfyRecord('a.png', 20 * hour));
      assert.deepEqual(inShort(ending, { until: now + 24 * hour }), ['endsBefore', true, 'renew']);
      assert.deepEqual(inShort(ending, { until: now + 24 * hour + 1 }), ['endsBefore', true, undefined]);
      const expired = holding(comfyRecord('a.png', -hour));
      assert.deepEqual(
        inShort(expired, { until: now + 48 * hour }),
        ['expired', true, 'renew'],
        'as it works for a while',
      );
    });

    it('can’t renew it without its file, unless another reference takes its place', () => {
      const record = comfyRecord('a.png', -hour);
      assert.deepEqual(inShort(holding(record, { source: 'missing' })), ['expired', true, undefined]);
      assert.deepEqual(inShort(holding(record, { source: 'missing', renewal: comfyRecord('b.png') })), [
        'expired',
        true,
        'renew',
      ]);
    });

    it('recognises one that the provider was found not to have', () => {
      const kept = comfyRecord('a.png');
      const gone = { ...kept, reference: { ...kept.reference, expiresAt: now - hour } };
      assert.deepEqual(inShort(holding(gone)), ['goneAtProvider', true, 'renew']);
      assert.deepEqual(inShort(holding(kept), { answers: new Map([['a.png', 'gone']]) }), [
        'goneAtProvider',
        true,
        'renew',
      ]);
      assert.equal(inShort(holding(kept), { answers: new Map([['a.png', 'held']]) }), undefined);
    });
  });

  describe('of somebody else’s reference', () => {
    const account = { provider: 'comfyServer', origin: 'http://127.0.0.1:8188', account: '' } as const;
    const elsewhere = comfyRecord('a.png', undefined, { origin: 'http://gpu:8188' });

    it('says so: of another server, another key, or another provider', () => {
      assert.deepEqual(inShort(holding(elsewhere), { account }), ['otherAccount', true, undefined]);
      const otherKey = comfyRecord('a.png', undefined, { account: 'ffff' });
      assert.equal(findingOf(holding(otherKey), { account })?.problem, 'otherAccount');
      const ofRunningHub = findingOf(holding(sampleRecord(1)), { account });
      assert.deepEqual(ofRunningHub?.problem === 'otherAccount' && ofRunningHub.providers, ['runningHub']);
    });

    it('goes by the account that made most of them, where none is chosen', () => {
      const own = [holding(comfyRecord('b.png')), holding(comfyRecord('c.png'))];
      const { findings } = readinessOf(question([holding(elsewhere), ...own]));
      assert.deepEqual(
        findings.map(({ problem, input: { value } }) => [problem, value]),
        [['otherAccount', 'a.png']],
      );
    });

    it('doesn’t mind links, which anybody can open', () => {
      const record = sampleRecord(1);
      const [link] = record.alternatives;
      assert.ok(link);
      const fits = [{ provider: 'runningHub', form: 'downloadUrl' }] as const;
      const checked = holding(record, { reference: link, input: { value: link.value, state: 'url', fits } });
      assert.equal(inShort(checked, { account, now: record.uploadedAt, until: record.uploadedAt }), undefined);
    });

    it('says nothing where nobody has chosen a provider', () => {
      assert.equal(findingOf(holding(sampleRecord(1)), { provider: undefined }), undefined);
    });
  });

  describe('of a reference in the wrong place', () => {
    it('names the provider whose form it has', () => {
      const known = findingOf(holding(runwayRecord(1)));
      assert.deepEqual(known?.problem === 'wrongForm' && known.providers, ['runway']);
      const value = 'runway://somebody-elses';
      const unknown = findingOf({ input: input(value, { state: 'reference' }), target: { type: 'other' } });
      assert.deepEqual(unknown?.problem === 'wrongForm' && unknown.providers, ['runway']);
    });

    it('minds the form, and not the provider alone', () => {
      const record = sampleRecord(1);
      const [link] = record.alternatives;
      assert.ok(link);
      assert.equal(findingOf(holding(record, { reference: link }), { provider: 'runningHub' })?.problem, 'wrongForm');
    });

    it('isn’t judged in JSON that only some other program reads', () => {
      const at = { provider: 'runway', dialect: 'generic', now: 0, until: 0 } as const;
      assert.equal(findingOf(holding(runwayRecord(1)), at), undefined);
    });
  });

  describe('of what nobody here knows', () => {
    const unknown: CheckedInput = {
      input: input('openapi/x.png', { state: 'reference' }),
      target: { type: 'unknownReference', providers: ['comfyServer'] },
    };

    it('only remarks on it, until the provider has been asked', () => {
      assert.deepEqual(inShort(unknown), ['unknown', false, undefined]);
      assert.equal(inShort(unknown, { answers: new Map([['openapi/x.png', 'held']]) }), undefined);
      assert.deepEqual(inShort(unknown, { answers: new Map([['openapi/x.png', 'gone']]) }), [
        'goneAtProvider',
        true,
        undefined,
      ]);
    });

    it('knows that it is another provider’s', () => {
      assert.deepEqual(inShort(unknown, { provider: 'runningHub' }), ['otherAccount', true, undefined]);
    });
  });

  describe('of links and data in the text', () => {
    it('warns of a link that opens the file for everybody', () => {
      const value = 'https://bucket.example/a.png?X-Amz-Signature=00';
      const foreign: CheckedInput = { input: input(value, { state: 'url' }), target: { type: 'other' } };
      assert.deepEqual(inShort(foreign), ['credentialLink', false, undefined]);
      const { reference, ...rest } = sampleRecord(1, { provider: 's3' });
      const own = { ...rest, reference: { ...reference, form: 'presignedUrl', value } as const };
      const fits = [{ provider: 's3', form: 'presignedUrl' }] as const;
      assert.deepEqual(inShort(holding(own, { input: { state: 'url', fits } })), ['credentialLink', false, undefined]);
    });

    it('compares data in the text with what the provider takes', () => {
      const limit = knownReferences.some(({ provider }) => provider === 'runway') ? 5_242_880 : 0;
      const data = (length: number): CheckedInput => ({
        input: input('data:image/png;base64,AAAA', { state: 'dataUri', length: length + 2 }),
        target: { type: 'other' },
      });
      const found = findingOf(data(limit * 2), { provider: 'runway' });
      assert.equal(found?.problem === 'overLimit' && found.limit.code, 'dataUriTooLong');
      assert.equal(findingOf(data(1000), { provider: 'runway' }), undefined);
      assert.equal(findingOf(data(limit * 2), { provider: 'comfyServer' }), undefined);
    });

    it('leaves everything else alone', () => {
      for (const state of [
        'output',
        'clipspace',
        'linked',
        'bundled',
        'unknown',
        'hashName',
        'url',
        'dataUri',
      ] as const) {
        const checked: CheckedInput = { input: input('x', { state }), target: { type: 'other' } };
        assert.equal(findingOf(checked), undefined, state);
      }
    });
  });
});
