/**
 * Media types as the content sniffer names them, under the names providers use in their documents.
 * One list for all, so that "MOV" means the same thing in every provider's limits.
 */
export const mediaTypes = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  avif: 'image/avif',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  avi: 'video/x-msvideo',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  threeGp: 'video/3gpp',
  ogv: 'video/ogg',
  flv: 'video/x-flv',
  mpeg: 'video/mpeg',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  zip: 'application/zip',
} as const;

export const megabyte = 1_000_000;
export const mebibyte = 1_048_576;
export const hour = 3_600_000;
export const day = 24 * hour;
