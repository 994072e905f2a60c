import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri as DocumentUri } from 'vscode';
import type { Place } from '../../../../src/core/uploads/plan/uploadPlan.ts';
import type { UploadsOutcome } from '../../../../src/editor/swap/obtainReferences.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';
import { Uri } from '../vscodeModule.ts';
import {
  cancelledUpload,
  documentUri,
  failedWith,
  placesNaming,
  planOf,
  uploadedAs,
  uploadFor,
  uploadsOf,
} from './samplePlaces.ts';

const { assignReferences } = await import('../../../../src/editor/swap/assignReferences.ts');
const { afterEdit, placesOf, placesWithoutUpload } = await import(
  '../../../../src/editor/swap/report/placesOutcome.ts'
);
const { fileNameAt, leftOutText } = await import('../../../../src/editor/swap/report/placesText.ts');
const { outcomeText } = await import('../../../../src/editor/outcome/outcomeText.ts');

const provider = 'ComfyUI' as ShownText;
/** The document in which the places are. */
const poster = Uri.parse(documentUri) as unknown as DocumentUri;
const noTrouble = { skipped: [], refused: [], cancelled: [] };

/** What a person reads about a swap. */
function said(
  uploads: UploadsOutcome,
  { missing = [], ...trouble }: Partial<Parameters<typeof afterEdit>[1]> & { missing?: readonly Place[] } = {},
): string | undefined {
  const assigned = assignReferences(uploads);
  const plan = planOf({ missing: missing.map((place) => ({ value: place.input.value, places: [place] })) });
  const outcome = afterEdit([...placesOf(uploads, assigned), ...placesWithoutUpload([plan])], {
    ...noTrouble,
    replacements: assigned.replacements,
    ...trouble,
  });
  return outcomeText({
    operation: 'swap',
    outcome,
    provider,
    nameOf: fileNameAt,
    leftOutText: (reason, places) => leftOutText(reason, places, provider),
  })?.message;
}

describe('The outcome of a swap', () => {
  it('counts each place once, however its file ended', () => {
    const [a, b, again, c, lost] = placesNaming('img/a.png', 'img/b.png', 'img/a.png', 'img/c.png', 'img/lost.png');
    assert.ok(a && b && again && c && lost);
    const uploads = uploadsOf(
      [uploadFor(a, again), uploadedAs('a (1).png')],
      [uploadFor(b), failedWith('fileEmpty')],
      [uploadFor(c), cancelledUpload],
    );
    assert.equal(
      said(uploads, { missing: [lost] }),
      'Cancelled: 2 of 5 paths were replaced. b.png is empty, so there is nothing to upload. lost.png was not found and is unchanged.',
    );
  });

  it('says that one or all paths were replaced', () => {
    const [a, b] = placesNaming('img/a.png', 'img/b.png');
    assert.ok(a && b);
    assert.equal(said(uploadsOf([uploadFor(a), uploadedAs('x.png')])), 'Replaced a.png with a ComfyUI reference.');
    assert.equal(
      said(uploadsOf([uploadFor(a), uploadedAs('x.png')], [uploadFor(b), uploadedAs('y.png')])),
      'Replaced 2 paths with ComfyUI references.',
    );
  });

  it('counts a place that holds its reference already as done', () => {
    const [a] = placesNaming('a.png');
    assert.ok(a);
    const uploads = uploadsOf([uploadFor(a), uploadedAs('a.png')]);
    assert.equal(assignReferences(uploads).replacements.size, 0);
    // Another place with this value was changed, which isn't about this one.
    const skipped = [{ path: ['elsewhere'], expectedValue: 'a.png' }];
    assert.equal(said(uploads, { skipped }), 'Replaced a.png with a ComfyUI reference.');
  });

  it('leaves out as many places of a value as were changed', () => {
    const [first, second, third] = placesNaming('img/a.png', 'img/a.png', 'img/b.png');
    assert.ok(first && second && third);
    const uploads = uploadsOf([uploadFor(first, second), uploadedAs('x.png')], [uploadFor(third), uploadedAs('y.png')]);
    const skipped = [{ path: first.input.path, expectedValue: 'img/a.png' }];
    assert.equal(
      said(uploads, { skipped }),
      'Replaced 2 of 3 paths with ComfyUI references. a.png was changed during the upload, so it was left alone.',
    );
  });

  it('names a document that cannot be edited, and not each of its files', () => {
    const [a, b] = placesNaming('img/a.png', 'img/b.png');
    assert.ok(a && b);
    const uploads = uploadsOf([uploadFor(a), uploadedAs('x.png')], [uploadFor(b), uploadedAs('y.png')]);
    assert.equal(
      said(uploads, { refused: [poster] }),
      "Nothing was replaced. poster.json can't be edited. The references are in the Uploads view.",
    );
  });

  it('says so about a single place too', () => {
    const [a] = placesNaming('img/a.png');
    assert.ok(a);
    assert.equal(
      said(uploadsOf([uploadFor(a), uploadedAs('x.png')]), { refused: [poster] }),
      "Nothing was replaced. poster.json can't be edited. The references are in the Uploads view.",
    );
  });

  it('is cancelled where the rewriting of a large file was', () => {
    const [a, b] = placesNaming('img/a.png', 'img/b.png');
    assert.ok(a && b);
    const uploads = uploadsOf([uploadFor(a), uploadedAs('x.png')], [uploadFor(b), failedWith('fileEmpty')]);
    assert.match(said(uploads, { cancelled: [poster] }) ?? '', /^Cancelled: none of the 2 paths was replaced\./);
  });
});

describe('A sentence about places that keep their paths', () => {
  const text = (reason: string, ...names: readonly string[]) => leftOutText(reason, placesNaming(...names), provider);

  it('names each file once', () => {
    assert.equal(text('missing', 'img/a.png', 'img/a.png'), 'a.png was not found and is unchanged.');
  });

  it('is right for one and for several', () => {
    assert.equal(text('missing', 'a.png', 'b.png'), 'a.png and b.png were not found and are unchanged.');
    assert.equal(text('notUploaded', 'a.png'), 'a.png was not uploaded and is unchanged.');
    assert.equal(
      text('notUploaded', 'a.png', 'b.png', 'c.png', 'd.png'),
      'a.png, b.png, c.png and 1 more were not uploaded and are unchanged.',
    );
    assert.equal(text('unfit', 'a.png'), "a.png is unchanged, because ComfyUI references don't work there.");
    assert.equal(
      text('noReference', 'a.png', 'b.png'),
      'a.png and b.png were uploaded, but ComfyUI returned no references that work there.',
    );
  });
});
