import type { MediaKind } from './asset.ts';

/**
 * File name extensions of media types in lower case, without dots, the usual one first. They are read by every scan of a
 * document and therefore loaded in every window, so what else there is to say about media types is in a file of its own.
 */
export const extensionsByMediaType = {
  'image/png': ['png', 'apng'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'image/bmp': ['bmp', 'dib'],
  'image/tiff': ['tiff', 'tif'],
  'image/avif': ['avif'],
  'video/mp4': ['mp4', 'm4v'],
  'video/quicktime': ['mov', 'qt'],
  'video/x-matroska': ['mkv'],
  'video/webm': ['webm'],
  'video/x-msvideo': ['avi'],
  'video/3gpp': ['3gp', '3gpp'],
  'video/ogg': ['ogv'],
  'video/x-flv': ['flv'],
  'video/mpeg': ['mpeg', 'mpg'],
  'audio/mpeg': ['mp3'],
  'audio/wav': ['wav'],
  'audio/flac': ['flac'],
  'audio/mp4': ['m4a'],
  'audio/aac': ['aac'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'application/zip': ['zip'],
  'model/gltf-binary': ['glb'],
  'model/ply': ['ply'],

  // Media that people have on disk and no provider takes: known, so that an action can say why it isn't offered rather
  // than offer an upload that must fail.
  'image/heic': ['heic', 'heif'],
  'image/x-exr': ['exr'],
  'image/vnd.radiance': ['hdr'],
  'video/x-ms-wmv': ['wmv'],
  'audio/x-ms-wma': ['wma'],
  'audio/aiff': ['aif', 'aiff'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A media type that has an extension, under the name providers use in their documents. */
export type MediaType = keyof typeof extensionsByMediaType;

/** All extensions of media, whether a provider takes them or not. */
export const extensionsOfMedia: readonly { readonly extension: string; readonly kind: MediaKind }[] = Object.entries(
  extensionsByMediaType,
).flatMap(([mediaType, extensions]) =>
  extensions.map((extension) => ({ extension, kind: kindOfMediaType(mediaType as MediaType) })),
);

const byExtension: ReadonlyMap<string, MediaKind> = new Map(
  extensionsOfMedia.map(({ extension, kind }) => [extension, kind]),
);

/** The kind of media an extension stands for (lower case, no dot); `undefined` if it isn't one of media. */
export function kindOfExtension(extension: string): MediaKind | undefined {
  return byExtension.get(extension);
}

export function kindOfMediaType(mediaType: MediaType): MediaKind {
  return mediaType === 'application/zip' ? 'archive' : (mediaType.slice(0, mediaType.indexOf('/')) as MediaKind);
}
