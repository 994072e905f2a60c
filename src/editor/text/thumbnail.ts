import { type MarkdownString, Uri } from 'vscode';
import { media } from '../../core/asset/mediaTypes.ts';

/** Larger pictures would be read whole for a thumbnail, in bytes. */
const largest = 8_000_000;
const types: readonly string[] = [media.png, media.jpeg, media.webp, media.gif, media.bmp, media.avif];

/** A picture that may be there, as far as it is known without reading it. */
export interface Picture {
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  readonly mediaType: string | undefined;
}

/**
 * Puts a small picture before what a Markdown text goes on with; nothing where it is none, or too large to be read for that.
 *
 * @param shape `height=80` or `width=200,height=80`, in pixels
 */
export function appendThumbnail(text: MarkdownString, { uri, size, mediaType }: Picture, shape: string): void {
  if (size <= largest && mediaType !== undefined && types.includes(mediaType)) {
    // `toString` encodes everything that could end the link.
    text.appendMarkdown(`![](${Uri.parse(uri).toString()}|${shape})\n\n`);
  }
}
