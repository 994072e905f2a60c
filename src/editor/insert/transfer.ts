import type { DataTransfer } from 'vscode';

const mediaTypes = /^(?:(?:image|video|audio)\/|application\/(?:x-)?zip)/i;

/** Whether it is worth a closer look: names of files, or something that says it is media. Nothing is read for this. */
export function mayHoldMedia(data: DataTransfer): boolean {
  for (const [mediaType] of data) {
    if (mediaType === 'text/uri-list' || mediaTypes.test(mediaType)) {
      return true;
    }
  }
  return false;
}
