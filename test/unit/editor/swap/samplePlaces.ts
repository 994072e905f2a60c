import type { UploadErrorCode } from '../../../../src/core/errorCodes.ts';
import { UploadError } from '../../../../src/core/errors.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { type Ending, Outcome } from '../../../../src/core/outcome.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Place, PlannedUpload, UploadPlan } from '../../../../src/core/uploads/plan/uploadPlan.ts';
import type { UploadResult } from '../../../../src/core/uploads/uploader.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import type { UploadsOutcome } from '../../../../src/editor/swap/obtainReferences.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

export const documentUri = 'file:///project/poster.json';

/** The places of a ComfyUI prompt with one loader for each of these names, titled `Picture 1`, … */
export function placesNaming(...names: readonly string[]): readonly Place[] {
  const { inputs } = scanWorkflow(promptNaming(...names));
  return inputs.map((input) => ({ document: documentUri, input }));
}

export function promptNaming(...names: readonly string[]): string {
  const nodes = names.map((image, index) => [
    String(10 + index),
    { class_type: 'LoadImage', _meta: { title: `Picture ${index + 1}` }, inputs: { image } },
  ]);
  return JSON.stringify(Object.fromEntries(nodes));
}

/** The upload of one file that these places need. */
export function uploadFor(...places: readonly Place[]): PlannedUpload {
  const name = places[0]?.input.value ?? '';
  const file = `/project/${name}`;
  return {
    file: { file, realPath: file, containment: 'inside', size: 2_000, mtimeMs: 1 } as PlannedUpload['file'],
    uri: `file://${file}`,
    places,
    form: 'inputName' as PlannedUpload['form'],
    reuse: 'none',
    obstacle: undefined,
  };
}

/** A plan for ComfyUI. */
export function planOf(plan: Partial<UploadPlan>): UploadPlan {
  const account = { provider: providerById('comfyServer'), endpoint: new URL('http://127.0.0.1:8188'), options: {} };
  return {
    account: account as unknown as UploadPlan['account'],
    uploads: [],
    missing: [],
    unfit: [],
    done: [],
    ...plan,
  };
}

export function uploadsOf(...endings: readonly (readonly [PlannedUpload, Ending<UploadResult>])[]): UploadsOutcome {
  return new Outcome(endings.map(([item, ending]) => ({ item, ending })));
}

/** An upload that got a name on the server, in a form that ComfyUI's loaders take. */
export function uploadedAs(value: string): Ending<UploadResult> {
  const [place] = placesNaming('a.png');
  const form = place?.input.fits.find(({ provider }) => provider === 'comfyServer')?.form;
  const record = sampleRecord(1, {
    provider: 'comfyServer',
    reference: { form, value, lifetime: { type: 'kept' }, expiresAt: undefined } as UploadRecord['reference'],
    alternatives: [],
  });
  return { status: 'done', result: { record, reused: false, warnings: [] } as unknown as UploadResult };
}

export function failedWith(code: UploadErrorCode): Ending<never> {
  return { status: 'failed', error: new UploadError(code, 'for the log', { provider: 'comfyServer' }) };
}

export const cancelledUpload: Ending<never> = { status: 'cancelled' };
