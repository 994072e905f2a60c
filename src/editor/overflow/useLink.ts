import { stat } from 'node:fs/promises';
import { commands } from 'vscode';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import type { OverflowQuestion } from '../../core/uploads/plan/overflow.ts';
import type { FittingReference } from '../../core/workflow/mediaInput.ts';
import { commandId } from '../ids/commandIds.ts';
import type { MessageButton } from '../outcome/messageButtons.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';
import {
  chooseStorage,
  type LinkStorages,
  linkStorages,
  readerOf,
  storageLabel,
  storageToAdd,
} from './linkStorages.ts';

/** What an action is called that sends a refused file to a storage, for an input of a document. */
export function useLinkText(storages: LinkStorages): ShownText {
  return l10n.t('Upload to {0} and Use Its Link', storageLabel(storages));
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

/** A file whose upload failed because it was refused. */
export interface RefusedUpload {
  readonly error: UploadError;
  /** The account that refused it. */
  readonly account: Account;
  /** Which references its place takes; left out where it is for none yet. */
  readonly fits?: readonly FittingReference[];
}

/** What a failure asks of a storage. The content decides where it has been read. */
export function questionAbout({ error, account, fits }: RefusedUpload): OverflowQuestion {
  const { fileName = '', details } = error;
  const file = { mediaType: details.mediaType ?? mediaTypeOfName(fileName), size: details.size };
  return { file, reader: account, ...(fits && { fits }) };
}

interface UseOfStorage {
  label(storages: LinkStorages): ShownText;
  use(storage: Connection): unknown;
}

/**
 * What can be done in a message about refused files: send them to a storage that takes all of them, or add one first.
 * @returns nothing where no link would help
 */
export function storageButtons(
  services: Pick<Services, 'connections' | 'settings'>,
  questions: readonly OverflowQuestion[],
  { label, use }: UseOfStorage,
): readonly MessageButton[] {
  const choose = async (storages: LinkStorages): Promise<unknown> => {
    const storage = await chooseStorage(services, storages);
    return storage && use(storage);
  };
  const storages = storagesForAll(services, questions);
  if (storages !== undefined) {
    return [{ label: label(storages), run: () => choose(storages) }];
  }
  const [first, ...others] = questions.map((question) => storageToAdd(services, question));
  if (first === undefined || others.some((other) => other !== first)) {
    return [];
  }
  const run = async (): Promise<unknown> => {
    await commands.executeCommand(commandId('addConnection'), first.id);
    const added = storagesForAll(services, questions);
    return added && choose(added);
  };
  return [{ label: l10n.t('Add Storage...'), run }];
}

/** The storages that can take every one of some refused files. */
export function storagesForAll(
  services: Pick<Services, 'connections' | 'settings'>,
  questions: readonly OverflowQuestion[],
): LinkStorages | undefined {
  const [own, ...others] = questions.map((question) => linkStorages(services, question) ?? []);
  const [first, ...more] = own?.filter(({ id }) => others.every((each) => each.some((one) => one.id === id))) ?? [];
  return first && [first, ...more];
}
