import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ExtensionContext, Memento } from 'vscode';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { connectionsOf } from '../connections/connectionsOf.ts';
import { type FakeInputBox, fakeInputBoxes } from '../fakeInputBox.ts';
import { type FakeQuickPick, fakeQuickPicks } from '../fakeQuickPick.ts';
import * as vscode from '../vscodeModule.ts';

const { createApiKeys } = await import('../../../../src/editor/connections/credentials/apiKeys.ts');
const { ConnectionResults } = await import('../../../../src/editor/connections/connectionResults.ts');
const { Disposables } = await import('../../../../src/editor/disposables.ts');
const { PlainHosts } = await import('../../../../src/editor/connections/plainHttp/plainHosts.ts');
const { providerActions } = await import('../../../../src/editor/providersView/providerCommands.ts');

/** An entry of the setting. */
export interface Entry {
  readonly name: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly id: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** A window with settings, secrets and state of its own, and a person who answers its questions. */
export class ConnectionProfile {
  settings: unknown[] = [];
  /** Why VS Code can't write the settings. */
  refusal: Error | undefined;
  /** Whether the keyring fails. */
  isKeyringLocked = false;
  readonly secrets = new Map<string, string>();
  readonly globalState = new Map<string, unknown>();
  readonly workspaceState = new Map<string, unknown>();
  /** Answers to dialogs and notifications, by a part of their text. */
  answers: Record<string, string> = {};
  readonly messages: string[] = [];
  readonly hidden: string[] = [];
  /** How the provider answers an account. */
  check: (account: Account, signal: AbortSignal) => Promise<{ readonly account: string }> = async () => ({
    account: '',
  });
  readonly checked: Account[] = [];
  readonly boxes: FakeInputBox[] = fakeInputBoxes();
  readonly lists: FakeQuickPick[] = fakeQuickPicks();
  /** What is picked from lists, in turn; nothing closes the list. */
  picks: string[] = [];
  readonly connections = connectionsOf({ added: () => this.settings, workspaceState: this.workspaceState });
  readonly services: Services;

  constructor() {
    const memento = {
      get: (name: string) => this.globalState.get(name),
      update: async (name: string, value: unknown) => void this.globalState.set(name, value),
    } as unknown as Memento;
    const context = {
      globalState: memento,
      secrets: {
        get: async (name: string) => this.secrets.get(name),
        store: async (name: string, key: string) => {
          this.#useKeyring();
          this.secrets.set(name, key);
        },
        delete: async (name: string) => {
          this.#useKeyring();
          this.secrets.delete(name);
        },
        onDidChange: new vscode.EventEmitter<{ key: string }>().event,
      },
    } as unknown as ExtensionContext;
    const apiKeys = createApiKeys(context, new Disposables());
    const profile = this;
    this.services = {
      context,
      apiKeys,
      connections: this.connections,
      recordConnections: { load: async () => undefined },
      connectionResults: new ConnectionResults({ now: () => 1, sleep: async () => undefined }),
      plainHosts: new PlainHosts(context),
      milestones: { reach: () => undefined },
      settings: {
        get connections() {
          return profile.settings;
        },
        defaultProvider: undefined,
        providerOptions: () => ({}),
      },
      accounts: {
        hasKey: async () => true,
        currentOrAsk: async () => undefined,
        keyOrigins: async ({ id }: { readonly id: string }) => apiKeys.origins(id, []),
        removeKey: async ({ id }: { readonly id: string }, origin: string) => apiKeys.remove(id, origin),
        removeAllKeys: async ({ id }: { readonly id: string }) => apiKeys.removeAll(id, []),
      },
      log: {
        error: (text: string) => (this.isKeyringLocked ? undefined : assert.fail(text)),
        hide: (secrets: readonly string[]) => this.hidden.push(...secrets),
      },
      uploads: async () => ({
        accountCalls: {
          checkConnection: async (account: Account, signal: AbortSignal) => {
            this.checked.push(account);
            return this.check(account, signal);
          },
        },
      }),
    } as unknown as Services;
    const say = async (message: string): Promise<string | undefined> => {
      this.messages.push(message);
      return Object.entries(this.answers).find(([part]) => message.includes(part))?.[1];
    };
    Object.assign(vscode.window, {
      showInformationMessage: say,
      showWarningMessage: say,
      showErrorMessage: say,
      createStatusBarItem: () => ({ show: () => undefined, dispose: () => undefined }),
      showQuickPick: async (items: readonly { readonly label: string }[]) => {
        const label = this.picks.shift();
        return items.find((item) => item.label === label);
      },
    });
    Object.assign(vscode.workspace, {
      getConfiguration: () => ({
        update: async (_name: string, value: unknown) => {
          if (this.refusal) {
            throw this.refusal;
          }
          this.settings = (value as unknown[] | undefined) ?? [];
        },
      }),
    });
  }

  #useKeyring(): void {
    if (this.isKeyringLocked) {
      throw new Error('The keyring is locked.');
    }
  }

  get box(): FakeInputBox {
    const box = this.boxes.at(-1);
    assert.ok(box && !box.isDisposed, 'no box is open');
    return box;
  }

  /** The list that is open, of those with steps. */
  get list(): FakeQuickPick {
    const list = this.lists.at(-1);
    assert.ok(list && !list.isDisposed, 'no list is open');
    return list;
  }

  get entries(): readonly Entry[] {
    return this.settings as Entry[];
  }

  async start(command: keyof typeof providerActions, argument?: unknown): Promise<void> {
    void providerActions[command](this.services, argument);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A connection that was added before. */
export const studio = { name: 'Studio', provider: 'runware', endpoint: '', id: 'runware-1a2b3c4d' };
