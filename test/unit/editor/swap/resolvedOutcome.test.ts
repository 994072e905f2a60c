import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Place, UploadPlan } from '../../../../src/core/uploads/plan/uploadPlan.ts';
import type { UploadsOutcome } from '../../../../src/editor/swap/obtainReferences.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';
import { cancelledUpload, failedWith, placesNaming, planOf, uploadedAs, uploadFor, uploadsOf } from './samplePlaces.ts';

const { assignReferences } = await import('../../../../src/editor/swap/assignReferences.ts');
const { placesOf } = await import('../../../../src/editor/swap/report/placesOutcome.ts');
const { fileNameAt, leftOutText } = await import('../../../../src/editor/swap/report/placesText.ts');
const { resolvedOutcome } = await import('../../../../src/editor/swap/resolved/resolvedOutcome.ts');
const { outcomeText } = await import('../../../../src/editor/outcome/outcomeText.ts');

const provider = 'ComfyUI' as ShownText;

/** What a person reads once a workflow was copied. */
function said(plan: Partial<UploadPlan>, uploads: UploadsOutcome): string | undefined {
  const chosen = uploads.items.map(({ item }) => item);
  return outcomeText({
    operation: 'copyWorkflow',
    outcome: resolvedOutcome(
      [planOf({ uploads: chosen, ...plan })],
      chosen,
      placesOf(uploads, assignReferences(uploads)),
    ),
    provider,
    nameOf: fileNameAt,
    leftOutText: (reason, places) => leftOutText(reason, places, provider),
  })?.message;
}

function missing(place: Place): UploadPlan['missing'][number] {
  return { value: place.input.value, places: [place] };
}

describe('The outcome of copying a workflow with references', () => {
  it('counts the references and names what stays a path', () => {
    const [a, b, lost] = placesNaming('img/a.png', 'img/b.png', 'img/stark3.jpg');
    assert.ok(a && b && lost);
    const uploads = uploadsOf([uploadFor(a), uploadedAs('x.png')], [uploadFor(b), uploadedAs('y.png')]);
    assert.equal(
      said({ missing: [missing(lost)] }, uploads),
      'Workflow copied with 2 ComfyUI references. stark3.jpg was not found and is unchanged.',
    );
  });

  it('is one reference, also with those that were there before', () => {
    const [a, b] = placesNaming('img/a.png', 'b.png');
    assert.ok(a && b);
    const uploads = uploadsOf([uploadFor(a), uploadedAs('x.png')]);
    assert.equal(said({}, uploads), 'Workflow copied with 1 ComfyUI reference.');
    assert.equal(said({ done: [b] }, uploads), 'Workflow copied with 2 ComfyUI references.');
  });

  it('says so where there is no reference at all', () => {
    const [lost] = placesNaming('img/lost.png');
    assert.ok(lost);
    assert.equal(
      said({ missing: [missing(lost)] }, uploadsOf()),
      'Workflow copied without references. lost.png was not found and is unchanged.',
    );
  });

  it('names what was not chosen, what failed and what was cancelled in one sentence', () => {
    const [a, b, c, d] = placesNaming('a.png', 'b.png', 'c.png', 'd.png');
    assert.ok(a && b && c && d);
    const uploads = uploadsOf(
      [uploadFor(a), uploadedAs('x.png')],
      [uploadFor(b), failedWith('rejected')],
      [uploadFor(c), cancelledUpload],
    );
    const all = [...uploads.items.map(({ item }) => item), uploadFor(d)];
    assert.equal(
      said({ uploads: all }, uploads),
      'Workflow copied with 1 ComfyUI reference. b.png, c.png, and d.png were not uploaded and are unchanged.',
    );
  });
});
