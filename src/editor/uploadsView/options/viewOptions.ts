import type { MediaKind } from '../../../core/asset/asset.ts';
import type { ExpiryState, HistoryQuery } from '../../../core/history/historyStore.ts';
import { type ProviderId, providerIds } from '../../../core/providers/providerId.ts';

export const groupings = ['time', 'provider', 'workflow', 'file', 'none'] as const;
export type Grouping = (typeof groupings)[number];
export const orders = ['newest', 'expiresFirst'] as const;
export type Order = (typeof orders)[number];
export const mediaKinds = ['image', 'video', 'audio', 'archive', 'model'] as const satisfies readonly MediaKind[];
export const lifetimes = ['valid', 'expiring', 'expired'] as const;
export type LifetimeFilter = (typeof lifetimes)[number];
export const sourceChoices = ['changed', 'missing'] as const;
export type SourceFilter = (typeof sourceChoices)[number];

/** Which uploads are listed: those that meet every condition. An empty list restricts nothing. */
export interface UploadsFilter {
  readonly providers: readonly ProviderId[];
  readonly kinds: readonly MediaKind[];
  readonly lifetimes: readonly LifetimeFilter[];
  readonly sources: readonly SourceFilter[];
  readonly text: string;
}

/** Grouping, order and filter of the Uploads view. */
export interface ViewOptions {
  readonly groupBy: Grouping;
  readonly sortBy: Order;
  readonly filter: UploadsFilter;
}

export const noFilter: UploadsFilter = { providers: [], kinds: [], lifetimes: [], sources: [], text: '' };

/** Remembered options, without what this version doesn't know: an older or newer one may have written them. */
export function readViewOptions(value: unknown): ViewOptions {
  const { groupBy, sortBy, filter } = asObject(value);
  const { providers, kinds, lifetimes: remembered, sources, text } = asObject(filter);
  return {
    groupBy: groupings.find((each) => each === groupBy) ?? 'time',
    sortBy: orders.find((each) => each === sortBy) ?? 'newest',
    filter: {
      providers: chosen(providerIds, providers),
      kinds: chosen(mediaKinds, kinds),
      lifetimes: chosen(lifetimes, renamed(remembered)),
      sources: chosen(sourceChoices, sources),
      text: typeof text === 'string' ? text : '',
    },
  };
}

export function isFiltered({ providers, kinds, lifetimes: states, sources, text }: UploadsFilter): boolean {
  return providers.length + kinds.length + states.length + sources.length > 0 || text.trim() !== '';
}

/** The part of the options that the history can answer. Whether a file has changed needs a look at the disk. */
export function queryOf(options: ViewOptions, now: number, expiringWithin: number): Omit<HistoryQuery, 'limit'> {
  const { providers, kinds, lifetimes: states, text } = options.filter;
  return {
    order: options.sortBy,
    now,
    expiringWithin,
    ...(providers.length > 0 ? { providers } : {}),
    ...(kinds.length > 0 ? { kinds } : {}),
    ...(states.length > 0 ? { expiry: states.flatMap(expiryStates) } : {}),
    ...(text.trim() === '' ? {} : { text }),
  };
}

/** A reference without a known end counts as valid for somebody who looks for what still works. */
function expiryStates(state: LifetimeFilter): readonly ExpiryState[] {
  return state === 'valid' ? ['valid', 'never'] : [state];
}

/** Version 0.1.0 wrote `alive` for what is called `valid`. */
function renamed(names: unknown): unknown {
  return Array.isArray(names) ? names.map((name) => (name === 'alive' ? 'valid' : name)) : names;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function chosen<T>(choices: readonly T[], value: unknown): readonly T[] {
  return Array.isArray(value) ? choices.filter((choice) => value.includes(choice)) : [];
}
