import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';

/** Why somebody who has already saved a key for a provider is asked for one again. */
export type KeyReason =
  /** The endpoint is at another origin now. */
  | { readonly type: 'endpointChanged'; readonly savedFor: readonly string[] }
  /** VS Code has lost the key that was saved: without a keyring, it keeps secrets in memory only. */
  | { readonly type: 'notKept' };

/** VS Code's page about keyrings, which says how to make it keep secrets. */
export const keyringDocumentation =
  'https://code.visualstudio.com/docs/configure/settings-sync#_troubleshooting-keychain-issues';

interface StoredKeys {
  /** Origins for which a key is stored. */
  readonly origins: readonly string[];
  /** Whether a key was saved for the present origin. */
  readonly wasSaved: boolean;
}

/** @returns `undefined` if no key was ever saved, or one is there */
export function keyReason(endpoint: URL, { origins, wasSaved }: StoredKeys): KeyReason | undefined {
  if (origins.includes(endpoint.origin)) {
    return undefined;
  }
  if (wasSaved) {
    return { type: 'notKept' };
  }
  return origins.length > 0 ? { type: 'endpointChanged', savedFor: origins } : undefined;
}

interface KeyPromptFacts {
  readonly endpoint: URL;
  readonly reason: KeyReason | undefined;
  /** The environment variable whose value the box holds. */
  readonly variable: string | undefined;
}

/**
 * What the box says above its input. Hosts are in Punycode, as `URL` returns them: a look-alike can't pass for another.
 * @param connectionName the connection's label
 */
export function keyPromptText(connectionName: string, { endpoint, reason, variable }: KeyPromptFacts): ShownText {
  const why = reasonText(connectionName, endpoint, reason);
  if (variable === undefined) {
    return why;
  }
  const offer = l10n.t(
    '{0} is set in the environment: press Enter to save its value, or paste another key.',
    shown(variable),
  );
  return joined([offer, why], ' ');
}

function reasonText(connectionName: string, endpoint: URL, reason: KeyReason | undefined): ShownText {
  const host = shown(endpoint.host);
  const label = shown(connectionName);
  const where = l10n.t("Stored in VS Code's secret storage and sent only to {0}.", host);
  switch (reason?.type) {
    case 'endpointChanged': {
      const former = formatList(reason.savedFor.map((origin) => shown(new URL(origin).host)));
      const why =
        reason.savedFor.length === 1
          ? l10n.t(
              "The endpoint of {0} changed to {1}; the key saved for {2} isn't sent there. Enter the key for {1}.",
              label,
              host,
              former,
            )
          : l10n.t(
              "The endpoint of {0} changed to {1}; the keys saved for {2} aren't sent there. Enter the key for {1}.",
              label,
              host,
              former,
            );
      return joined([why, where], ' ');
    }
    case 'notKept':
      return l10n.t(
        "VS Code didn't keep the key you saved for {0}. This computer may have no keyring in which VS Code can store secrets. Enter the key again.",
        host,
      );
    default:
      return where;
  }
}
