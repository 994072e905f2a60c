import { extname } from 'node:path';
import { lookup } from 'mime-types';
import type { MediaKind } from './asset.ts';

interface MediaType {
  readonly kind: MediaKind;
  /** Without a dot, the usual one first. */
  readonly extensions: readonly string[];
}

/** The media types there are in this extension. Everything else is normalised to one of these or is no media. */
const mediaTypes: ReadonlyMap<string, MediaType> = new Map<string, MediaType>([
  ['image/png', { kind: 'image', extensions: ['png', 'apng'] }],
  ['image/jpeg', { kind: 'image', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'] }],
  ['image/webp', { kind: 'image', extensions: ['webp'] }],
  ['image/gif', { kind: 'image', extensions: ['gif'] }],
  ['image/bmp', { kind: 'image', extensions: ['bmp', 'dib'] }],
  ['image/tiff', { kind: 'image', extensions: ['tiff', 'tif'] }],
  ['image/avif', { kind: 'image', extensions: ['avif'] }],
  ['video/mp4', { kind: 'video', extensions: ['mp4', 'm4v'] }],
  ['video/quicktime', { kind: 'video', extensions: ['mov', 'qt'] }],
  ['video/x-matroska', { kind: 'video', extensions: ['mkv'] }],
  ['video/webm', { kind: 'video', extensions: ['webm'] }],
  ['video/x-msvideo', { kind: 'video', extensions: ['avi'] }],
  ['video/3gpp', { kind: 'video', extensions: ['3gp', '3gpp'] }],
  ['video/ogg', { kind: 'video', extensions: ['ogv'] }],
  ['video/x-flv', { kind: 'video', extensions: ['flv'] }],
  ['video/mpeg', { kind: 'video', extensions: ['mpeg', 'mpg'] }],
  ['audio/mpeg', { kind: 'audio', extensions: ['mp3'] }],
  ['audio/wav', { kind: 'audio', extensions: ['wav'] }],
  ['audio/flac', { kind: 'audio', extensions: ['flac'] }],
  ['audio/mp4', { kind: 'audio', extensions: ['m4a'] }],
  ['audio/aac', { kind: 'audio', extensions: ['aac'] }],
  ['audio/ogg', { kind: 'audio', extensions: ['ogg', 'oga', 'opus'] }],
  ['application/zip', { kind: 'archive', extensions: ['zip'] }],
]);

/** Other names for the same: file-type's, mime-types', and what browsers and servers still write. Lower case. */
const otherNames: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'image/vnd.mozilla.apng': 'image/png',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-ms-bmp': 'image/bmp',
  'image/x-bmp': 'image/bmp',
  'video/x-m4v': 'video/mp4',
  'video/matroska': 'video/x-matroska',
  'video/vnd.avi': 'video/x-msvideo',
  'video/avi': 'video/x-msvideo',
  'video/flv': 'video/x-flv',
  'video/mp1s': 'video/mpeg',
  'video/mp2p': 'video/mpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'application/x-zip-compressed': 'application/zip',
};

/** All canonical media types. */
export const allMediaTypes: readonly string[] = [...mediaTypes.keys()];

/** The canonical name of a media type, without parameters; an unknown type comes back in lower case. */
export function normalisedMediaType(mediaType: string): string {
  const bare = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return otherNames[bare] ?? bare;
}

/** The kind of a media type under any of its names; `undefined` for what is not handled here. */
export function kindOf(mediaType: string): MediaKind | undefined {
  return mediaTypes.get(normalisedMediaType(mediaType))?.kind;
}

/** File name extensions of a media type without dots, the usual one first; none for what is not handled here. */
export function extensionsOf(mediaType: string): readonly string[] {
  return mediaTypes.get(normalisedMediaType(mediaType))?.extensions ?? [];
}

/**
 * The media type a file's name promises; `undefined` for what is not handled here. Only content decides what a file is:
 * this is for questions that must not open files.
 */
export function mediaTypeOfName(name: string): string | undefined {
  // mime-types takes `.png` and `png` for a PNG; a file of that name has no extension at all.
  const extension = extname(name);
  const found = extension === '' ? false : lookup(extension);
  const mediaType = found === false ? undefined : normalisedMediaType(found);
  // Only the extensions of the table: mime-types also has `.m2v` as MPEG and `.spx` as Ogg.
  return mediaType !== undefined && extensionsOf(mediaType).includes(extension.slice(1).toLowerCase())
    ? mediaType
    : undefined;
}

/**
 * The name to send a file under: its own, with an extension that matches its content. Providers go by the extension,
 * and a WebP saved as `.jpg` fails there with an error about anything but its name.
 */
export function nameMatching(name: string, mediaType: string): string {
  const extensions = extensionsOf(mediaType);
  const extension = extname(name);
  const usual = extensions[0];
  if (usual === undefined || extensions.includes(extension.slice(1).toLowerCase())) {
    return name;
  }
  // Only a media extension is replaced: in `take.2` and `v1.5 final` what follows the dot belongs to the name.
  const stem = mediaTypeOfName(name) === undefined ? name : name.slice(0, -extension.length);
  return `${stem}.${usual}`;
}
