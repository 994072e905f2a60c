import { extname } from 'node:path';
import type { MediaKind } from './asset.ts';

interface MediaTypeRow {
  readonly mediaType: string;
  readonly kind: MediaKind;
  /** Without a dot, the usual one first. */
  readonly extensions: readonly string[];
  /** Other names for the same type, in lower case: those of file-type, of mime-types, and of browsers and servers. */
  readonly aliases?: readonly string[];
}

/**
 * The media types that at least one provider takes, under the names providers use in their documents. Provider limits,
 * menus, watchers, file dialogs and the tests for names in documents all read this table.
 */
const supported = {
  png: {
    mediaType: 'image/png',
    kind: 'image',
    extensions: ['png', 'apng'],
    aliases: ['image/apng', 'image/vnd.mozilla.apng'],
  },
  jpeg: {
    mediaType: 'image/jpeg',
    kind: 'image',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    aliases: ['image/jpg', 'image/pjpeg'],
  },
  webp: { mediaType: 'image/webp', kind: 'image', extensions: ['webp'] },
  gif: { mediaType: 'image/gif', kind: 'image', extensions: ['gif'] },
  bmp: {
    mediaType: 'image/bmp',
    kind: 'image',
    extensions: ['bmp', 'dib'],
    aliases: ['image/x-ms-bmp', 'image/x-bmp'],
  },
  tiff: { mediaType: 'image/tiff', kind: 'image', extensions: ['tiff', 'tif'] },
  avif: { mediaType: 'image/avif', kind: 'image', extensions: ['avif'] },
  mp4: { mediaType: 'video/mp4', kind: 'video', extensions: ['mp4', 'm4v'], aliases: ['video/x-m4v'] },
  mov: { mediaType: 'video/quicktime', kind: 'video', extensions: ['mov', 'qt'] },
  mkv: { mediaType: 'video/x-matroska', kind: 'video', extensions: ['mkv'], aliases: ['video/matroska'] },
  webm: { mediaType: 'video/webm', kind: 'video', extensions: ['webm'] },
  avi: { mediaType: 'video/x-msvideo', kind: 'video', extensions: ['avi'], aliases: ['video/vnd.avi', 'video/avi'] },
  threeGp: { mediaType: 'video/3gpp', kind: 'video', extensions: ['3gp', '3gpp'] },
  ogv: { mediaType: 'video/ogg', kind: 'video', extensions: ['ogv'] },
  flv: { mediaType: 'video/x-flv', kind: 'video', extensions: ['flv'], aliases: ['video/flv'] },
  mpeg: {
    mediaType: 'video/mpeg',
    kind: 'video',
    extensions: ['mpeg', 'mpg'],
    aliases: ['video/mp1s', 'video/mp2p'],
  },
  mp3: { mediaType: 'audio/mpeg', kind: 'audio', extensions: ['mp3'], aliases: ['audio/mp3'] },
  wav: {
    mediaType: 'audio/wav',
    kind: 'audio',
    extensions: ['wav'],
    aliases: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  },
  flac: { mediaType: 'audio/flac', kind: 'audio', extensions: ['flac'], aliases: ['audio/x-flac'] },
  m4a: { mediaType: 'audio/mp4', kind: 'audio', extensions: ['m4a'], aliases: ['audio/x-m4a', 'audio/m4a'] },
  aac: { mediaType: 'audio/aac', kind: 'audio', extensions: ['aac'], aliases: ['audio/x-aac'] },
  ogg: { mediaType: 'audio/ogg', kind: 'audio', extensions: ['ogg', 'oga', 'opus'], aliases: ['audio/opus'] },
  zip: {
    mediaType: 'application/zip',
    kind: 'archive',
    extensions: ['zip'],
    aliases: ['application/x-zip-compressed'],
  },
  // Other 3D formats can't be told by their content: OBJ is plain text, and most STL files begin with anything at all.
  glb: { mediaType: 'model/gltf-binary', kind: 'model', extensions: ['glb'] },
  ply: { mediaType: 'model/ply', kind: 'model', extensions: ['ply'] },
} as const satisfies Readonly<Record<string, MediaTypeRow>>;

