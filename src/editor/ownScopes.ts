import type { Engine } from '../core/engine.ts';
import { UploadError } from '../core/errors.ts';
import type { AccountScope } from '../core/history/historyStore.ts';
import type { UploadRecord } from '../core/history/record.ts';
import type { ProviderId } from '../core/providers/providerId.ts';
import type { Services } from './services.ts';

type Scopes = Map<ProviderId, Promise<AccountScope | undefined>>;

const remembered = new WeakMap<Services, Scopes>();

/**
 * The accounts of now at some providers: a reference of another key or another server would not run. Remembered until a key
 * or a setting changes, because VS Code has to ask another process for a key, and the lightbulb asks at every move of the
 * cursor. What is remembered is a fingerprint and never the key.
 */
export async function ownScopes(
  services: Services,
  engine: Engine,
  providers: Iterable<ProviderId>,
): Promise<readonly AccountScope[]> {
  const scopes = remembered.get(services) ?? rememberFor(services);
  const found = await Promise.all(
    [...new Set(providers)].map((provider) => {
      const scope = scopes.get(provider) ?? currentScope(services, engine, provider, scopes);
      scopes.set(provider, scope);
      return scope;
    }),
  );
  return found.filter((scope) => scope !== undefined);
}

/** Whether an upload was made by one of the accounts. */
export function isOfScopes(record: UploadRecord, scopes: readonly AccountScope[]): boolean {
  return scopes.some(
    ({ provider, origin, account }) =>
      provider === record.provider && origin === record.origin && account === record.account,
  );
}

function rememberFor(services: Services): Scopes {
  const scopes: Scopes = new Map();
  const forget = (): void => scopes.clear();
  services.context.subscriptions.push(services.apiKeys.onDidChange(forget), services.settings.onDidChange(forget));
  remembered.set(services, scopes);
  return scopes;
}

async function currentScope(
  services: Services,
  engine: Engine,
  provider: ProviderId,
  scopes: Scopes,
): Promise<AccountScope | undefined> {
  try {
    return engine.scopeOf(await services.accounts.current(provider));
  } catch (error) {
    if (!UploadError.is(error)) {
      scopes.delete(provider);
    }
    // No key or no valid endpoint: then there is no account a reference could belong to.
    return undefined;
  }
}
