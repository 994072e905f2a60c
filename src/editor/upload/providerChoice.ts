import type { Uri } from 'vscode';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { takesName } from '../../core/uploads/plan/limits.ts';
import { extensionOfName } from '../../core/workflow/scan/mediaName.ts';
import type { ConnectionTarget } from '../connections/accounts.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import { isNearOrOpen } from '../services/nearFiles.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';
import { isFolder } from './foldersToFiles.ts';

interface Candidate {
  readonly provider: Provider;
  /** What a person should know before they choose it. */
  readonly notes: readonly ShownText[];
}

interface ProviderItem extends ShownQuickPickItem {
  readonly provider: Provider;
}

/** How a provider is asked for. */
interface ProviderQuestion {
  readonly title: ShownText;
  readonly placeHolder?: ShownText;
  /** Offered first; by default, the person's own default. */
  readonly first?: ProviderId | undefined;
}

/** Asks for a provider, with the default one first. `undefined` when the person closed the question. */
export function chooseProvider(
  services: Services,
  question: ShownText | ProviderQuestion,
  candidates: readonly Provider[],
): Promise<Provider | undefined> {
  return ask(
    services,
    typeof question === 'string' ? { title: question } : question,
    candidates.map((provider) => ({ provider, notes: [] })),
  );
}

/**
 * Asks which provider these files and folders go to, among those that support at least one of them; where there is none,
 * says so. Names decide, because no file is opened before the person has chosen: one without an extension may be anything.
 */
export async function chooseProviderFor(
  services: Services,
  title: ShownText,
  targets: readonly Uri[],
): Promise<Provider | undefined> {
  const names = targets.map(nameOf);
  const areUndecided = await Promise.all(
    targets.map(async (target) => {
      const name = nameOf(target);
      return (
        mediaTypeOfName(name) === undefined &&
        (extensionOfName(name) === undefined || (isNearOrOpen(target) && isFolder(target)))
      );
    }),
  );
  const candidates = services.connections.providers().flatMap((provider): readonly Candidate[] => {
    const taken = names.filter((name, index) => areUndecided[index] || takesName(provider, name)).length;
    if (taken === 0) {
      return [];
    }
    const notes = taken < names.length ? [l10n.t('supports {0} of {1} files', taken, names.length)] : [];
    return [{ provider, notes }];
  });
  if (candidates.length === 0) {
    void window.showWarningMessage(noProviderText(names));
    return undefined;
  }
  return ask(services, { title }, candidates);
}

function noProviderText(names: readonly string[]): ShownText {
  const [only = ''] = names;
  return names.length === 1
    ? l10n.t(
        "{0} can't be uploaded: no provider supports {1} files.",
        shown(only, nameLength),
        shown(`.${extensionOfName(only) ?? ''}`),
      )
    : l10n.t('None of the {0} files can be uploaded: no provider supports their types.', names.length);
}

async function ask(
  services: Services,
  { title, placeHolder = l10n.t('Choose a provider'), first = services.settings.defaultProvider }: ProviderQuestion,
  candidates: readonly Candidate[],
): Promise<Provider | undefined> {
  const items = await Promise.all(
    candidates.map(
      async ({ provider, notes }): Promise<ProviderItem> => ({
        label: shown(provider.label),
        description: joined([...notes, ...(await connectionFacts(services, provider))], ' · '),
        provider,
      }),
    ),
  );
  items.sort((a, b) => Number(b.provider.id === first) - Number(a.provider.id === first));
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
  });
  return picked?.provider;
}

/** Which connection of a provider this workspace uses, where there are several, and what is known of its key. */
async function connectionFacts(services: Services, provider: Provider): Promise<readonly ShownText[]> {
  const { connections } = services;
  if (!connections.has(provider.id)) {
    return [l10n.t('no connection yet')];
  }
  if (connections.needsChoice(provider.id)) {
    return [l10n.t('{0} connections', connections.of(provider).length)];
  }
  const { name } = connections.current(provider.id);
  return [...(name === undefined ? [] : [shown(name)]), await keyState(services, provider.id)];
}

/** What a list of providers or connections says of each one's key. */
export async function keyState(services: Services, target: ConnectionTarget): Promise<ShownText> {
  try {
    const hasKey = await services.accounts.hasKey(target);
    return hasKey === undefined ? l10n.t('needs no key') : hasKey ? l10n.t('key saved') : l10n.t('no key yet');
  } catch {
    // Using the endpoint will show what is wrong with it. Failing here would only hide the other providers.
    return l10n.t("endpoint can't be used");
  }
}