/**
 * Media that people have on disk and no provider takes: known, so that an action can say why it isn't offered rather
 * than offer an upload that must fail.
 */
const unsupported: readonly MediaTypeRow[] = [
  {
    mediaType: 'image/heic',
    kind: 'image',
    extensions: ['heic', 'heif'],
    aliases: ['image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  },
  { mediaType: 'image/x-exr', kind: 'image', extensions: ['exr'], aliases: ['image/aces'] },
  { mediaType: 'image/vnd.radiance', kind: 'image', extensions: ['hdr'] },
  {
    mediaType: 'video/x-ms-wmv',
    kind: 'video',
    extensions: ['wmv'],
    aliases: ['video/x-ms-asf', 'application/vnd.ms-asf'],
  },
  { mediaType: 'audio/x-ms-wma', kind: 'audio', extensions: ['wma'], aliases: ['audio/x-ms-asf'] },
  { mediaType: 'audio/aiff', kind: 'audio', extensions: ['aif', 'aiff'], aliases: ['audio/x-aiff'] },
];

type ShortName = keyof typeof supported;

/** Media types by the short names that providers' documents use, e.g. `media.mov` for `video/quicktime`. */
export const media = Object.fromEntries(
  Object.entries(supported).map(([shortName, { mediaType }]) => [shortName, mediaType]),
) as { readonly [Name in ShortName]: (typeof supported)[Name]['mediaType'] };

/** The media types that at least one provider takes. */
export const supportedMediaTypes: readonly string[] = Object.values(media);

const rows: readonly MediaTypeRow[] = [...Object.values(supported), ...unsupported];
const byName: ReadonlyMap<string, MediaTypeRow> = new Map(
  rows.flatMap((row) => [row.mediaType, ...(row.aliases ?? [])].map((name) => [name, row] as const)),
);
const byExtension: ReadonlyMap<string, MediaTypeRow> = new Map(
  rows.flatMap((row) => row.extensions.map((extension) => [extension, row] as const)),
);

/** The canonical name of a media type, without parameters; a type that isn't in the table is returned in lower case. */
export function normalisedMediaType(mediaType: string): string {
  const bare = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return byName.get(bare)?.mediaType ?? bare;
}

/** The kind of a media type under any of its names, whether a provider takes it or not; `undefined` if it isn't media. */
export function kindOf(mediaType: string): MediaKind | undefined {
  return byName.get(normalisedMediaType(mediaType))?.kind;
}

/** Whether any provider takes the media type, under any of its names. */
export function isSupported(mediaType: string): boolean {
  return supportedMediaTypes.includes(normalisedMediaType(mediaType));
}

/** File name extensions of a media type without dots, the usual one first; empty for what isn't media. */
export function extensionsOf(mediaType: string): readonly string[] {
  return byName.get(normalisedMediaType(mediaType))?.extensions ?? [];
}

/** All extensions of media (lower case, no dot), whether a provider takes them or not. */
export const extensionsOfMedia: readonly { readonly extension: string; readonly kind: MediaKind }[] = rows.flatMap(
  ({ extensions, kind }) => extensions.map((extension) => ({ extension, kind })),
);

/** The kind of media an extension stands for (lower case, no dot); `undefined` if it isn't one of media. */
export function kindOfExtension(extension: string): MediaKind | undefined {
  return byExtension.get(extension)?.kind;
}

/**
 * The media type that a file's name promises; `undefined` if its extension isn't one of media. Only content decides what
 * a file is: this is for questions that must not open files.
 */
export function mediaTypeOfName(name: string): string | undefined {
  return byExtension.get(extname(name).slice(1).toLowerCase())?.mediaType;
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
