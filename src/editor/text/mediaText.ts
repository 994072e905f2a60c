import { Uri } from 'vscode';
import type { MediaKind } from '../../core/asset/asset.ts';
import { media } from '../../core/asset/mediaTypes.ts';
import type { MarkdownText } from '../display/markdownText.ts';
import { l10n } from './l10n.ts';
import { nameOf } from './names.ts';
import { nameLength, type ShownText, shown } from './shown.ts';

/** Codicon of a media kind. */
export const kindIcons: Record<MediaKind, string> = {
  image: 'file-media',
  video: 'device-camera-video',
  audio: 'unmute',
  archive: 'file-zip',
  model: 'symbol-misc',
};

export function kindName(kind: MediaKind): ShownText {
  switch (kind) {
    case 'image':
      return l10n.t('Images');
    case 'video':
      return l10n.t('Video');
    case 'audio':
      return l10n.t('Audio');
    case 'archive':
      return l10n.t('ZIP of images');
    case 'model':
      return l10n.t('3D models');
  }
}

/** The same in the singular, for one file. */
export function oneOfKind(kind: MediaKind): ShownText {
  switch (kind) {
    case 'image':
      return l10n.t('image');
    case 'video':
      return l10n.t('video');
    case 'audio':
      return l10n.t('audio');
    case 'archive':
      return l10n.t('ZIP of images');
    case 'model':
      return l10n.t('3D model');
  }
}

/** VS Code reads the whole picture for a thumbnail, so larger ones get none, in bytes. */
const maxThumbnailBytes = 8_000_000;
const thumbnailTypes: readonly string[] = [media.png, media.jpeg, media.webp, media.gif, media.bmp, media.avif];

/** A picture, as far as it is known without reading it. */
export interface Picture {
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType: string | undefined;
}

/** Whether a file can be shown as a thumbnail, as far as its size and type tell. */
export function canHaveThumbnail({ size, mediaType }: Pick<Picture, 'size' | 'mediaType'>): boolean {
  return size <= maxThumbnailBytes && mediaType !== undefined && thumbnailTypes.includes(mediaType);
}

/**
 * Adds a small picture to a text, or nothing where the file isn't a picture or is too large to be read for that.
 *
 * @param shape `height=80` or `width=200,height=80`, in pixels
 * @param description what a screen reader says for it
 */
export function appendThumbnail(text: MarkdownText, picture: Picture, shape: string): void {
  if (canHaveThumbnail(picture)) {
    text
      .image(picture.uri, shape, l10n.t('Preview of {0}', shown(nameOf(Uri.parse(picture.uri)), nameLength)))
      .markup('\n\n');
  }
}
