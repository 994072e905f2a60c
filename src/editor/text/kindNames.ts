import { l10n } from 'vscode';
import type { MediaKind } from '../../core/asset/asset.ts';

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
