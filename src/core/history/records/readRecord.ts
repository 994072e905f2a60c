import * as v from 'valibot';
import type { MediaKind } from '../../asset/asset.ts';
import { knownReferences } from '../../providers/knownReferences.ts';
import { providerIds, type ReferenceForm, referenceForms } from '../../providers/providerId.ts';
import type { UploadRecord } from './record.ts';
import { maxAlternatives, maxTextLength } from './recordLimits.ts';

const mediaKinds: Readonly<Record<MediaKind, true>> = {
  image: true,
  video: true,
  audio: true,
  archive: true,
  model: true,
};

/** The last moment JavaScript can express: a `Date` beyond it is invalid. */
const lastMoment = 8.64e15;

/** No NUL, which many programs take for the end of a text; no half of a surrogate pair, which UTF-8 cannot hold. */
const wholeText = v.check((text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));
const textUpTo = (maxLength: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(maxLength), wholeText);
const text = textUpTo(maxTextLength);
const uri = v.pipe(text, v.regex(/^[a-z][a-z0-9+.-]*:/i));
const origin = v.pipe(
  textUpTo(2048),
  v.check((value) => /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value),
);
const finite = v.pipe(v.number(), v.minValue(-lastMoment), v.maxValue(lastMoment));
const moment = v.pipe(finite, v.integer());
const whole = v.pipe(moment, v.minValue(0));

const lifetime = v.variant('type', [
  v.object({ type: v.picklist(['fixed', 'sliding']), milliseconds: whole }),
  v.object({ type: v.picklist(['kept', 'undocumented']) }),
]);

/**
 * A value that is written as an object must be recognised in it again. Another text in a record of somebody else's would be
 * reused and written into a workflow, where it could be neither renewed nor swapped back.
 */
function isRecognisable(form: ReferenceForm, value: string): boolean {
  return knownReferences.every(
    (known) => known.form !== form || known.writtenAs === undefined || known.pattern?.test(value) === true,
  );
}

const reference = v.pipe(
  v.object({
    form: v.picklist(referenceForms),
    value: text,
    lifetime,
    expiresAt: v.nullish(moment),
  }),
  v.forward(
    v.partialCheck([['form'], ['value']], ({ form, value }) => isRecognisable(form, value), 'Not of this form'),
    ['value'],
  ),
  v.transform(({ expiresAt, ...rest }) => ({ ...rest, expiresAt: expiresAt ?? undefined })),
);

/** What a record from outside must hold; fields it doesn't know are left out. */
export const recordSchema = v.pipe(
  v.object({
    id: textUpTo(200),
    fileUri: uri,
    fileName: textUpTo(1024),
    size: whole,
    mtimeMs: finite,
    mediaType: v.pipe(textUpTo(256), v.regex(/^[\w.+-]+\/[\w.+-]+$/)),
    kind: v.picklist(Object.keys(mediaKinds) as MediaKind[]),
    pixelSize: v.nullish(v.object({ width: whole, height: whole })),
    contentHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    provider: v.picklist(providerIds),
    origin,
    account: v.pipe(v.string(), v.maxLength(64), wholeText),
    reference,
    alternatives: v.pipe(v.array(reference), v.maxLength(maxAlternatives)),
    uploadedAt: moment,
    lastUsedAt: moment,
    workspaceUri: v.nullish(uri),
  }),
  v.transform(
    ({ pixelSize, workspaceUri, ...rest }): UploadRecord => ({
      ...rest,
      pixelSize: pixelSize ?? undefined,
      workspaceUri: workspaceUri ?? undefined,
    }),
  ),
);

/** A field that is missing or doesn't hold what it should. `field` is its path, e.g. `alternatives[0].value`. */
export class InvalidField extends Error {
  override readonly name = 'InvalidField';
  readonly field: string;

  constructor(field: string) {
    super(`Not a valid ${field}`);
    this.field = field;
  }
}

/**
 * Makes a record of a value from outside; fields it doesn't know are left out.
 * @throws InvalidField naming the first field that is missing or wrong
 */
export function readRecord(value: unknown): UploadRecord {
  const { success, output, issues } = v.safeParse(recordSchema, value, { abortEarly: true });
  if (success) {
    return output;
  }
  const path = issues[0].path?.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  throw new InvalidField(path?.slice(1) ?? 'record');
}
