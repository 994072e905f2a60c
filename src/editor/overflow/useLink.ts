import { stat } from 'node:fs/promises';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import type { RefusedFile } from '../../core/uploads/plan/overflow.ts';
import type { FittingReference } from '../../core/workflow/mediaInput.ts';
import type { MessageButton } from '../outcome/messageButtons.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';
import { chooseStorage, type LinkStorages, linkStorages, readerOf, storageLabel } from './linkStorages.ts';

/** What an action is called that sends a refused file to a storage, for an input of a document. */
export function useLinkText(storages: LinkStorages): ShownText {
  return l10n.t('Upload to {0} and Use Its Link', storageLabel(storages));
}

/** A file whose upload failed because it was refused. */
export interface Refused {
  readonly error: UploadError;
  /** The account that refused it. */
  readonly account: Account;
  /** Which references its place takes; left out where it is for none yet. */
  readonly fits?: readonly FittingReference[];
}

/** The storages to which a refused file can go instead; `undefined` where there is none. */
export function storagesFor(services: Services, { error, account, fits }: Refused): LinkStorages | undefined {
  return linkStorages(services, { file: refusedFile(error), reader: account, ...(fits && { fits }) });
}

/** A file that a document names, and the provider that would refuse it. */
export interface FileToRefuse {
  readonly provider: Provider;
  /** Which references its place takes. */
  readonly fits: readonly FittingReference[];
  /** Absolute path. */
  readonly file: string;
}

/** The storages to which a file can go that a provider refuses, judged by its name and size; `undefined` where there is none. */
export async function storagesForFile(
  services: Pick<Services, 'connections' | 'settings'>,
  { provider, fits, file }: FileToRefuse,
): Promise<LinkStorages | undefined> {
  const reader = readerOf(services, provider.id);
  const { size } = await stat(file);
  return reader && linkStorages(services, { file: { mediaType: mediaTypeOfName(file), size }, reader, fits });
}

/** Offers the storages in a message about a failure. */
export function useLinkButton(
  services: Pick<Services, 'connections'>,
  storages: LinkStorages,
  { label, use }: { readonly label: ShownText; use(storage: Connection): unknown },
): MessageButton {
  return {
    label,
    run: async () => {
      const storage = await chooseStorage(services, storages);
      return storage && use(storage);
    },
  };
}

/** What a failure says of its file. The content decides where it has been read. */
function refusedFile({ fileName = '', details }: UploadError): RefusedFile {
  return { mediaType: details.mediaType ?? mediaTypeOfName(fileName), size: details.size };
}
