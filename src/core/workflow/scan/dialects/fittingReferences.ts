import type { MediaKind } from '../../../asset/asset.ts';
import { knownReferences } from '../../../providers/knownReferences.ts';
import type { ProviderId } from '../../../providers/providerId.ts';
import type { KnownReference, ReferencePlace } from '../../../providers/reference.ts';
import type { DialectId, FittingReference } from '../../mediaInput.ts';

/** References that work at a place of one kind, the best first. */
function fittingAt(place: ReferencePlace, known: readonly KnownReference[] = knownReferences): FittingReference[] {
  const order = ({ fits }: KnownReference): number => fits[place] ?? 0;
  return known
    .filter(({ fits }) => fits[place] !== undefined)
    .sort((a, b) => order(a) - order(b))
    .map(({ provider, form, writtenAs }) => ({ provider, form, ...(writtenAs && { writtenAs }) }));
}

/** A ComfyUI loader takes the name of a file in its server's input folder; RunningHub runs ComfyUI and takes its own names. */
const comfyNames: readonly FittingReference[] = fittingAt('comfyLoader');

/** The object that takes the place of a name where the workflow is in API format and goes to Comfy API v2. */
export const comfyAssets: readonly FittingReference[] = fittingAt('comfyAsset');

/** Where a URL is expected that somebody else's server can download. */
export const publicUrls: readonly FittingReference[] = fittingAt('publicUrl');

/** Whether a provider has nothing but links, which work wherever somebody else downloads. */
export function isStorage(provider: ProviderId): boolean {
  return knownReferences.every((known) => known.provider !== provider || known.shape === 'url');
}

/** What a loader of ComfyUI reads: a name in its server's folder, one that few providers accept, or an address. */
export type LoaderValue = 'name' | 'archiveName' | 'url' | 'nothing';

// Names first: they are what most servers take, and the order decides what is offered first.
const archiveTakers = takersOf('archive');
const byLoaderInApiFormat: Readonly<Record<LoaderValue, readonly FittingReference[]>> = {
  name: [...comfyNames, ...comfyAssets],
  archiveName: [...fittingAt('comfyLoader', archiveTakers), ...fittingAt('comfyAsset', archiveTakers)],
  url: publicUrls,
  nothing: [],
};
const byLoader: typeof byLoaderInApiFormat = {
  ...byLoaderInApiFormat,
  name: comfyNames,
  archiveName: fittingAt('comfyLoader', archiveTakers),
};

/** Names and the like. A provider that has only links fits where a link is asked for, and nowhere else. */
const anywhere = knownReferences.filter(
  ({ isPrimary, writtenAs, shape }) => isPrimary && writtenAs === undefined && shape !== 'url',
);

const byDialect: Readonly<Record<DialectId, readonly FittingReference[]>> = {
  comfyApi: byLoaderInApiFormat.name,
  comfyUi: comfyNames,
  runningHub: fittingAt('nodeInfo'),
  runware: fittingAt('runwareParameter'),
  runway: fittingAt('runwayProperty'),
  generic: [
    ...anywhere.map(({ provider, form }) => ({ provider, form })),
    ...publicUrls.filter(({ provider }) => anywhere.some((known) => known.provider === provider)),
  ],
};

/** Computed once, because a scan looks them up for a hundred thousand inputs and keeps the result with each. */
const byKind: Readonly<Record<MediaKind, typeof byDialect>> = {
  image: takenOf('image'),
  video: takenOf('video'),
  audio: takenOf('audio'),
  archive: takenOf('archive'),
  model: takenOf('model'),
};

function takenOf(kind: MediaKind): typeof byDialect {
  const takers = new Set<string>(takersOf(kind).map(({ provider }) => provider));
  const providers = new Set<string>(knownReferences.map(({ provider }) => provider));
  const taken = Object.entries(byDialect).map(([dialect, all]) => {
    // What a provider doesn't take it doesn't take by a link either.
    const isRefused = providers.has(dialect) && !takers.has(dialect);
    return [dialect, isRefused ? [] : all.filter((each) => takers.has(each.provider))];
  });
  return Object.fromEntries(taken) as typeof byDialect;
}

/** Which references of providers that take this kind a media input of a dialect accepts, the best first. */
export function fittingReferences(dialect: DialectId, kind?: MediaKind): readonly FittingReference[] {
  return kind === undefined ? byDialect[dialect] : byKind[kind][dialect];
}

/** Which references a loader accepts in a document of ComfyUI, the best first. */
export function fitsOfLoader(dialect: DialectId, value: LoaderValue): readonly FittingReference[] {
  return (dialect === 'comfyApi' ? byLoaderInApiFormat : byLoader)[value];
}

function takersOf(kind: MediaKind): readonly KnownReference[] {
  return knownReferences.filter(({ kinds }) => kinds.includes(kind));
}
