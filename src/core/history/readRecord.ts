import type { MediaKind } from '../asset/asset.ts';
import type { Lifetime, Reference, ReferenceForm } from '../providers/provider.ts';
import { type ProviderId, providerIds } from '../providers/providerId.ts';
import type { UploadRecord } from './record.ts';
import { maxAlternatives, maxTextLength } from './storableRecord.ts';

const mediaKinds: Readonly<Record<MediaKind, true>> = { image: true, video: true, audio: true, archive: true };
const referenceForms: Readonly<Record<ReferenceForm, true>> = {
  fileName: true,
  downloadUrl: true,
  mediaUuid: true,
  mediaUrl: true,
  runwayUri: true,
  inputName: true,
};

/** The last moment JavaScript can name (a `Date` beyond it is invalid). */
const lastMoment = 8.64e15;

/** A value that is not what the field holds. `field` is its path, e.g. `reference.expiresAt`. */
export class InvalidField extends Error {
  override readonly name = 'InvalidField';
  readonly field: string;

  constructor(field: string) {
    super(`Not a valid ${field}`);
    this.field = field;
  }
}

/**
 * Makes a record of a value from outside; fields it does not know are left out.
 * @throws InvalidField naming the first field that is missing or wrong
 */
export function readRecord(value: unknown): UploadRecord {
  const source = objectOf(value, 'record');
  return {
    id: text(source.id, 'id', { longest: 200 }),
    fileUri: uri(source.fileUri, 'fileUri'),
    fileName: text(source.fileName, 'fileName', { longest: 1024 }),
    size: whole(source.size, 'size'),
    mtimeMs: finite(source.mtimeMs, 'mtimeMs'),
    mediaType: matching(source.mediaType, 'mediaType', /^[\w.+-]+\/[\w.+-]+$/),
    kind: oneOf(source.kind, 'kind', Object.keys(mediaKinds) as MediaKind[]),
    pixelSize: pixelSize(source.pixelSize),
    contentHash: matching(source.contentHash, 'contentHash', /^[0-9a-f]{64}$/),
    provider: oneOf<ProviderId>(source.provider, 'provider', providerIds),
    origin: origin(source.origin),
    account: text(source.account, 'account', { longest: 64, mayBeEmpty: true }),
    reference: reference(source.reference, 'reference'),
    alternatives: alternatives(source.alternatives),
    uploadedAt: moment(source.uploadedAt, 'uploadedAt'),
    lastUsedAt: moment(source.lastUsedAt, 'lastUsedAt'),
    workspaceUri: isAbsent(source.workspaceUri) ? undefined : uri(source.workspaceUri, 'workspaceUri'),
  };
}

function reference(value: unknown, field: string): Reference {
  const source = objectOf(value, field);
  const { expiresAt } = source;
  return {
    form: oneOf(source.form, `${field}.form`, Object.keys(referenceForms) as ReferenceForm[]),
    value: text(source.value, `${field}.value`),
    lifetime: lifetime(source.lifetime, `${field}.lifetime`),
    expiresAt: isAbsent(expiresAt) ? undefined : moment(expiresAt, `${field}.expiresAt`),
  };
}

function lifetime(value: unknown, field: string): Lifetime {
  const source = objectOf(value, field);
  const type = oneOf(source.type, `${field}.type`, ['fixed', 'sliding', 'kept', 'undocumented'] as const);
  return type === 'kept' || type === 'undocumented'
    ? { type }
    : { type, milliseconds: whole(source.milliseconds, `${field}.milliseconds`) };
}

function alternatives(value: unknown): readonly Reference[] {
  if (!Array.isArray(value) || value.length > maxAlternatives) {
    throw new InvalidField('alternatives');
  }
  return value.map((item, index) => reference(item, `alternatives[${index}]`));
}

function pixelSize(value: unknown): UploadRecord['pixelSize'] {
  if (isAbsent(value)) {
    return undefined;
  }
  const source = objectOf(value, 'pixelSize');
  return {
    width: whole(source.width, 'pixelSize.width'),
    height: whole(source.height, 'pixelSize.height'),
  };
}

function objectOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidField(field);
  }
  return value as Readonly<Record<string, unknown>>;
}

function text(
  value: unknown,
  field: string,
  { longest = maxTextLength, mayBeEmpty = false }: { longest?: number; mayBeEmpty?: boolean } = {},
): string {
  // No NUL, which many programs take for the end of a text; no half of a character, which UTF-8 cannot hold.
  const isText =
    typeof value === 'string' && value.length <= longest && !value.includes('\0') && !/\p{Surrogate}/u.test(value);
  if (!isText || (value === '' && !mayBeEmpty)) {
    throw new InvalidField(field);
  }
  return value;
}

function matching(value: unknown, field: string, pattern: RegExp): string {
  const found = text(value, field, { longest: 256 });
  if (!pattern.test(found)) {
    throw new InvalidField(field);
  }
  return found;
}

function uri(value: unknown, field: string): string {
  const found = text(value, field);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(found)) {
    throw new InvalidField(field);
  }
  return found;
}

function origin(value: unknown): string {
  const found = text(value, 'origin', { longest: 2048 });
  if (!/^https?:/.test(found) || !URL.canParse(found) || new URL(found).origin !== found) {
    throw new InvalidField('origin');
  }
  return found;
}

function oneOf<Value extends string>(value: unknown, field: string, values: readonly Value[]): Value {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new InvalidField(field);
  }
  return found;
}

function finite(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > lastMoment) {
    throw new InvalidField(field);
  }
  return value;
}

function whole(value: unknown, field: string): number {
  const found = finite(value, field);
  if (!Number.isInteger(found) || found < 0) {
    throw new InvalidField(field);
  }
  return found;
}

function moment(value: unknown, field: string): number {
  const found = finite(value, field);
  if (!Number.isInteger(found)) {
    throw new InvalidField(field);
  }
  return found;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
