import type { ProviderId } from '../../core/providers/providerId.ts';
import { idPrefix } from './commandIds.ts';

/** Settings that aren't about one provider, without the prefix. */
export const settingNames = [
  'connections',
  'defaultProvider',
  'reuseUploads',
  'maxConcurrentUploads',
  'overflow',
  'assetFolders',
  'pasteFolder',
  'dropAndPaste',
  'inlayHints',
  'updatePathsOnRename',
  'expiryWarning',
  'historyRetention',
  'copyTemplates',
  'fileDecorations',
] as const;

/** A setting without the prefix; what providers have beside their endpoint is listed in their own files. */
export type SettingName = (typeof settingNames)[number] | `${ProviderId}.${string}`;

/** Where VS Code's settings editor finds a setting, or all settings of a provider. */
export function settingId(name: SettingName | ProviderId): string {
  return `${idPrefix}.${name}`;
}
