import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type LimitProblem, limitProblemOf } from '../../core/uploads/plan/limits.ts';
import type { DialectId, FittingReference } from '../../core/workflow/mediaInput.ts';
import { fittingProviders } from '../documents/fittingReference.ts';
import { linkStorages, readerOf, storageToAdd } from '../overflow/linkStorages.ts';
import { useLinkText } from '../overflow/useLink.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import type { Offer } from './codeActions.ts';
import type { NamedFile, ReplaceRequest } from './uploadAndReplace.ts';

/** A provider that would refuse a file, judged by its name and size. */
export interface Refusing {
  readonly provider: Provider;
  readonly problem: LimitProblem;
}

/**
 * The references of the providers that read a document's inputs. In the requests of one provider that is the provider itself, and
 * storages only help out; elsewhere a storage is as good as any other provider.
 */
export function readableFits(
  fits: readonly FittingReference[],
  dialect: DialectId | undefined,
): readonly FittingReference[] {
  const hasOwn = fits.some(({ provider }) => provider === dialect);
  return hasOwn ? fits.filter(({ provider }) => providerById(provider).givesLinks === undefined) : fits;
}

/** Those of the readers that would refuse the file. @param size in bytes */
export function refusingOf(fits: readonly FittingReference[], file: string, size: number): readonly Refusing[] {
  return fittingProviders(fits).flatMap((id) => {
    const provider = providerById(id);
    const problem = limitProblemOf(provider, { name: file, size });
    return problem === undefined ? [] : [{ provider, problem }];
  });
}

/** What can be done about a refusal in an input that takes a link as well: use a storage, or add one. */
export function refusedFileOffers(
  services: Pick<Services, 'connections' | 'settings'>,
  { replacement, file, fits }: NamedFile,
  { refusing, size }: { readonly refusing: readonly Refusing[]; readonly size: number },
): readonly Offer[] {
  for (const { provider } of refusing.filter(({ problem }) => problem.code !== 'fileEmpty')) {
    const reader = readerOf(services, provider.id);
    const question = reader && { file: { mediaType: mediaTypeOfName(file), size }, reader, fits };
    const storages = question && linkStorages(services, question);
    if (storages) {
      const argument: ReplaceRequest = { ...replacement, provider: provider.id, useLink: true };
      const isPreferred = services.settings.overflow === 'always';
      return [{ title: useLinkText(storages), command: 'replaceString', argument, isPreferred }];
    }
    const storage = question && storageToAdd(services, question);
    if (storage) {
      return [{ title: l10n.t('Add Storage...'), command: 'addConnection', argument: storage.id }];
    }
  }
  return [];
}
