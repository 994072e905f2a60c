import { extensionsOf } from '../../asset/mediaTypes.ts';

/** UTF-16 units of `<sha256>.<extension>`, the longest extension included. */
export const maxKeyNameLength = 64 + 1 + 5;
/** "The name for a key is a sequence of Unicode characters whose UTF-8 encoding is at most 1,024 bytes." */
const maxKeyBytes = 1024;

/** The parts of a prefix between its slashes; leading, trailing and doubled slashes are ignored. */
export function prefixSegments(prefix: string): readonly string[] {
  return prefix.split('/').filter((segment) => segment !== '');
}

/**
 * Whether a prefix can be part of every key. Clients on the way would resolve a segment of dots as a path, so that
 * signature and address would no longer match; a backslash becomes a slash in URLs.
 */
export function isUsableKey(prefix: string): boolean {
  return (
    !/[\p{Cc}\p{Cs}\\]/u.test(prefix) &&
    prefixSegments(prefix).every((segment) => segment !== '.' && segment !== '..') &&
    Buffer.byteLength(prefix) + 1 + maxKeyNameLength <= maxKeyBytes
  );
}

/** The segments of the key under which content is stored: no odd names in links, and the same content only once. */
export function keyOfContent(prefix: string, contentHash: string, mediaType: string): readonly string[] {
  const extension = extensionsOf(mediaType)[0] ?? 'bin';
  return [...prefixSegments(prefix), `${contentHash}.${extension}`];
}

/** A key in a URL's path, encoded as signatures require it (RFC 3986: more than `encodeURIComponent` does). */
export function encodedPath(segments: readonly string[]): string {
  return segments.map(encodedSegment).join('/');
}

function encodedSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
