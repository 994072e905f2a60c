import type { Provider } from '../../core/providers/provider.ts';
import { type Connection, maxConnectionName } from '../../core/uploads/accounts/connection.ts';
import type { OwnConnections } from '../connections/ownConnections.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

interface NameOptions {
  readonly connections: OwnConnections;
  readonly provider: Provider;
  /** The connection that is renamed. */
  readonly own?: Connection;
}

/** Why a connection can't be called this; `undefined` where it can. */
export function nameProblem(text: string, { connections, provider, own }: NameOptions): ShownText | undefined {
  const name = text.trim();
  if (name === '') {
    return l10n.t('Enter a name.');
  }
  if (name.length > maxConnectionName) {
    return l10n.t('A name can have at most {0} characters.', maxConnectionName);
  }
  // The default connection gets its name with the first one that is added, and another one in another display language.
  const others = connections.of(provider).filter(({ id }) => id !== own?.id);
  const names = [l10n.t('default'), 'default', ...others.map((each) => each.name ?? '')];
  return names.some((each) => each.toLowerCase() === name.toLowerCase())
    ? l10n.t('Another connection has this name.')
    : undefined;
}
