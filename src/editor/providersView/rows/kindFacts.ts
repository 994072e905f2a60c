import { extensionsOf } from '../../../core/asset/mediaTypes.ts';
import type { MediaLimits, Provider } from '../../../core/providers/provider.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import type { Settings } from '../../services/settings.ts';
import { formatDuration, formatLimit, formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import type { Fact } from './providerNodes.ts';

/** What a provider accepts of one kind of media, and for how long. */
export function factsAboutKind(
  { connection, limits }: { readonly connection: Connection; readonly limits: MediaLimits },
  settings: Settings,
): readonly Fact[] {
  const { provider, options } = connection;
  const { maxEdge, maxPixels } = limits;
  const lifetime = provider.lifetime(limits.kind, { ...settings.providerOptions(provider), ...options });
  return [
    { label: l10n.t('Formats'), value: formatsText(limits) },
    { label: l10n.t('Size'), value: sizeText(limits) },
    ...(maxEdge === undefined ? [] : [{ label: l10n.t('Longest edge'), value: pixelsText(maxEdge) }]),
    ...(maxPixels === undefined ? [] : [{ label: l10n.t('Area'), value: pixelsText(maxPixels) }]),
    { label: l10n.t('Lifetime'), value: lifetimeRule(lifetime) },
  ];
}

export function sizeText({ minBytes, maxBytes }: MediaLimits): ShownText {
  if (maxBytes === undefined) {
    return minBytes === undefined ? l10n.t('limit not documented') : l10n.t('{0} or more', formatLimit(minBytes));
  }
  return minBytes === undefined
    ? l10n.t('up to {0}', formatLimit(maxBytes))
    : l10n.t('{0} to {1}', formatLimit(minBytes), formatLimit(maxBytes));
}

export function formatsText({ mediaTypes }: MediaLimits): ShownText {
  return formatList(mediaTypes.map(formatName));
}

/** Names people use, where the usual extension in capitals isn't one. */
const formatNames: Readonly<Record<string, string>> = { jpg: 'JPEG', webp: 'WebP', webm: 'WebM' };

function formatName(mediaType: string): ShownText {
  const [extension = mediaType] = extensionsOf(mediaType);
  return shown(formatNames[extension] ?? extension.toUpperCase());
}

function pixelsText(pixels: number): ShownText {
  return l10n.t('up to {0} px', formatNumber(pixels));
}

function lifetimeRule(lifetime: ReturnType<Provider['lifetime']>): ShownText {
  switch (lifetime.type) {
    case 'fixed':
      return formatDuration(lifetime.milliseconds);
    case 'sliding':
      return l10n.t('{0} after its last use', formatDuration(lifetime.milliseconds));
    case 'kept':
      return l10n.t('no expiry');
    case 'stated':
      return l10n.t('known after each upload');
    case 'undocumented':
      return l10n.t('not documented');
  }
}
