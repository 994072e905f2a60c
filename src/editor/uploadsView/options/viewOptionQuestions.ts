import { QuickPickItemKind } from 'vscode';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import { providerById, providers } from '../../../core/providers/registry.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import { l10n } from '../../text/l10n.ts';
import { kindName } from '../../text/mediaText.ts';
import { formatList } from '../../text/names.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';
import {
  type Grouping,
  groupings,
  mediaKinds,
  type Order,
  orders,
  type StateFilter,
  states,
  type UploadsFilter,
} from './viewOptions.ts';
import type { ViewState } from './viewState.ts';

interface Choice<T> extends ShownQuickPickItem {
  readonly value: T;
}

export async function askGrouping(state: ViewState): Promise<void> {
  const names: Readonly<Record<Grouping, ShownText>> = {
    time: l10n.t('Time'),
    provider: l10n.t('Provider'),
    workflow: l10n.t('Workflow'),
    file: l10n.t('File'),
    none: l10n.t('No Groups'),
  };
  const groupBy = await askOne(groupings, names, {
    title: l10n.t('Group Uploads By'),
    current: state.options.groupBy,
  });
  if (groupBy) {
    await state.change({ groupBy });
  }
}

export async function askOrder(state: ViewState): Promise<void> {
  const names: Readonly<Record<Order, ShownText>> = {
    newest: l10n.t('Newest First'),
    expiresFirst: l10n.t('Expiring First'),
  };
  const sortBy = await askOne(orders, names, { title: l10n.t('Sort Uploads By'), current: state.options.sortBy });
  if (sortBy) {
    await state.change({ sortBy });
  }
}

/** Puts the current choice first and marks it by a word: screen readers don't read a check mark. */
async function askOne<T extends string>(
  values: readonly T[],
  names: Readonly<Record<T, ShownText>>,
  { title, current }: { readonly title: ShownText; readonly current: T },
): Promise<T | undefined> {
  const choices = values.map(
    (value): Choice<T> => ({
      label: names[value],
      value,
      ...(value === current ? { description: l10n.t('current') } : {}),
    }),
  );
  choices.sort((a, b) => Number(b.value === current) - Number(a.value === current));
  return (await window.showQuickPick(choices, { title }))?.value;
}

type Facet = Omit<UploadsFilter, 'text'>;

/**
 * One list for everything that can be selected. A section with nothing selected restricts nothing.
 * @param mayHaveUploads whether a provider is listed; one that is selected is in any case
 */
export async function askFilter(state: ViewState, mayHaveUploads: (id: ProviderId) => boolean): Promise<void> {
  const { filter } = state.options;
  const listed = providers.filter(({ id }) => mayHaveUploads(id) || filter.providers.includes(id));
  const section = <Name extends keyof Facet>(
    facet: Name,
    title: ShownText,
    entries: readonly (readonly [Facet[Name][number], ShownText])[],
  ): Choice<{ readonly facet: keyof Facet; readonly name: string } | undefined>[] => [
    { label: title, kind: QuickPickItemKind.Separator, value: undefined },
    ...entries.map(([name, label]) => {
      const chosen: readonly string[] = filter[facet];
      return { label, picked: chosen.includes(name), value: { facet, name } };
    }),
  ];
  const picked = await window.showQuickPick(
    [
      ...section(
        'providers',
        l10n.t('Provider'),
        listed.map(({ id, label }) => [id, shown(label)] as const),
      ),
      ...section(
        'kinds',
        l10n.t('Kind'),
        mediaKinds.map((kind) => [kind, kindName(kind)] as const),
      ),
      ...section(
        'states',
        l10n.t('State'),
        states.map((each) => [each, stateName(each)] as const),
      ),
    ],
    { canPickMany: true, title: l10n.t('Filter Uploads'), placeHolder: l10n.t('Show only uploads that are') },
  );
  if (!picked) {
    return;
  }
  const chosen = <T extends string>(facet: keyof Facet, values: readonly T[]): readonly T[] =>
    values.filter((value) => picked.some((item) => item.value?.facet === facet && item.value.name === value));
  await state.filter({
    providers: chosen(
      'providers',
      listed.map(({ id }) => id),
    ),
    kinds: chosen('kinds', mediaKinds),
    states: chosen('states', states),
  });
}

/** The filter in one line, to be shown above the list; `undefined` where nothing is filtered. */
export function filterText({ providers, kinds, states: wanted, text }: UploadsFilter): ShownText | undefined {
  const parts = [
    formatList(providers.map((id) => shown(providerById(id).label))),
    formatList(kinds.map(kindName)),
    formatList(wanted.map(stateName)),
    ...(text.trim() === '' ? [] : [l10n.t('"{0}"', shown(text))]),
  ].filter(({ length }) => length > 0);
  return parts.length === 0 ? undefined : l10n.t('Filter: {0}', joined(parts, ' · '));
}

function stateName(state: StateFilter): ShownText {
  switch (state) {
    case 'valid':
      return l10n.t('Valid');
    case 'expiring':
      return l10n.t('Expiring');
    case 'expired':
      return l10n.t('Expired');
    case 'renewed':
      return l10n.t('Renewed');
    case 'changed':
      return l10n.t('File Changed');
    case 'missing':
      return l10n.t('File Missing');
  }
}
