import { type CheckQuestion, checkInputs } from '../../../src/core/check/checkInputs.ts';
import type { CheckedInput, CheckedTarget, Readiness } from '../../../src/core/check/finding.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { knownReferences } from '../../../src/core/providers/knownReferences.ts';
import { stepsAtOnce } from '../../../src/core/timeSlice.ts';
import type { MediaInput } from '../../../src/core/workflow/mediaInput.ts';
import { sampleRecord } from '../history/sampleRecords.ts';

export const now = Date.UTC(2026, 10, 21);
export const hour = 3_600_000;

/** What the loaders of ComfyUI workflows take. */
export const loaderFits = knownReferences.flatMap(({ provider, form, fits }) =>
  fits.comfyLoader === undefined ? [] : [{ provider, form }],
);

export function input(value: string, changes: Partial<MediaInput> = {}): MediaInput {
  return {
    offset: 0,
    length: value.length + 2,
    value,
    path: ['1', 'inputs', 'image'],
    state: 'local',
    kind: 'image',
    nodeType: 'LoadImage',
    fits: loaderFits,
    linked: [],
    ...changes,
  };
}

/** A file of this many bytes that an input names. */
export function local(value: string, size = 1000, changes: Partial<MediaInput> = {}): CheckedInput {
  return { input: input(value, changes), target: { type: 'file', resolved: { realPath: `/project/${value}` }, size } };
}

export function missing(value: string, changes: Partial<MediaInput> = {}): CheckedInput {
  return { input: input(value, changes), target: { type: 'missing' } };
}

/** An upload to one's own ComfyUI. @param left milliseconds until its end; never if left out */
export function comfyRecord(value: string, left?: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  return sampleRecord(1, {
    provider: 'comfyServer',
    origin: 'http://127.0.0.1:8188',
    account: '',
    reference:
      left === undefined
        ? { form: 'inputName', value, lifetime: { type: 'kept' }, expiresAt: undefined }
        : { form: 'inputName', value, lifetime: { type: 'fixed', milliseconds: 24 * hour }, expiresAt: now + left },
    alternatives: [],
    ...changes,
  });
}

type ReferenceChanges = Partial<Extract<CheckedTarget, { type: 'reference' }>> & {
  readonly input?: Partial<MediaInput>;
};

/** An input that holds a record's primary reference. */
export function holding(
  record: UploadRecord,
  { input: inputChanges, ...changes }: ReferenceChanges = {},
): CheckedInput {
  const { reference } = record;
  return {
    input: input(reference.value, inputChanges),
    target: { type: 'reference', record, reference, source: 'unchanged', renewal: undefined, ...changes },
  };
}

/** A ComfyUI workflow in API format with these inputs, for one's own server. */
export function question(inputs: readonly CheckedInput[], changes: Partial<CheckQuestion> = {}): CheckQuestion {
  return { dialect: 'comfyApi', inputs, provider: 'comfyServer', now, until: now, isUsable: () => true, ...changes };
}

/** The result of all steps. */
export function readinessOf(asked: CheckQuestion): Readiness {
  return stepsAtOnce(checkInputs(asked));
}
