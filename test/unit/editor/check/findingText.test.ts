import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { CheckedInput, FindingDetails, Readiness } from '../../../../src/core/check/finding.ts';
import type { KnownConnections } from '../../../../src/editor/connections/records/recordConnections.ts';
import {
  comfyRecord,
  holding,
  hour,
  input,
  local,
  missing,
  now,
  question,
  readinessOf,
} from '../../check/checkSamples.ts';

const { findingText, readinessText } = await import('../../../../src/editor/check/findingText.ts');
const { shown } = await import('../../../../src/editor/text/shown.ts');

const connections = { of: () => ({ label: shown('ComfyUI (Studio)') }) } as unknown as KnownConnections;
const record = comfyRecord('a.png', hour);

function textOf(details: FindingDetails, mend: 'upload' | 'renew' | undefined = undefined, state = 'local'): string {
  const of = input('a.png', { state: state as 'local' });
  return findingText({ ...details, mend, input: of, isBlocking: true }, { connections, provider: 'comfyServer', now });
}

describe('What is said of an input that was checked', () => {
  const ending = { record, source: 'unchanged', endsAt: now + 2 * hour } as const;

  for (const [details, mend, text] of [
    [{ problem: 'local' }, 'upload', 'local file, not uploaded yet'],
    [{ problem: 'missing', mayBeOnServer: false }, undefined, 'file not found'],
    [
      { problem: 'missing', mayBeOnServer: true },
      undefined,
      'not found here, may be in the input folder of a ComfyUI server',
    ],
    [{ problem: 'outsideWorkspace' }, undefined, 'outside the workspace'],
    [{ problem: 'expired', ...ending }, 'renew', 'expired'],
    [{ problem: 'expired', ...ending, source: 'missing' }, undefined, 'expired, and its file is missing'],
    [{ problem: 'endsBefore', ...ending }, 'renew', 'expires in 2 h'],
    [{ problem: 'endsBefore', ...ending }, undefined, 'expires in 2 h'],
    [{ problem: 'endsBefore', ...ending, source: 'missing' }, undefined, 'expires in 2 h, and its file is missing'],
    [{ problem: 'goneAtProvider', provider: 'comfyServer', record }, 'renew', 'ComfyUI (Studio) no longer has it'],
    [
      { problem: 'goneAtProvider', provider: 'comfyApi', record: undefined },
      undefined,
      'Comfy API v2 no longer has it',
    ],
    [
      { problem: 'otherAccount', providers: ['runway'], record: undefined },
      undefined,
      'a reference of Runway, not of ComfyUI',
    ],
    [
      { problem: 'otherAccount', providers: ['comfyServer'], record },
      undefined,
      'uploaded with a different key, or to a different server, than ComfyUI (Studio) uses now',
    ],
    [{ problem: 'wrongForm', providers: ['runway'] }, undefined, 'no reference of Runway works here'],
    [
      { problem: 'overLimit', provider: 'comfyCloud', limit: { code: 'fileTooLarge', limit: 50 * 2 ** 20 } },
      undefined,
      'too large: Comfy Cloud accepts up to 50 MB',
    ],
    [
      { problem: 'overLimit', provider: 'runway', limit: { code: 'dataUriTooLong', limit: 5_000 } },
      undefined,
      'too long: Runway accepts up to 5,000 characters of data in the workflow',
    ],
    [{ problem: 'credentialLink' }, undefined, 'this link opens the file for anyone who gets the workflow'],
    [{ problem: 'unknown', providers: ['runway'] }, undefined, "not in the upload history, so it can't be checked"],
  ] as const) {
    it(`is "${text}"`, () => {
      assert.equal(textOf(details, mend), text);
    });
  }

  it('distinguishes a reference in the wrong place from a file that no reference could replace', () => {
    const text = textOf({ problem: 'wrongForm', providers: ['runway'] }, undefined, 'reference');
    assert.equal(text, "this kind of Runway reference doesn't work here");
  });
});

describe('What is said of a workflow that was checked', () => {
  const summary = (...inputs: readonly CheckedInput[]): string =>
    readinessText(readinessOf(question(inputs, { until: now + 4 * hour })));

  it('is one word where nothing keeps it from running', () => {
    assert.equal(summary(), 'Ready');
    assert.equal(summary(missing('perhaps-on-the-server.png')), 'Ready');
    assert.equal(readinessText({ ready: true, findings: [] } satisfies Readiness), 'Ready');
  });

  it('counts each file and reference once, and says 1 and 2 correctly', () => {
    assert.equal(summary(local('a.png'), local('a.png')), '1 file to upload');
    assert.equal(summary(local('a.png'), local('b.png')), '2 files to upload');
    assert.equal(summary(holding(comfyRecord('a.png', hour))), '1 ends too soon');
    const [one, other] = [holding(comfyRecord('a.png', hour)), holding(comfyRecord('b.png', 2 * hour))];
    assert.equal(summary(one, other), '2 end too soon');
  });

  it('lists what is different', () => {
    const kept = comfyRecord('gone.png');
    const gone = { ...kept, reference: { ...kept.reference, expiresAt: now - 1 } };
    assert.equal(
      summary(missing('sub/a.png'), local('big.xyz'), holding(gone), holding(comfyRecord('b.png', -1))),
      "1 missing, 1 expired, 1 gone at the provider, 1 that can't be used",
    );
  });
});
