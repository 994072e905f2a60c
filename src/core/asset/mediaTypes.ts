import { extname } from 'node:path';
import type { MediaKind } from './asset.ts';
import { extensionsByMediaType, kindOfMediaType, type MediaType } from './mediaExtensions.ts';

interface MediaTypeRow {
  /** Under the name that providers use in their documents. */
  readonly mediaType: MediaType;
  /** Other names for the same type, in lower case: those of file-type, of mime-types, and of browsers and servers. */
  readonly aliases?: readonly string[];
}

/**
 * The media types that at least one provider takes. Provider limits, menus, watchers and file dialogs all read this table;
 * the extensions are in a table of their own.
 */
const supported = {
  png: { mediaType: 'image/png', aliases: ['image/apng', 'image/vnd.mozilla.apng'] },
  jpeg: { mediaType: 'image/jpeg', aliases: ['image/jpg', 'image/pjpeg'] },
  webp: { mediaType: 'image/webp' },
  gif: { mediaType: 'image/gif' },
  bmp: { mediaType: 'image/bmp', aliases: ['image/x-ms-bmp', 'image/x-bmp'] },
  tiff: { mediaType: 'image/tiff' },
  avif: { mediaType: 'image/avif' },
  mp4: { mediaType: 'video/mp4', aliases: ['video/x-m4v'] },
  mov: { mediaType: 'video/quicktime' },
  mkv: { mediaType: 'video/x-matroska', aliases: ['video/matroska'] },
  webm: { mediaType: 'video/webm' },
  avi: { mediaType: 'video/x-msvideo', aliases: ['video/vnd.avi', 'video/avi'] },
  threeGp: { mediaType: 'video/3gpp' },
  ogv: { mediaType: 'video/ogg' },
  flv: { mediaType: 'video/x-flv', aliases: ['video/flv'] },
  mpeg: { mediaType: 'video/mpeg', aliases: ['video/mp1s', 'video/mp2p'] },
  mp3: { mediaType: 'audio/mpeg', aliases: ['audio/mp3'] },
  wav: { mediaType: 'audio/wav', aliases: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'] },
  flac: { mediaType: 'audio/flac', aliases: ['audio/x-flac'] },
  m4a: { mediaType: 'audio/mp4', aliases: ['audio/x-m4a', 'audio/m4a'] },
  aac: { mediaType: 'audio/aac', aliases: ['audio/x-aac'] },
  ogg: { mediaType: 'audio/ogg', aliases: ['audio/opus'] },
  zip: { mediaType: 'application/zip', aliases: ['application/x-zip-compressed'] },
  // Other 3D formats can't be told by their content: OBJ is plain text, and most STL files begin with anything at all.
  glb: { mediaType: 'model/gltf-binary' },
  ply: { mediaType: 'model/ply' },
} as const satisfies Readonly<Record<string, MediaTypeRow>>;

/** Media that no provider takes, under the names by which people's files may still be announced. */
const unsupported: readonly MediaTypeRow[] = [
  { mediaType: 'image/heic', aliases: ['image/heif', 'image/heic-sequence', 'image/heif-sequence'] },
  { mediaType: 'image/x-exr', aliases: ['image/aces'] },
  { mediaType: 'image/vnd.radiance' },
  { mediaType: 'video/x-ms-wmv', aliases: ['video/x-ms-asf', 'application/vnd.ms-asf'] },
  { mediaType: 'audio/x-ms-wma', aliases: ['audio/x-ms-asf'] },
  { mediaType: 'audio/aiff', aliases: ['audio/x-aiff'] },
];

type ShortName = keyof typeof supported;

/** Media types by the short names that providers' documents use, e.g. `media.mov` for `video/quicktime`. */
export const media = Object.fromEntries(
  Object.entries(supported).map(([shortName, { mediaType }]) => [shortName, mediaType]),
) as { readonly [Name in ShortName]: (typeof supported)[Name]['mediaType'] };

/** The media types that at least one provider takes. */
export const supportedMediaTypes: readonly string[] = Object.values(media);

const rows: readonly MediaTypeRow[] = [...Object.values(supported), ...unsupported];
const byName: ReadonlyMap<string, MediaType> = new Map(
  rows.flatMap(({ mediaType, aliases = [] }) => [mediaType, ...aliases].map((name) => [name, mediaType] as const)),
);
const byExtension: ReadonlyMap<string, MediaType> = new Map(
  rows.flatMap(({ mediaType }) => extensionsByMediaType[mediaType].map((extension) => [extension, mediaType] as const)),
);

/** The canonical name of a media type, without parameters; a type that isn't in the table is returned in lower case. */
export function normalisedMediaType(mediaType: string): string {
  const bare = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return byName.get(bare) ?? bare;
}

/** The kind of a media type under any of its names, whether a provider takes it or not; `undefined` if it isn't media. */
export function kindOf(mediaType: string): MediaKind | undefined {
  const known = byName.get(normalisedMediaType(mediaType));
  return known && kindOfMediaType(known);
}

/** Whether any provider takes the media type, under any of its names. */
export function isSupported(mediaType: string): boolean {
  return supportedMediaTypes.includes(normalisedMediaType(mediaType));
}

/** File name extensions of a media type without dots, the usual one first; empty for what isn't media. */
export function extensionsOf(mediaType: string): readonly string[] {
  const known = byName.get(normalisedMediaType(mediaType));
  return known === undefined ? [] : extensionsByMediaType[known];
}

/**
 * The media type that a file's name promises; `undefined` if its extension isn't one of media. Only content decides what
 * a file is: this is for questions that must not open files.
 */
export function mediaTypeOfName(name: string): string | undefined {
  return byExtension.get(extname(name).slice(1).toLowerCase());
}

/**
 * The name to send a file under: its own, with an extension that matches its content. Providers go by the extension, and
 * a WebP saved as `.jpg` fails there with an error about anything but its name.
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

/** Extensions that providers' documents name besides the usual one. */
const otherUsualExtensions: readonly string[] = ['jpeg'];

/**
 * The same for a provider that judges files by their extensions and documents only the usual ones: `cat.jfif` becomes
 * `cat.jpg`.
 */
export function nameWithUsualExtension(name: string, mediaType: string): string {
  const extension = extname(name);
  const [usual, ...others] = extensionsOf(mediaType);
  const written = extension.slice(1).toLowerCase();
  const isUsual = written === usual || otherUsualExtensions.includes(written);
  return usual === undefined || isUsual || !others.includes(written)
    ? name
    : `${name.slice(0, -extension.length)}.${usual}`;
}

/**
 * A glob for the files of some media types in any folder. Its letters match both cases: a glob tells them apart on Linux,
 * and cameras write `.JPG`.
 */
export function mediaGlob(mediaTypes: readonly string[] = supportedMediaTypes): string {
  const extensions = mediaTypes.flatMap(extensionsOf).map((extension) => extension.replace(/[a-z]/g, inAnyCase));
  return `**/*.{${extensions.join(',')}}`;
}

function inAnyCase(letter: string): string {
  return `[${letter}${letter.toUpperCase()}]`;
}
