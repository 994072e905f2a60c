import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import { connectionsOf, defaultConnection } from './connectionsOf.ts';

const vscode = await import('vscode');
const { createAccounts } = await import('../../../../src/editor/connections/accounts.ts');
const { createApiKeys } = await import('../../../../src/editor/connections/credentials/apiKeys.ts');
const { Disposables } = await import('../../../../src/editor/disposables.ts');

const usual = 'https://api.example.com';
const other = 'https://proxy.example.net';
/** Looks like `api.example.com`, but the first letter is Cyrillic. */
const homograph = 'https://аpi.example.com';

interface Box {
  prompt: string;
  buttons: readonly { readonly tooltip: string }[];
}

/** A profile whose keys VS Code keeps, or loses with the window. */
class Profile {
  endpoint = usual;
  secrets = new Map<string, string>();
  readonly state = new Map<string, unknown>();
  readonly boxes: Box[] = [];
  readonly opened: string[] = [];

  /** A new window; `answer` is what is pasted into the box, and nothing closes it. */
  openWindow(answer?: string): ReturnType<typeof createAccounts> {
    const { secrets, state } = this;
    const context = {
      secrets: {
        get: async (name: string) => secrets.get(name),
        store: async (name: string, key: string) => void secrets.set(name, key),
        delete: async (name: string) => void secrets.delete(name),
        onDidChange: new vscode.EventEmitter<{ key: string }>().event,
      },
      globalState: {
        get: (name: string) => state.get(name),
        update: async (name: string, value: unknown) => void state.set(name, value),
      },
    } as unknown as Parameters<typeof createApiKeys>[0];
    const activation = {
      settings: { providerOptions: () => ({}) },
      log: { error: assert.fail, hide: () => undefined },
    } as unknown as Parameters<typeof createAccounts>[0];
    Object.assign(vscode.window, { createInputBox: () => this.#box(answer) });
    Object.assign(vscode.env, { openExternal: async (uri: unknown) => this.opened.push(String(uri)) });
    const uploads = async (): Promise<unknown> => ({
      accountCalls: { checkConnection: async () => ({ account: '' }) },
    });
    const dependencies = {
      apiKeys: createApiKeys(context, new Disposables()),
      uploads,
      connections: connectionsOf({ endpointText: () => this.endpoint }),
      globalState: context.globalState,
      connectionResults: { succeeded: () => undefined },
      milestones: { reach: () => undefined },
      plainHosts: { ask: async () => true },
    };
    return createAccounts(activation, dependencies as unknown as Parameters<typeof createAccounts>[1]);
  }

  #box(answer: string | undefined): unknown {
    const [accepted, hidden, triggered] = [1, 2, 3].map(() => new vscode.EventEmitter<unknown>());
    const box = {
      prompt: '',
      buttons: [],
      value: '',
      onDidAccept: accepted?.event,
      onDidHide: hidden?.event,
      onDidTriggerButton: triggered?.event,
      onDidChangeValue: new vscode.EventEmitter<unknown>().event,
      dispose: () => undefined,
      show: () => {
        this.boxes.push(box);
        box.value ||= answer ?? '';
        triggered?.fire(box.buttons[0]);
        (answer === undefined ? hidden : accepted)?.fire(undefined);
      },
    };
    return box;
  }

  async ask(answer?: string): Promise<Account | undefined> {
    return this.openWindow(answer).currentOrAsk('runware');
  }

  get prompt(): string {
    return this.boxes.at(-1)?.prompt ?? '';
  }
}

describe('The question for an API key', () => {
  const { keyUrl = '' } = providerById('runware');
  let profile: Profile;

  beforeEach(() => {
    profile = new Profile();
  });

  it('says where the key is kept and sent where none was saved before', async () => {
    await profile.ask();
    assert.equal(profile.prompt, "Stored in VS Code's secret storage and sent only to api.example.com.");
    assert.deepEqual(profile.opened, [keyUrl]);
  });

  it('says that the endpoint has changed, and asks only once for each', async () => {
    await profile.ask('usual-key');
    profile.endpoint = other;
    assert.equal((await profile.ask('other-key'))?.key, 'other-key');
    assert.match(
      profile.prompt,
      /^The endpoint of Runware changed to proxy\.example\.net; the key saved for api\.example\.com isn't sent there\. Enter the key for proxy\.example\.net\./,
    );
    profile.endpoint = usual;
    assert.equal((await profile.ask())?.key, 'usual-key');
    assert.equal(profile.boxes.length, 2);
  });

  it('names each address that has a key', async () => {
    await profile.ask('usual-key');
    profile.endpoint = other;
    await profile.ask('other-key');
    profile.endpoint = 'https://third.example.org';
    await profile.ask();
    assert.match(profile.prompt, /the keys saved for api\.example\.com, proxy\.example\.net aren't sent there/);
  });

  it('shows a look-alike of the host that has a key in Punycode', async () => {
    await profile.ask('usual-key');
    profile.endpoint = homograph;
    assert.equal(await profile.ask(), undefined);
    assert.match(profile.prompt, /changed to xn--pi-6kc\.example\.com; .*saved for api\.example\.com isn't/);
    assert.ok(!profile.prompt.includes('а'));
  });

  it('says once that VS Code has lost the key, and where to read about it', async () => {
    await profile.ask('usual-key');
    profile.secrets = new Map();
    const later = profile.openWindow();
    // The Providers view lists keys, and unattended uploads look for one; neither says anything.
    assert.deepEqual(await later.keyOrigins('runware'), []);
    await assert.rejects(later.current('runware'), { code: 'keyMissing' });
    assert.equal(profile.boxes.length, 1);
    await profile.ask();
    assert.match(profile.prompt, /^VS Code didn't keep the key you saved for api\.example\.com\..*keyring/);
    assert.match(profile.opened.at(-1) ?? '', /^https:\/\/code\.visualstudio\.com\/docs\/.*keychain/);
    await profile.ask();
    assert.match(profile.prompt, /^Stored in/);
  });

  it("doesn't say so of a key that was removed", async () => {
    await profile.ask('usual-key');
    await profile.openWindow().removeKey(defaultConnection('runware'), usual);
    await profile.ask();
    assert.match(profile.prompt, /^Stored in/);
  });

  it('remembers no key, only the address', async () => {
    await profile.ask('usual-key');
    assert.doesNotMatch(JSON.stringify([...profile.state]), /usual-key/);
    assert.match(JSON.stringify([...profile.state]), /api\.example\.com/);
  });
});
