import type { MediaKind } from '../../src/core/asset/asset.ts';
import { extensionsOf } from '../../src/core/asset/mediaTypes.ts';
import type { MediaLimits, Provider } from '../../src/core/providers/provider.ts';
import type { ExpectedLifetime } from '../../src/core/providers/reference.ts';
import { day, hour, megabyte } from '../../src/core/units.ts';

const begin = '<!-- Written by `npm run generate` from here -->';
const end = '<!-- to here -->';

/** The README with its table of providers between the two marks. @throws Error where a mark is missing */
export function withProviderTable(readme: string, providers: readonly Provider[]): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end, from);
  if (from === -1 || to === -1) {
    throw new Error('README.md has no marks around its table of providers');
  }
  return `${readme.slice(0, from + begin.length)}\n\n${providerTable(providers)}\n\n${readme.slice(to)}`;
}

function providerTable(providers: readonly Provider[]): string {
  const row = (title: string, cell: (provider: Provider) => string): string =>
    `| ${[title, ...providers.map(cell)].join(' | ')} |`;
  const rows = [
    row('', ({ label, texts, isDeprecated }) => `${capitalised(texts.name ?? label)}${isDeprecated ? ' ²' : ''}`),
    `|${'---|'.repeat(providers.length + 1)}`,
    row('Images', (provider) => typesOf(provider, 'image')),
    row('Video', (provider) => typesOf(provider, 'video')),
    row('Audio', (provider) => typesOf(provider, 'audio')),
    row('ZIP of images', ({ limits }) => (limits.some(({ kind }) => kind === 'archive') ? 'yes' : '–')),
    row('3D models', (provider) => typesOf(provider, 'model')),
    row('Size', ({ limits, texts }) => texts.size ?? sizeText(limits)),
    row('Reference', ({ texts }) => texts.reference),
    row('Lifetime', (provider) => provider.texts.lifetime ?? lifetimesText(provider)),
    row('API key from', ({ keyUrl, texts }) =>
      keyUrl === undefined
        ? 'none needed'
        : `[${new URL(keyUrl).host.replace(/^www\./, '')}](${keyUrl})${texts.key ?? ''}`,
    ),
  ];
  const warned = providers.filter(({ limits }) => limits.some(({ warning }) => warning === 'mayNotAppearInLoaders'));
  const footnotes = warned.map(
    ({ label }) =>
      `¹ The upload works, but ${label}'s loader nodes may not list the file. You are told when it matters.`,
  );
  const deprecated = providers.filter(({ isDeprecated }) => isDeprecated);
  footnotes.push(
    ...deprecated.map(
      ({ label }) => `² ${label} documents this API as deprecated, but keeps it available for existing integrations.`,
    ),
  );
  return [rows.join('\n'), ...footnotes].join('\n\n');
}

/** Names people use, where the usual extension in capitals isn't one. */
const typeNames: Readonly<Record<string, string>> = { jpg: 'JPEG', webp: 'WebP', webm: 'WebM' };

function typesOf({ limits }: Provider, kind: MediaKind): string {
  const ofKind = limits.filter((each) => each.kind === kind);
  const names = ofKind
    .flatMap(({ mediaTypes }) => mediaTypes)
    .map((mediaType) => {
      const extension = extensionsOf(mediaType)[0] ?? mediaType;
      return typeNames[extension] ?? extension.toUpperCase();
    });
  const mark = ofKind.some(({ warning }) => warning === 'mayNotAppearInLoaders') ? ' ¹' : '';
  return names.length === 0 ? '–' : `${names.join(', ')}${mark}`;
}

function sizeText(limits: readonly MediaLimits[]): string {
  const sizes = [...new Set(limits.map(sizeRange))];
  const size =
    sizes.length === 1 ? sizes[0] : limits.map((each) => `${kindNames[each.kind]} ${sizeRange(each)}`).join('; ');
  const images = limits.find(({ maxEdge }) => maxEdge !== undefined);
  if (images === undefined) {
    return size ?? '';
  }
  const figure = (pixels: number | undefined): string => (pixels ?? 0).toLocaleString('en');
  return `${size}; images up to ${figure(images.maxEdge)} px per edge and ${figure(images.maxPixels)} px`;
}

/** In the provider's own unit: `maxBytes` is the larger reading of its "MB", so that nothing is refused that may pass. */
function sizeRange({ minBytes, maxBytes, warnAboveBytes }: MediaLimits): string {
  const documented = warnAboveBytes ?? maxBytes;
  if (documented === undefined) {
    return 'not documented';
  }
  const most = `${documented / megabyte} MB`;
  return minBytes === undefined ? `up to ${most}` : `${minBytes} bytes to ${most}`;
}

const kindNames: Readonly<Record<MediaKind, string>> = {
  image: 'images',
  video: 'video',
  audio: 'audio',
  archive: 'ZIP',
  model: '3D',
};

function lifetimesText({ limits, lifetime }: Provider): string {
  const kindsByText = new Map<string, string[]>();
  for (const { kind } of limits) {
    const text = lifetimeText(lifetime(kind, {}));
    kindsByText.set(text, [...(kindsByText.get(text) ?? []), kindNames[kind]]);
  }
  if (kindsByText.size === 1) {
    return [...kindsByText.keys()].join('');
  }
  const list = new Intl.ListFormat('en', { type: 'conjunction' });
  return [...kindsByText].map(([text, kinds]) => `${list.format(kinds)} ${text}`).join('; ');
}

function lifetimeText(lifetime: ExpectedLifetime): string {
  switch (lifetime.type) {
    case 'fixed':
      return durationText(lifetime.milliseconds);
    case 'sliding':
      return `${durationText(lifetime.milliseconds)} after the last use`;
    case 'kept':
      return 'kept';
    case 'stated':
      return 'stated with each upload';
    case 'undocumented':
      return 'not documented';
  }
}

function durationText(milliseconds: number): string {
  return milliseconds > 2 * day ? `${milliseconds / day} days` : `${milliseconds / hour} hours`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
