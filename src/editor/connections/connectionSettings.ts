import { createHash } from 'node:crypto';
import { ConfigurationTarget, workspace } from 'vscode';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';
import type { ProviderOptions } from '../../core/providers/providerSetting.ts';
import { maxConnectionName } from '../../core/uploads/accounts/connection.ts';
import { settingId } from '../ids/settingIds.ts';
import type { Settings } from '../services/settings.ts';

/** A connection that a person has added, as their settings hold it. */
export interface AddedConnection {
  readonly id: string;
  readonly provider: ProviderId;
  readonly name: string;
  /** As written. */
  readonly endpoint: string;
  /** What the provider's `connectionOptions` ask for; left out where nothing is written. */
  readonly options?: ProviderOptions;
}

/** Why an entry isn't used: it names no provider that is known, say, or its name is that of an entry before. */
export type EntryProblem = 'unreadable' | 'nameTaken';

/** An entry of the setting, and what could be read from it. */
interface Entry {
  /** As it is to be written again where it doesn't change. */
  readonly written: unknown;
  readonly connection: AddedConnection | undefined;
  readonly problem?: EntryProblem;
}

/**
 * What `workflowAssets.connections` holds, without entries that can't be used: people write settings by hand, and another
 * version may have written these. Of entries with the same name the first counts; one that was copied and renamed gets an id of
 * its own.
 */
export function readConnections(value: unknown): readonly AddedConnection[] {
  return readEntries(value).flatMap(({ connection }) => connection ?? []);
}

/** The entries that `readConnections` leaves out, by their position. */
export function entryProblems(value: unknown): readonly { readonly index: number; readonly problem: EntryProblem }[] {
  return readEntries(value).flatMap(({ problem }, index) => (problem === undefined ? [] : { index, problem }));
}

/**
 * Changes the connections in the person's own settings, or in those of the machine where the window is remote. The settings
 * are read immediately before, because another window may have changed them. Entries that can't be used stay as they are:
 * a newer version may know their provider.
 * @throws Error of VS Code where the settings file can't be written
 */
export async function updateConnections(
  settings: Pick<Settings, 'connections'>,
  change: (connections: readonly AddedConnection[]) => readonly AddedConnection[],
): Promise<void> {
  const entries = readEntries(settings.connections);
  const changed = change(entries.flatMap(({ connection }) => connection ?? []));
  const value = [
    ...changed.map((each) => entries.find(({ connection }) => connection === each)?.written ?? writtenForm(each)),
    ...entries.filter(({ connection }) => connection === undefined).map(({ written }) => written),
  ];
  await workspace
    .getConfiguration()
    .update(settingId('connections'), value.length === 0 ? undefined : value, ConfigurationTarget.Global);
}

/** The order in which a person reads them. */
function writtenForm({ id, provider, name, endpoint, options }: AddedConnection): AddedConnection {
  return { name, provider, endpoint, ...(options && { options }), id };
}

function readEntries(value: unknown): readonly Entry[] {
  const entries: Entry[] = [];
  const [ids, names] = [new Set<string>(), new Set<string>()];
  for (const written of Array.isArray(value) ? value : []) {
    const read = readConnection(written);
    if (read === undefined) {
      entries.push({ written, connection: undefined, problem: 'unreadable' });
      continue;
    }
    const isCopy = ids.has(read.id);
    const connection = isCopy ? { ...read, id: idOfName(read.provider, read.name) } : read;
    // A name that differs in case only would be taken for the other.
    const name = `${connection.provider} ${connection.name.toLowerCase()}`;
    if (names.has(name) || ids.has(connection.id)) {
      entries.push({ written, connection: undefined, problem: 'nameTaken' });
      continue;
    }
    ids.add(connection.id);
    names.add(name);
    // Written with its own id: once the first entry is removed, this one would be taken for it, in every workspace that uses it.
    entries.push({ written: isCopy ? { ...Object(written), id: connection.id } : written, connection });
  }
  return entries;
}

function readConnection(entry: unknown): AddedConnection | undefined {
  if (typeof entry !== 'object' || entry === null) {
    return undefined;
  }
  const fields = entry as Readonly<Partial<Record<keyof AddedConnection, unknown>>>;
  const provider = providerIds.find((each) => each === fields.provider);
  const name = typeof fields.name === 'string' ? fields.name.trim().slice(0, maxConnectionName) : '';
  if (provider === undefined || name === '' || typeof fields.endpoint !== 'string') {
    return undefined;
  }
  // An id may not be that of a default connection, whose keys are stored under the same name.
  const isOwnId =
    typeof fields.id === 'string' && fields.id.startsWith(`${provider}-`) && /^[\w-]{1,64}$/.test(fields.id);
  return {
    id: isOwnId ? String(fields.id) : idOfName(provider, name),
    provider,
    name,
    endpoint: fields.endpoint.trim(),
    ...readOptions(fields.options),
  };
}

/** Texts only; which of them mean something is up to the provider, and a newer version may know more of them. */
function readOptions(written: unknown): Pick<AddedConnection, 'options'> {
  const entries = typeof written === 'object' && written !== null ? Object.entries(written) : [];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === 0 ? {} : { options: Object.fromEntries(texts) };
}

/** The id of an entry that was written by hand: the same in every window, and until it is renamed by hand. */
function idOfName(provider: ProviderId, name: string): string {
  return `${provider}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
