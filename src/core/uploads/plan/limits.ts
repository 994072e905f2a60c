import type { Asset, MediaKind } from '../../asset/asset.ts';
import { extensionsOf, mediaTypeOfName } from '../../asset/mediaTypes.ts';
import { UploadError, type UploadErrorDetails } from '../../errors.ts';
import type { MediaLimits, Provider } from '../../providers/provider.ts';
import type { Account } from '../accounts/account.ts';

/** Something a person should know about an upload, but not a reason to refuse it. */
export interface UploadWarning {
  /**
   * `nearLimit`: the provider doesn't say whether its MB means 10^6 or 2^20 bytes, and the size is between the two.
   * `largerThanExpected`: the size is allowed, but the provider says that it expects smaller files.
   * `mayNotAppearInLoaders`: the upload works, but loader nodes may not list the file. `scaledDown`: the provider saves
   * the image with fewer pixels, which another choice in the settings avoids. `aboveServerDefault`: the server refuses the
   * file unless its owner has raised its limit.
   */
  readonly code: 'nearLimit' | 'largerThanExpected' | 'mayNotAppearInLoaders' | 'scaledDown' | 'aboveServerDefault';
  readonly kind: MediaKind;
}

/** A provider's limits for a media type; `undefined` where it doesn't support the type. */
export function limitsFor(provider: Provider, mediaType: string): MediaLimits | undefined {
  return provider.limits.find((limits) => limits.mediaTypes.includes(mediaType));
}

/** Whether a provider supports a media type (as found in the content, e.g. `image/png`). */
export function takes(provider: Provider, mediaType: string): boolean {
  return limitsFor(provider, mediaType) !== undefined;
}

/** The same by the name of a file, for questions that must not open it; the upload itself goes by the content. */
export function takesName(provider: Provider, name: string): boolean {
  const mediaType = mediaTypeOfName(name);
  return mediaType !== undefined && takes(provider, mediaType);
}

/** Why a provider doesn't take a file, as far as its name and size tell. */
export interface LimitProblem {
  readonly code: 'typeUnsupported' | 'fileEmpty' | 'fileTooSmall' | 'fileTooLarge';
  /** The limit that isn't met, in bytes. */
  readonly limit?: number;
}

/** The same question before the file is opened; the upload itself is judged by the content. */
export function limitProblemOf(
  provider: Provider,
  { name, size }: { readonly name: string; readonly size: number },
): LimitProblem | undefined {
  const mediaType = mediaTypeOfName(name);
  const limits = mediaType === undefined ? undefined : limitsFor(provider, mediaType);
  if (limits === undefined) {
    return { code: 'typeUnsupported' };
  }
  const { minBytes, maxBytes } = limits;
  if (size === 0) {
    return { code: 'fileEmpty' };
  }
  if (minBytes !== undefined && size < minBytes) {
    return { code: 'fileTooSmall', limit: minBytes };
  }
  return maxBytes !== undefined && size > maxBytes ? { code: 'fileTooLarge', limit: maxBytes } : undefined;
}

/** The media types that at least one of these providers supports, each once. */
export function mediaTypesOf(candidates: readonly Provider[]): readonly string[] {
  return [...new Set(candidates.flatMap(({ limits }) => limits.flatMap(({ mediaTypes }) => mediaTypes)))];
}

/** Extensions (lower case, no dot) of the files a provider supports, for file dialogs and menus; each once, in order. */
export function acceptedExtensions(provider: Provider): readonly string[] {
  return [...new Set(provider.limits.flatMap((limits) => limits.mediaTypes).flatMap(extensionsOf))];
}

/**
 * Checks a file against the documented limits of an account's provider, before a byte is sent.
 * @returns what a person should know about a file that may be sent
 * @throws UploadError `typeUnsupported`, `fileEmpty`, `fileTooSmall`, `fileTooLarge`, `imageTooLarge`; `details` has the limit that wasn't met
 */
export function preflight(
  asset: Asset,
  { provider, options }: Pick<Account, 'provider' | 'options'>,
): readonly UploadWarning[] {
  const { size, mediaType, kind, pixelSize } = asset;
  const refuse = (code: UploadError['code'], message: string, details: UploadErrorDetails): UploadError =>
    new UploadError(code, message, { provider: provider.id, fileName: asset.name, mediaType, size, ...details });

  const limits = limitsFor(provider, mediaType);
  if (limits === undefined) {
    throw refuse('typeUnsupported', `${provider.label} doesn't support ${mediaType}`, {});
  }
  if (size === 0) {
    throw refuse('fileEmpty', 'The file is empty', {});
  }
  if (limits.minBytes !== undefined && size < limits.minBytes) {
    throw refuse('fileTooSmall', `${provider.label} requires at least ${limits.minBytes} bytes`, {
      limit: limits.minBytes,
    });
  }
  if (limits.maxBytes !== undefined && size > limits.maxBytes) {
    throw refuse('fileTooLarge', `${provider.label} allows at most ${limits.maxBytes} bytes`, {
      limit: limits.maxBytes,
    });
  }
  if (pixelSize !== undefined && hasTooManyPixels(pixelSize, limits)) {
    const { width, height } = pixelSize;
    throw refuse('imageTooLarge', `${provider.label} doesn't allow ${width} x ${height} pixels`, { width, height });
  }
  const warning = provider.warning?.(asset, options);
  return [...warningsFor(size, kind, limits), ...(warning === undefined ? [] : [{ code: warning, kind }])];
}

function hasTooManyPixels({ width, height }: { width: number; height: number }, limits: MediaLimits): boolean {
  const { maxEdge = Number.POSITIVE_INFINITY, maxPixels = Number.POSITIVE_INFINITY } = limits;
  return Math.max(width, height) > maxEdge || width * height > maxPixels;
}

function warningsFor(size: number, kind: MediaKind, limits: MediaLimits): readonly UploadWarning[] {
  const warnings: UploadWarning[] = [];
  if (limits.warnAboveBytes !== undefined && size > limits.warnAboveBytes) {
    warnings.push({ code: 'nearLimit', kind });
  }
  if (limits.expectedBytes !== undefined && size > limits.expectedBytes) {
    warnings.push({ code: 'largerThanExpected', kind });
  }
  if (limits.warning !== undefined) {
    warnings.push({ code: limits.warning, kind });
  }
  return warnings;
}
