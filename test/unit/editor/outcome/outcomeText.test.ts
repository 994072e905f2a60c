import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { uploadErrorCodes } from '../../../../src/core/errorCodes.ts';
import { UploadError } from '../../../../src/core/errors.ts';
import type { Ending } from '../../../../src/core/outcome.ts';
import { mebibyte } from '../../../../src/core/units.ts';
import type { Operation } from '../../../../src/editor/outcome/operationText.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';
import { cancelled, done, failed, notTried, outcomeOf, reused, times, uploadOf } from './outcomeReports.ts';

const { outcomeText } = await import('../../../../src/editor/outcome/outcomeText.ts');

function textOf(...endings: readonly Ending[]): string | undefined {
  return outcomeText(uploadOf(...endings))?.message;
}

const operations: readonly Operation[] = [
  'upload',
  'renew',
  'delete',
  'import',
  'swap',
  'copyWorkflow',
  'openWorkflow',
  'copyAsCurl',
];

describe('The sentence about an outcome', () => {
  it('counts what was sent and what was there already, so that the numbers add up', () => {
    assert.equal(textOf(done), '1.png was uploaded to Runway.');
    assert.equal(textOf(reused), '1.png was already at Runway.');
    assert.equal(textOf(...times(12_000, done)), 'Uploaded 12,000 files to Runway.');
    assert.equal(textOf(reused, reused), 'Both files were already at Runway.');
    assert.equal(textOf(...times(4, reused)), 'All 4 files were already at Runway.');
    assert.equal(textOf(done, reused), 'Uploaded 1 file to Runway. 1 was already there.');
    assert.equal(textOf(...times(5, done), ...times(4, reused)), 'Uploaded 5 files to Runway. 4 were already there.');
  });

  it('never calls what was cancelled complete', () => {
    assert.equal(textOf(...times(88, done), ...times(112, notTried)), 'Cancelled: 88 of 200 files were uploaded.');
    assert.equal(textOf(done, cancelled), 'Cancelled: 1 of 2 files was uploaded.');
    assert.equal(
      textOf(reused, cancelled, notTried),
      'Cancelled: none of the 3 files was uploaded. 1 was already there.',
    );
    assert.equal(outcomeText(uploadOf(done, cancelled))?.severity, 'information');
  });

  it('is left out where a person knows already', () => {
    assert.equal(textOf(), undefined);
    assert.equal(textOf(cancelled), undefined);
    assert.equal(textOf(cancelled, notTried), undefined);
    assert.equal(textOf({ status: 'leftOut', reason: 'declined' }), undefined);
  });

  it('says a reason once, behind the names of up to three files', () => {
    const gif = failed('typeUnsupported', { mediaType: 'image/gif' });
    assert.equal(
      textOf(done, gif, gif),
      "Uploaded 1 of 3 files to Runway. 2.png and 3.png have a file type that Runway doesn't support: image/gif.",
    );
    assert.equal(
      textOf(done, ...times(4, gif), failed('fileEmpty')),
      "Uploaded 1 of 6 files to Runway. 2.png, 3.png, 4.png and 1 more have a file type that Runway doesn't support: image/gif. 6.png is empty, so there is nothing to upload.",
    );
    const lost = failed('idleTimeout');
    assert.equal(
      textOf(done, lost, lost),
      'Uploaded 1 of 3 files to Runway. 2.png and 3.png: Runway stopped responding.',
    );
  });

  it('says of a file that several places name what is wrong with one file', () => {
    const missing = failed('fileMissing', { fileName: 'hero.png' });
    assert.equal(
      textOf(done, missing, missing),
      "Uploaded 1 of 3 files to Runway. hero.png wasn't found. It may have been moved or deleted.",
    );
  });

  it('needs no names where one reason stopped everything', () => {
    assert.equal(
      textOf(...times(9, failed('keyRejected'))),
      "Couldn't upload any of the 9 files to Runway. Runway didn't accept the API key.",
    );
  });

  it('is the reason alone where there was one file', () => {
    assert.equal(textOf(failed('fileEmpty')), '1.png is empty, so there is nothing to upload.');
  });

  it('counts the files whose reasons nobody would read', () => {
    const text = textOf(
      done,
      failed('fileEmpty'),
      failed('fileMissing'),
      failed('notAFile'),
      failed('fileUnreadable'),
      failed('idleTimeout'),
    );
    assert.match(text ?? '', /^Uploaded 1 of 6 files to Runway\. .* 2 more failed\.$/);
  });

  it('gives what answered in place of the server as a reason of its own', () => {
    const page = failed('rejected', { replyProblem: 'passwordRequired' });
    const text = textOf(done, page, page, failed('rejected', { replyProblem: 'accessDenied', status: 403 }));
    assert.match(text ?? '', /asks for a user name and password\./);
    assert.match(text ?? '', /denies access \(HTTP 403\)\./);
    assert.equal(text?.match(/user name and password/g)?.length, 1);
  });

  it('gives a reason for each connection, whose key may be another', () => {
    const text = (id: string): Ending => ({
      status: 'failed',
      error: new UploadError('keyRejected', '', { provider: 'runway', connection: { id, label: `Runway (${id})` } }),
    });
    const message = textOf(done, text('Home'), text('Studio')) ?? '';
    assert.match(message, /Runway \(Home\)/);
    assert.match(message, /Runway \(Studio\)/);
  });

  it('names each proxy that requests went through', () => {
    const through = (proxy: string) => failed('unreachable', { host: 'api.dev.runwayml.com', proxy });
    const text = textOf(done, through('a.example:3128'), through('a.example:3128'), through('b.example:3128')) ?? '';
    assert.equal(text.match(/through the proxy a\.example:3128\./g)?.length, 1);
    assert.equal(text.match(/through the proxy b\.example:3128\./g)?.length, 1);
  });

  it('names the file also where the reason does not', () => {
    assert.match(textOf(done, failed('unexpectedReply')) ?? '', / 2\.png: Runway returned an unexpected response\./);
  });

  it('says that nothing was sent only where that is true for all', () => {
    const tooLarge = failed('fileTooLarge', { size: 34_000_000, limit: 30 * mebibyte });
    assert.match(textOf(tooLarge) ?? '', /30 MB\. Nothing was sent\.$/);
    assert.match(textOf(tooLarge, tooLarge) ?? '', /1\.png and 2\.png are too large.*Nothing was sent\.$/);
    assert.doesNotMatch(textOf(done, tooLarge) ?? '', /Nothing was sent/);
    assert.doesNotMatch(textOf(tooLarge, failed('idleTimeout')) ?? '', /Nothing was sent/);
  });

  it('is an error only where nothing succeeded', () => {
    assert.equal(outcomeText(uploadOf(done))?.severity, 'information');
    assert.equal(outcomeText(uploadOf(failed('fileEmpty')))?.severity, 'error');
    assert.equal(outcomeText(uploadOf(done, failed('fileEmpty')))?.severity, 'warning');
    assert.equal(outcomeText({ ...uploadOf(done), warnings: ['Beware.' as ShownText] })?.severity, 'warning');
  });

  it('continues with what is known about those that succeeded, and says nothing of it where none did', () => {
    const notes = ['Copied its reference.' as ShownText];
    assert.equal(
      outcomeText({ ...uploadOf(done), notes })?.message,
      '1.png was uploaded to Runway. Copied its reference.',
    );
    assert.match(
      outcomeText({ ...uploadOf(done, failed('fileEmpty')), notes })?.message ?? '',
      /^Uploaded 1 of 2 files to Runway\. Copied its reference\. 2\.png is empty/,
    );
    assert.doesNotMatch(outcomeText({ ...uploadOf(failed('fileEmpty')), notes })?.message ?? '', /Copied/);
  });

  it('says what was left out, and why', () => {
    const leftOutText = (reason: string, items: readonly string[]) => `${reason}: ${items.join()}.` as ShownText;
    const report = uploadOf(done, { status: 'leftOut', reason: 'Changed meanwhile' });
    assert.equal(
      outcomeText({ ...report, leftOutText })?.message,
      'Uploaded 1 of 2 files to Runway. Changed meanwhile: 2.png.',
    );
  });

  it('is right for every operation with none, one and several', () => {
    const error = failed('fileEmpty');
    const endings = [
      [done],
      [reused],
      [error],
      [done, done],
      [reused, reused],
      [error, error],
      [done, error],
      [done, done, error],
      [done, cancelled],
      [done, done, notTried],
      [error, notTried],
    ];
    for (const operation of operations) {
      for (const each of endings) {
        const text = outcomeText({ ...uploadOf(), operation, outcome: outcomeOf(...each) })?.message ?? '';
        assert.match(text, /^\p{Lu}|^1\.png/u, text);
        assert.match(text, /\.$/, text);
        assert.doesNotMatch(text, /undefined|\{\d\}|\b1 (?:files|references|uploads|paths)\b|\(s\)/, text);
      }
    }
  });

  it('exists for several files with every reason', () => {
    for (const code of uploadErrorCodes) {
      const text = textOf(done, ...times(2, failed(code, { size: 9, limit: 1, mediaType: 'image/heic' }))) ?? '';
      assert.match(text, /^Uploaded 1 of 3 files to Runway\. 2\.png and 3\.png|2\.png and 3\.png/, text);
      assert.doesNotMatch(text, /undefined|NaN|\{\d\}| {2}|\.\.| the file\b/, text);
    }
  });
});
