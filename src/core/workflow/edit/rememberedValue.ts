import { createHash } from 'node:crypto';

/** UTF-16 units. References and paths are shorter; data URIs have megabytes. */
const maxLength = 16_384;
const mark = 'sha256:';

/** A string's value as it is kept to be recognised later: by its digest where it is long. */
export function rememberedValue(value: string): string {
  return value.length <= maxLength ? value : `${mark}${createHash('sha256').update(value).digest('hex')}`;
}

/** Whether a value is the one that was remembered. */
export function isRemembered(value: string, remembered: string): boolean {
  return (
    value === remembered ||
    (value.length > maxLength && remembered.startsWith(mark) && rememberedValue(value) === remembered)
  );
}
