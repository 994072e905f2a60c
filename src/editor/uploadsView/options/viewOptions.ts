import type { MediaKind } from '../../../core/asset/asset.ts';
import type { AssetState } from '../../../core/history/assetState.ts';
import type { ExpiryState, HistoryQuery } from '../../../core/history/historyStore.ts';
import { type ProviderId, providerIds } from '../../../core/providers/providerId.ts';

export const groupings = ['time', 'provider', 'workflow', 'file', 'none'] as const;
export type Grouping = (typeof groupings)[number];
export const orders = ['newest', 'expiresFirst'] as const;
export type Order = (typeof orders)[number];
export const mediaKinds = ['image', 'video', 'audio', 'archive', 'model'] as const satisfies readonly MediaKind[];
export const states = [
  'valid',
  'expiring',
  'expired',
  'renewed',
  'changed',
  'missing',
] as const satisfies readonly AssetState[];
export type StateFilter = (typeof states)[number];

/** Which uploads are listed: those that meet every condition. An empty list restricts nothing. */
export interface UploadsFilter {
  readonly providers: readonly ProviderId[];
  readonly kinds: readonly MediaKind[];
  readonly states: readonly StateFilter[];
  readonly text: string;
}

/** Grouping, order and filter of the Uploads view. */
export interface ViewOptions {
  readonly groupBy: Grouping;
  readonly sortBy: Order;
  readonly filter: UploadsFilter;
}

export const noFilter: UploadsFilter = { providers: [], kinds: [], states: [], text: '' };

/** Remembered options, without what this version doesn't know: an older or newer one may have written them. */
export function readViewOptions(value: unknown): ViewOptions {
  const { groupBy, sortBy, filter } = asObject(value);
  const { providers, kinds, states: remembered, text, ...earlier } = asObject(filter);
  return {
    groupBy: groupings.find((each) => each === groupBy) ?? 'time',
    sortBy: orders.find((each) => each === sortBy) ?? 'newest',
    filter: {
      providers: chosen(providerIds, providers),
      kinds: chosen(mediaKinds, kinds),
      states: chosen(states, remembered ?? statesOf(earlier)),
      text: typeof text === 'string' ? text : '',
    },
  };
}

export function isFiltered({ providers, kinds, states: wanted, text }: UploadsFilter): boolean {
  return providers.length + kinds.length + wanted.length > 0 || text.trim() !== '';
}

/**
 * The part of the options that the history can answer. Whether a reference was renewed, and what has become of a file, has to
 * be looked up for each record.
 */
export function queryOf(options: ViewOptions, now: number, expiringWithin: number): Omit<HistoryQuery, 'limit'> {
  const { providers, kinds, states: wanted, text } = options.filter;
  return {
    order: options.sortBy,
    now,
    expiringWithin,
    ...(providers.length > 0 ? { providers } : {}),
    ...(kinds.length > 0 ? { kinds } : {}),
    ...(wanted.length > 0 ? { expiry: [...new Set(wanted.flatMap((state) => expiryStates[state]))] } : {}),
    ...(text.trim() === '' ? {} : { text }),
  };
}

/** How the reference of an upload in each state may end. One without a known end works, as far as anybody knows. */
const expiryStates: Readonly<Record<StateFilter, readonly ExpiryState[]>> = {
  valid: ['valid', 'never'],
  changed: ['valid', 'expiring', 'expired', 'never'],
  missing: ['valid', 'expiring', 'expired', 'never'],
  expiring: ['expiring'],
  expired: ['expired'],
  renewed: ['expiring', 'expired'],
};

/** The states of a filter of version 0.1.0, which kept them in two lists and wrote `alive` for `valid`. */
function statesOf({ lifetimes, sources }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [lifetimes, sources]
    .flatMap((each): readonly unknown[] => (Array.isArray(each) ? each : []))
    .map((name) => (name === 'alive' ? 'valid' : name));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function chosen<T>(choices: readonly T[], value: unknown): readonly T[] {
  return Array.isArray(value) ? choices.filter((choice) => value.includes(choice)) : [];
}
