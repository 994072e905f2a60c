import type { MediaKind } from '../../asset/asset.ts';
import { kindOfExtension } from '../../asset/mediaTypes.ts';
import { couldBeFile, type InputState } from '../mediaInput.ts';
import { withoutAnnotation } from '../paths/comfyAnnotation.ts';
import { referenceState } from './referenceState.ts';

/** UTF-16 units; PATH_MAX of Linux. */
const maxPathLength = 4096;
/** Words of a name that contains a line break; a text with more of them is prose. */
const maxWordsOnLines = 5;

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

export function readMediaValue(value: string): MediaValue {
  const extension = value.length > maxPathLength ? undefined : extensionOfName(value);
  const kind = extension === undefined ? undefined : kindOfExtension(extension);
  const { state, references } = referenceState(value);
  if (state !== 'unknown') {
    const isDistinctive = state === 'reference' && references.some((reference) => reference.isDistinctive === true);
    return { kind, state, stateInField: state, isMedia: kind !== undefined || isDistinctive };
  }
  const stateInField = extension !== undefined && hasFormOfPath(value) ? 'local' : 'unknown';
  return kind === undefined
    ? { kind, state, stateInField, isMedia: false }
    : { kind, state: stateInField, stateInField, isMedia: stateInField === 'local' };
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
 * Neither prose nor a search pattern. Quotes, `<`, `>` and line breaks are allowed in names on Linux and macOS; looking the
 * file up shows whether it exists.
 */
function hasFormOfPath(value: string): boolean {
  return (
    !/[\0*|]/.test(value) &&
    !(value.includes('=') && /[?&][\w-]+=/.test(value)) &&
    !(/[\n\r]/.test(value) && value.trim().split(/\s+/).length > maxWordsOnLines)
  );
}
