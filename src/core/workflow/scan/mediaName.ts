import type { MediaKind } from '../../asset/asset.ts';
import { extensionsOfMedia, kindOfExtension } from '../../asset/mediaExtensions.ts';
import { minRecognisableLength } from '../../providers/reference.ts';
import { couldBeFile, type InputState } from '../mediaInput.ts';
import { withoutAnnotation } from '../paths/comfyAnnotation.ts';
import { referenceState } from './referenceState.ts';

/** UTF-16 units; PATH_MAX of Linux. */
const maxPathLength = 4096;
/** Words of a name that contains a line break; a text with more of them is prose. */
const maxWordsOnLines = 5;
const dot = 0x2e;

/** What a string says by itself about the media file it may stand for. */
export interface MediaValue {
  /** By the extension. */
  readonly kind: MediaKind | undefined;
  /** In a property of any name, where only a media extension makes it a file. */
  readonly state: InputState;
  /** Where the format says that the value is a file: any extension will do (3D models, camera formats). */
  readonly stateInField: InputState;
  /**
   * Whether it counts in a property of any name: a file, or something that only a provider creates. UUIDs and plain
   * addresses can mean anything, so they don't.
   */
  readonly isMedia: boolean;
}

/** Lengths of a file name's extension, in letters and digits. */
const [minExtension, maxExtension] = [2, 5];
const notAnExtension = -1;
const notPlain = -1;

const otherText: MediaValue = { kind: undefined, state: 'unknown', stateInField: 'unknown', isMedia: false };
const otherFile: MediaValue = { kind: undefined, state: 'unknown', stateInField: 'local', isMedia: false };
/** One description of each sort, so that what a place makes of it has to be found out once. */
const mediaFiles: Readonly<Record<string, MediaValue>> = Object.fromEntries(
  extensionsOfMedia.map(({ kind }) => [kind, mediaFile(kind)]),
);

/**
 * By extension, which is written as a number of six bits for each letter: cutting it out of a name would take longer than
 * all else a scan does with the name.
 */
const mediaExtensions: ReadonlyMap<number, MediaKind> = new Map(
  extensionsOfMedia.map(({ extension, kind }) => [
    Array.from(extension).reduce((number, letter) => (number << 6) | digitOf(letter.charCodeAt(0)), 0),
    kind,
  ]),
);

function mediaFile(kind: MediaKind): MediaValue {
  return { kind, state: 'local', stateInField: 'local', isMedia: true };
}

export function readMediaValue(value: string): MediaValue {
  return readPlainName(value) ?? readAnyValue(value);
}

function readAnyValue(value: string): MediaValue {
  const extension = value.length > maxPathLength ? undefined : extensionOfName(value);
  const kind = extension === undefined ? undefined : kindOfExtension(extension);
  const { state, references } = referenceState(value);
  if (state !== 'unknown') {
    const isDistinctive = state === 'reference' && references.some((reference) => reference.isDistinctive === true);
    return { kind, state, stateInField: state, isMedia: kind !== undefined || isDistinctive };
  }
  if (extension === undefined || !hasFormOfName(value)) {
    return { ...otherText, kind };
  }
  const isPath = hasFormOfPath(value);
  if (kind === undefined) {
    return isPath ? otherFile : otherText;
  }
  // Where a file belongs, only what has no media extension has to look like the path of one.
  return isPath ? (mediaFiles[kind] ?? otherFile) : { kind, state, stateInField: 'local', isMedia: false };
}

/**
 * What nearly all names of files are: a few letters, digits, dots and hyphens. They can't be anything but names, so none of
 * the patterns for references, addresses and prose has to be tried on them, and a document can hold a hundred thousand.
 * @returns `undefined` for any other value
 */
function readPlainName(value: string): MediaValue | undefined {
  if (value.length >= minRecognisableLength) {
    return undefined;
  }
  let extension = notAnExtension;
  let extensionLength = 0;
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit === dot) {
      extension = 0;
      extensionLength = 0;
      continue;
    }
    const digit = digitOf(unit);
    if (digit === notPlain) {
      return undefined;
    }
    extension = digit === 0 || extension === notAnExtension ? notAnExtension : (extension << 6) | digit;
    extensionLength++;
  }
  if (extension === notAnExtension || extensionLength < minExtension || extensionLength > maxExtension) {
    return otherText;
  }
  const kind = mediaExtensions.get(extension);
  return (kind && mediaFiles[kind]) ?? otherFile;
}

/** 1 to 36 for letters of both cases and digits, 0 for other units of plain names. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) {
    return unit - 0x30 + 27;
  }
  const letter = (unit | 0x20) - 0x60;
  if (unit < 0x80 && letter >= 1 && letter <= 26) {
    return letter;
  }
  // A low line, a hyphen, and Chinese, Japanese and Korean without the blanks before and after them.
  return unit === 0x5f || unit === 0x2d || (unit > 0x3000 && unit < 0xfeff) ? 0 : notPlain;
}

/** Kind of media by a file name's extension; understands `name.png [input]` and URLs with a query. */
export function mediaKindOfName(value: string): MediaKind | undefined {
  const extension = value.length > maxPathLength ? undefined : extensionOfName(value);
  return extension === undefined ? undefined : kindOfExtension(extension);
}

/** Whether a string may be the path of a media file on this disk: has a media extension and isn't a reference, a URL or prose. */
export function couldBeMediaPath(value: string): boolean {
  const { kind, state } = readMediaValue(value);
  return kind !== undefined && couldBeFile({ state });
}

/** In lower case, without the dot; also of `.webp` alone, a value that published workflows contain. */
export function extensionOfName(value: string): string | undefined {
  let name = withoutAnnotation(value).trimEnd();
  if (name.includes('://') && /^[a-z][a-z0-9+.-]+:/i.test(name)) {
    name = name.replace(/[?#].*$/s, '');
  }
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return extension.length < name.length && /^[a-z0-9]{2,5}$/i.test(extension) ? extension.toLowerCase() : undefined;
}

/**
 * Whether a file can be called that. Quotes, `<`, `>`, `*`, `|` and line breaks are allowed in names on Linux and macOS;
 * looking the file up shows whether it exists.
 */
function hasFormOfName(value: string): boolean {
  return !value.includes('\0') && !(/[\n\r]/.test(value) && value.trim().split(/\s+/).length > maxWordsOnLines);
}

/** Whether a name that can mean anything means a file: it is neither a search pattern nor the query of an address. */
function hasFormOfPath(value: string): boolean {
  return !/[*|]/.test(value) && !(value.includes('=') && /[?&][\w-]+=/.test(value));
}
