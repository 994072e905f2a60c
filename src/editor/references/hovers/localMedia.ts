import type { PixelSize } from '../../../core/asset/asset.ts';
import { readFully } from '../../../core/asset/readUnchanged.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { localFileSystem, openRegularFile } from '../../../core/uploads/permission/openRegularFile.ts';
import { limitsFor } from '../../../core/uploads/plan/limits.ts';
import { formatLimit } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import type { ShownText } from '../../text/shown.ts';

/** What the beginning of a file says about it. */
export interface LocalMedia {
  /** Bytes. */
  readonly size: number;
  /** By the content; `undefined` where that isn't media of any type that a provider supports. */
  readonly mediaType: string | undefined;
  readonly pixelSize: PixelSize | undefined;
}

/**
 * Looks into one file, for a hover over its path: reads 64 KB at most, or 1 MB of a JPEG that begins with a large preview.
 * @returns `undefined` where it can't be read, or isn't a regular file any more
 */
export async function describeLocalMedia(path: string): Promise<LocalMedia | undefined> {
  // The parsers of media headers would make the first lightbulb of a window wait.
  const { describeContent } = await import('../../../core/asset/describeContent.ts');
  try {
    const { handle, stats } = await openRegularFile(path, localFileSystem);
    const size = Number(stats.size);
    try {
      const content = await describeContent((length) => readFully(handle, Buffer.alloc(length), 0), path);
      return { size, mediaType: content.mediaType, pixelSize: content.pixelSize };
    } catch {
      return { size, mediaType: undefined, pixelSize: undefined };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Why a provider would refuse a file, in a few words; `undefined` where its documented limits allow it. */
export function refusalReason(provider: Provider, { size, mediaType, pixelSize }: LocalMedia): ShownText | undefined {
  const limits = mediaType === undefined ? undefined : limitsFor(provider, mediaType);
  if (limits === undefined) {
    return l10n.t("doesn't support this file type");
  }
  if (size === 0) {
    return l10n.t("doesn't take empty files");
  }
  if (limits.minBytes !== undefined && size < limits.minBytes) {
    return l10n.t('takes {0} or more', formatLimit(limits.minBytes));
  }
  if (limits.maxBytes !== undefined && size > limits.maxBytes) {
    return l10n.t('takes {0} at most', formatLimit(limits.maxBytes));
  }
  const { maxEdge = Number.POSITIVE_INFINITY, maxPixels = Number.POSITIVE_INFINITY } = limits;
  if (pixelSize && Math.max(pixelSize.width, pixelSize.height) > maxEdge) {
    return l10n.t('takes {0} px per edge at most', maxEdge);
  }
  return pixelSize && pixelSize.width * pixelSize.height > maxPixels
    ? l10n.t('takes {0} megapixels at most', Math.floor(maxPixels / 1e6))
    : undefined;
}
