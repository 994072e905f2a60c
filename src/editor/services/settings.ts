import { type ConfigurationScope, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';
import { type ProviderOptions, settingInForce } from '../../core/providers/providerSetting.ts';
import type { Disposables } from '../disposables.ts';
import { idPrefix } from '../ids/commandIds.ts';
import type { SettingName } from '../ids/settingIds.ts';

/** Whether refused files are offered to storages, go there by themselves, or neither. */
export type OverflowRule = (typeof overflowRules)[number];

const overflowRules = ['offer', 'always', 'never'] as const;

/** The person's settings, read when they are needed: nothing is cached, so a change takes effect at once. */
export interface Settings {
  /** The endpoint as written, from the person's own settings, never from the workspace's; the default where it is empty. */
  endpointText(provider: ProviderId): string;
  /** What the person's own settings say of further connections, never the workspace's; `readConnections` checks it. */
  readonly connections: unknown;
  readonly defaultProvider: ProviderId | undefined;
  /** The settings only this provider has, from the same places. */
  providerOptions(provider: Provider): ProviderOptions;
  readonly maxConcurrentUploads: number;
  readonly reuseUploads: boolean;
  /** What happens to files that a provider refuses where a storage's link would work; the person's own choice only. */
  readonly overflow: OverflowRule;
  /** How long before it expires a reference counts as expiring, in milliseconds. */
  readonly expiryWarning: number;
  /** Whether references show their lifetimes in the text. */
  readonly inlayHints: boolean;
  assetFolders(document: Uri): readonly string[];
  /** Relative to the workspace folder, as written. A workspace may set it, so it must be checked. */
  pasteFolder(document: Uri): string;
  dropAndPaste(document: Uri): boolean;
  /** What to do about the paths in workflows after files were renamed or moved. */
  readonly updatePathsOnRename: 'ask' | 'always' | 'never';
  /** How many days an upload stays in the history after it was made or last used; 0 means forever. */
  readonly historyRetention: number;
  /** Templates for "Copy As", by name. */
  readonly copyTemplates: Readonly<Record<string, string>>;
  /** Whether files in the Explorer are marked. */
  readonly fileDecorations: boolean;
  readonly onDidChange: Event<void>;
}

export function createSettings(disposables: Disposables): Settings {
  const changed = new EventEmitter<void>();
  disposables.add(changed);
  disposables.add(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(idPrefix)) {
        changed.fire();
      }
    }),
  );
  return {
    endpointText: (provider) => {
      const value = ownValue(`${provider}.endpoint`);
      return typeof value === 'string' ? value.trim() || defaultEndpoint(provider) : '';
    },
    get connections() {
      return ownValue('connections');
    },
    get defaultProvider() {
      const value = readTrusted('defaultProvider');
      return providerIds.find((id) => id === value);
    },
    providerOptions: ({ id, settings = [] }) =>
      Object.fromEntries(
        settings.map((setting) => {
          const value = ownValue(`${id}.${setting.name}`);
          return [setting.name, settingInForce(setting, typeof value === 'string' ? value : '')];
        }),
      ),
    get maxConcurrentUploads() {
      const value = read<number>('maxConcurrentUploads');
      return typeof value === 'number' && value >= 1 ? Math.min(Math.floor(value), 16) : 3;
    },
    get reuseUploads() {
      return read<boolean>('reuseUploads') !== false;
    },
    get overflow() {
      // A workspace must not be able to send files anywhere else.
      const value = ownValue('overflow');
      return overflowRules.find((rule) => rule === value) ?? 'offer';
    },
    get expiryWarning() {
      const hours = read<number>('expiryWarning');
      return (typeof hours === 'number' && hours >= 0 ? hours : 6) * 3_600_000;
    },
    get inlayHints() {
      return read<boolean>('inlayHints') !== false;
    },
    assetFolders: (document) => {
      const value = readTrusted('assetFolders', document);
      return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
    },
    get updatePathsOnRename() {
      const value = readTrusted('updatePathsOnRename');
      return value === 'always' || value === 'never' ? value : 'ask';
    },
    get historyRetention() {
      // A workspace must not be able to delete someone's history.
      const days = ownValue('historyRetention');
      return typeof days === 'number' && days > 0 ? days : 0;
    },
    get copyTemplates() {
      const templates = readTrusted('copyTemplates');
      const entries = typeof templates === 'object' && templates !== null ? Object.entries(templates) : [];
      return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    },
    get fileDecorations() {
      return read<boolean>('fileDecorations') !== false;
    },
    pasteFolder: (document) => {
      const value = readTrusted('pasteFolder', document);
      return typeof value === 'string' ? value : 'assets';
    },
    dropAndPaste: (document) => read<boolean>('dropAndPaste', document) !== false,
    onDidChange: changed.event,
  };
}

function read<T>(name: SettingName, scope?: ConfigurationScope): T | undefined {
  return workspace.getConfiguration(idPrefix, scope).get<T>(name);
}

/**
 * A setting that the manifest restricts to trusted workspaces. VS Code leaves those out by itself, but some of its versions
 * could be tricked into applying them, and these decide which files are found, where files are written and which
 * provider is offered.
 */
function readTrusted(name: SettingName, scope?: ConfigurationScope): unknown {
  return workspace.isTrusted ? read(name, scope) : ownValue(name);
}

/**
 * The person's own value or the default, never the workspace's. The scope `machine` in the manifest says the same, but
 * repositories have bypassed such a scope with nested objects, and here that would cost the API key.
 */
function ownValue(name: SettingName): unknown {
  const values = workspace.getConfiguration(idPrefix).inspect<unknown>(name);
  return values?.globalValue ?? values?.defaultValue;
}

function defaultEndpoint(provider: ProviderId): string {
  return workspace.getConfiguration(idPrefix).inspect<string>(`${provider}.endpoint`)?.defaultValue ?? '';
}
