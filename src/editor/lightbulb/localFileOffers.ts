import { stat } from 'node:fs/promises';
import { Uri } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { isCredential, providerById } from '../../core/providers/registry.ts';
import { isOfScopes } from '../connections/connectionScopes.ts';
import { apiFormatReason, needingApiFormat } from '../documents/apiFormatOnly.ts';
import {
  fittingProviders,
  fittingReference,
  providersTaking,
  unsupportedReason,
  usableFits,
} from '../documents/fittingReference.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { lifetimeText } from '../text/lifetimeText.ts';
import { limitText } from '../text/limitText.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';
import type { Offer } from './codeActions.ts';
import { readableFits, refusedFileOffers, refusingOf } from './refusedFileOffers.ts';
import { restrictedReason } from './restrictedMode.ts';
import type { NamedFile, ReplaceRequest } from './uploadAndReplace.ts';

/**
 * What can be done with a local file: use a reference that is there already, or upload it. Reads and hashes nothing.
 *
 * @param takers providers that take the file; by default, those that take files of its name
 */
export async function localFileOffers(
  services: Services,
  named: NamedFile,
  takers?: readonly Provider[],
): Promise<readonly Offer[]> {
  const { replacement, file, dialect } = named;
  const usable = usableFits(services.connections, named.fits);
  const fits = readableFits(usable, dialect);
  const { value } = replacement;
  const existing = await existingUploads(services, file, fittingProviders(usable));
  // A ComfyUI server may call a file just what it is called here: then the string is its reference already.
  const isThere = (record: UploadRecord): boolean => fittingReference(record, usable)?.value === value;
  const reuse = existing
    .filter((record) => fittingReference(record, usable) && !isThere(record))
    .map((record) => reuseOffer(services, record, replacement));
  const restricted = restrictedReason();
  if (restricted !== undefined) {
    return [...reuse, disabledOffer(replacement, restricted)];
  }
  const done = existing.filter(isThere).map(({ provider }) => provider);
  const { size } = await stat(file);
  const refusing = refusingOf(fits, file, size);
  const providers = (takers ?? providersTaking(fits, value)).filter(
    ({ id }) => !done.includes(id) && refusing.every(({ provider }) => provider.id !== id),
  );
  const unsupported = existing.length === 0 ? unsupportedReason(fits, value) : undefined;
  return [
    ...reuse,
    ...(unsupported === undefined ? uploadOffers(services, named, providers) : []),
    ...refusedFileOffers(services, named, { refusing, size }),
    ...(unsupported === undefined
      ? refusing
          .filter(({ problem }) => problem.code !== 'typeUnsupported')
          .map(({ provider, problem }) => ({
            ...uploadOffer(provider, replacement),
            disabledReason: limitText(problem, { label: shown(provider.label), name: file }),
          }))
      : [disabledOffer(replacement, unsupported)]),
  ];
}

function disabledOffer(replacement: NamedFile['replacement'], disabledReason: ShownText): Offer {
  return { ...replaceOffer(l10n.t('Upload and replace...'), replacement), disabledReason };
}

/** Offers that can't be chosen, with the reason: uploads to providers that take this workflow only in another format. */
export function formatOffers({ replacement, ...named }: NamedFile): readonly Offer[] {
  return needingApiFormat({ ...named, value: replacement.value }).map((provider) => ({
    ...uploadOffer(provider, replacement),
    disabledReason: apiFormatReason(provider),
  }));
}

/**
 * Uploads of exactly this file whose references still work, the newest of each provider. The file is compared by path,
 * size and time: nothing is read or hashed for a lightbulb.
 */
async function existingUploads(
  services: Services,
  file: string,
  providers: readonly ProviderId[],
): Promise<readonly UploadRecord[]> {
  if (!services.settings.reuseUploads) {
    return [];
  }
  const now = Date.now();
  const history = await services.history();
  const records = history
    .findByFile(Uri.file(file).toString())
    .filter(
      ({ reference, provider }) =>
        (reference.expiresAt ?? Number.POSITIVE_INFINITY) > now && providers.includes(provider),
    );
  if (records.length === 0) {
    return [];
  }
  const { size, mtimeMs } = await stat(file);
  const unchanged = records.filter((record) => record.size === size && Math.abs(record.mtimeMs - mtimeMs) < 1);
  const scopes = await services.connectionScopes.inUse(unchanged.map(({ provider }) => provider));
  const newest = new Map<ProviderId, UploadRecord>();
  for (const record of unchanged) {
    // A newer one may have been made with a connection that this workspace doesn't use.
    if (!newest.has(record.provider) && isOfScopes(record, scopes)) {
      newest.set(record.provider, record);
    }
  }
  return [...newest.values()];
}

function reuseOffer({ connections }: Services, record: UploadRecord, replacement: NamedFile['replacement']): Offer {
  const label = shown(connections.labelInUse(providerById(record.provider)));
  const facts = [
    lifetimeText(record.reference, Date.now()),
    ...(isCredential(record.provider, record.reference.form) ? [l10n.t('signed link')] : []),
  ];
  const title = l10n.t('Replace with existing {0} reference ({1})', label, joined(facts, ' · '));
  const offer = replaceOffer(title, { ...replacement, recordId: record.id }, record.provider);
  return { ...offer, isPreferred: true };
}

function uploadOffers(
  services: Services,
  { dialect, replacement }: NamedFile,
  providers: readonly Provider[],
): readonly Offer[] {
  const preferred = services.settings.defaultProvider;
  const sorted = [...providers].sort((a, b) => Number(b.id === preferred) - Number(a.id === preferred));
  const [first] = sorted;
  const upload = (provider: Provider): Offer => ({
    ...uploadOffer({ id: provider.id, label: services.connections.labelInUse(provider) }, replacement),
    isPreferred: provider === first,
  });
  if (dialect !== 'generic' || first === undefined) {
    return sorted.map(upload);
  }
  // Any provider may be meant, and one question is better than five entries in the lightbulb.
  const known = first.id === preferred ? [upload(first)] : [];
  const choose = replaceOffer(l10n.t('Upload and replace...'), replacement);
  return [...known, { ...choose, isPreferred: known.length === 0 }];
}

/** @param label the provider's, with that of the connection in use where there are several */
function uploadOffer({ id, label }: Pick<Provider, 'id' | 'label'>, replacement: NamedFile['replacement']): Offer {
  return replaceOffer(l10n.t('Upload to {0} and replace', shown(label)), replacement, id);
}

function replaceOffer(title: ShownText, replacement: NamedFile['replacement'], provider?: ProviderId): Offer {
  return { title, command: 'replaceString', argument: { ...replacement, provider } satisfies ReplaceRequest };
}
