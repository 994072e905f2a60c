import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { uploadErrorCodes } from '../../../../src/core/errorCodes.ts';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { day, hour, recordingLog, runwayRecord, sampleRecord, startOfTests } from '../../history/sampleRecords.ts';

const { recordForModel } = await import('../../../../src/editor/agents/recordForModel.ts');
const { toolFailure } = await import('../../../../src/editor/agents/toolFailure.ts');
const { recipientOf } = await import('../../../../src/editor/upload/filesToSend.ts');
const { recipientFacts } = await import('../../../../src/editor/text/recipientText.ts');

describe('A failure as a language model reads it', () => {
  const failure = (error: unknown, isCancelled = false): Error => toolFailure(error, isCancelled, recordingLog());

  for (const code of uploadErrorCodes) {
    it(`begins with its code: ${code}`, () => {
      const { message } = failure(new UploadError(code, 'for the log only', { fileName: 'a.png', provider: 'runway' }));
      assert.ok(message.startsWith(`${code}: `));
      assert.doesNotMatch(message, /for the log only|\n {4}at /);
    });
  }

  it('says what to do where a model, or the person it asks, can do something', () => {
    const { message } = failure(new UploadError('keyMissing', '', { provider: 'runway' }));
    assert.match(message, /Runway requires an API key\..*What to do: Ask the person to run the command/);
  });

  it('asks to call again only where that may help', () => {
    assert.match(failure(new UploadError('serverError', '', { retryable: true })).message, /Call this tool again/);
    assert.doesNotMatch(failure(new UploadError('serverError', '')).message, /Call this tool again/);
  });

  it('is no failure of the tool where somebody declined, and none at all where the call was called off', () => {
    assert.match(failure(new CancelledError()).message, /^declined: /);
    assert.equal(failure(new CancelledError(), true).name, 'Canceled');
  });

  it('keeps what nobody foresaw in the log', () => {
    const log = recordingLog();
    const { message } = toolFailure(new TypeError('secret detail'), false, log);
    assert.match(message, /^unexpected: /);
    assert.doesNotMatch(message, /secret detail/);
    assert.match(log.lines.join('\n'), /secret detail/);
  });
});

describe('An upload as a language model reads it', () => {
  const now = startOfTests;

  it('says until when its reference works, or that it has ended', () => {
    const { reference } = runwayRecord(1);
    const ending = (expiresAt: number | undefined) =>
      JSON.stringify(recordForModel(runwayRecord(1, { reference: { ...reference, expiresAt } }), { now }));
    assert.match(ending(now + hour), /"lifetime":"until 2026-05-01T13:00:00\.000Z"/);
    assert.match(ending(now - day), /"lifetime":"ended 2026-04-30/);
  });

  it('says what is kept, and what nobody documents', () => {
    const lifetimeOf = (type: 'kept' | 'undocumented') => {
      const reference = { ...sampleRecord(1).reference, lifetime: { type }, expiresAt: undefined };
      return JSON.stringify(recordForModel(sampleRecord(1, { reference }), { now }));
    };
    assert.match(lifetimeOf('kept'), /kept until deleted/);
    assert.match(lifetimeOf('undocumented'), /not documented by the provider/);
  });

  it('withholds a link that is a credential in a list, and names the risk where it is handed out', () => {
    const value = 'https://bucket.example/key.png?X-Amz-Signature=0123';
    const lifetime = { type: 'fixed', milliseconds: hour } as const;
    const reference = { form: 'presignedUrl', value, lifetime, expiresAt: now + hour } as const;
    const record = sampleRecord(1, { provider: 's3', reference, alternatives: [] });
    const listed = JSON.stringify(recordForModel(record, { now, withholdsCredentials: true }));
    assert.doesNotMatch(listed, /X-Amz/);
    assert.match(listed, /is a credential/);
    const handedOut = JSON.stringify(recordForModel(record, { now }));
    assert.match(handedOut, /X-Amz-Signature=0123/);
    assert.match(handedOut, /Anyone who has this link/);
  });
});

describe('The facts about a recipient', () => {
  it('are where a file goes, for how long, and who can see it', () => {
    const provider = providerById('runway');
    const endpoint = new URL('https://api.dev.runwayml.com');
    const facts = recipientFacts(recipientOf({ provider, endpoint, key: '', options: {} }, 'a.png'));
    assert.deepEqual(facts.slice(0, 2), ['It goes to Runway (api.dev.runwayml.com).', 'It is kept there for 24 h.']);
    assert.equal(facts.length, 3);
  });
});
