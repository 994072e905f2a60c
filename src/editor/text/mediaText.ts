import { l10n, type MarkdownString, Uri } from 'vscode';
import type { MediaKind } from '../../core/asset/asset.ts';
import { media } from '../../core/asset/mediaTypes.ts';

/** Codicon of a media kind. */
export const kindIcons: Record<MediaKind, string> = {
  image: 'file-media',
  video: 'device-camera-video',
  audio: 'unmute',
  archive: 'file-zip',
};

export function kindName(kind: MediaKind): string {
  switch (kind) {
    case 'image':
      return l10n.t('Images');
    case 'video':
      return l10n.t('Video');
    case 'audio':
      return l10n.t('Audio');
    case 'archive':
      return l10n.t('ZIP of images');
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
 * Adds a small picture to a Markdown text, or nothing where the file isn't a picture or is too large to be read for that.
 *
 * @param shape `height=80` or `width=200,height=80`, in pixels
 */
export function appendThumbnail(text: MarkdownString, picture: Picture, shape: string): void {
  if (canHaveThumbnail(picture)) {
    // `toString` encodes everything that could end the link.
    text.appendMarkdown(`![](${Uri.parse(picture.uri).toString()}|${shape})\n\n`);
  }
}
