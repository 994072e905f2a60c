import type { ExtensionContext } from 'vscode';
import type { Engine } from '../core/engine.ts';
import type { Features } from '../features.ts';
import type { Accounts } from './accounts.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { EditorLog } from './log.ts';
import type { Settings } from './settings.ts';

/** What the features share, built once in extension.ts. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: EditorLog;
  readonly settings: Settings;
  readonly apiKeys: ApiKeys;
  readonly accounts: Accounts;
  /** Loads the second bundle. */
  readonly firstUse: () => Promise<Features>;
  /** Loads the second bundle and opens the history on first use. */
  readonly engine: () => Promise<Engine>;
}
