import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ExtensionContext } from 'vscode';
import { UploadError } from '../../../../src/core/errors.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { Accounts } from '../../../../src/editor/connections/accounts.ts';
import { type FakeInputBox, fakeInputBoxes } from '../fakeInputBox.ts';
import * as vscode from '../vscodeModule.ts';
import { connectionsOf } from './connectionsOf.ts';

const { createAccounts } = await import('../../../../src/editor/connections/accounts.ts');
const { createApiKeys } = await import('../../../../src/editor/connections/credentials/apiKeys.ts');
const { ConnectionResults } = await import('../../../../src/editor/connections/connectionResults.ts');
const { Disposables } = await import('../../../../src/editor/disposables.ts');
const { PlainHosts } = await import('../../../../src/editor/connections/plainHttp/plainHosts.ts');

const settled = () => new Promise((resolve) => setImmediate(resolve));
const variable = 'RUNWARE_API_KEY';
const environmentKey = 'key-of-the-environment';

describe('Asking for the credentials of a connection', () => {
  const before = { window: { ...vscode.window }, variable: process.env[variable] };
  let boxes: FakeInputBox[];
  let secrets: Map<string, string>;
  let state: Map<string, unknown>;
  let endpoint: string | undefined;
  let hidden: string[];
  let questions: string[];
  let answers: Record<string, string>;
  let check: (account: Account) => void;

  beforeEach(() => {
    boxes = fakeInputBoxes();
    secrets = new Map();
    state = new Map();
    endpoint = undefined;
    hidden = [];
    questions = [];
    answers = {};
    check = () => undefined;
    process.env[variable] = environmentKey;
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly { readonly label: string }[]) => items[0],
      showWarningMessage: async (message: string) => {
        questions.push(message);
        return Object.entries(answers).find(([part]) => message.includes(part))?.[1];
      },
    });
  });
  after(() => {
    Object.assign(vscode.window, before.window);
    delete process.env[variable];
    if (before.variable !== undefined) {
      process.env[variable] = before.variable;
    }
  });

  function accounts(): Accounts {
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
    } as unknown as ExtensionContext;
    const [activation, dependencies] = [
      {
        settings: { providerOptions: () => ({}) },
        log: { error: assert.fail, hide: (texts: readonly string[]) => hidden.push(...texts) },
      },
      {
        globalState: context.globalState,
        apiKeys: createApiKeys(context, new Disposables()),
        connections: connectionsOf({ endpointText: (id) => endpoint ?? providerById(id).defaultEndpoint ?? '' }),
        connectionResults: new ConnectionResults({ now: () => 1, sleep: async () => undefined }),
        plainHosts: new PlainHosts(context),
        milestones: { reach: () => undefined },
        uploads: async () => ({
          accountCalls: {
            checkConnection: async (account: Account) => {
              check(account);
              return { account: '' };
            },
          },
        }),
      },
    ] as unknown as Parameters<typeof createAccounts>;
    return createAccounts(activation, dependencies);
  }

  async function box(): Promise<FakeInputBox> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const last = boxes.at(-1);
      if (last && !last.isDisposed) {
        return last;
      }
      await settled();
    }
    return assert.fail('no box is open');
  }

  it('offers a key of the environment by the name of its variable, and saves it after Enter only', async () => {
    const answer = accounts().currentOrAsk('runware');
    const prompt = await box();
    assert.match(prompt.prompt, /^RUNWARE_API_KEY is set in the environment: press Enter to save its value/);
    assert.deepEqual([prompt.value, prompt.password, secrets.size], [environmentKey, true, 0]);
    await prompt.accept();
    assert.equal((await answer)?.key, environmentKey);
    assert.deepEqual([...secrets.values()], [environmentKey]);
    assert.ok(hidden.includes(environmentKey));
  });

  for (const [how, decline] of [
    ['closing the box', (prompt: FakeInputBox) => prompt.close()],
    ['entering another key', (prompt: FakeInputBox) => prompt.enter('another-key')],
  ] as const) {
    it(`doesn't offer it again after ${how}`, async () => {
      const answer = accounts().currentOrAsk('runware');
      await decline(await box());
      await answer;
      secrets.clear();
      void accounts().currentOrAsk('runware');
      const prompt = await box();
      assert.equal(prompt.value, '');
      assert.doesNotMatch(prompt.prompt, /environment/);
    });
  }

  it("doesn't offer it where a key is saved already, or one is handed over", async () => {
    secrets.set('workflowAssets.apiKey.runware.https://api.runware.ai', 'saved');
    void accounts().askForKey('runware');
    assert.equal((await box()).value, '');
    await (await box()).close();
    secrets.clear();
    void accounts().askForKey('runware', 'from-a-file');
    assert.equal((await box()).value, 'from-a-file');
  });

  it('asks for a key of several texts in one box after the other, and stores them together once they were tested', async () => {
    const storage = {
      id: 's3-00000001',
      provider: providerById('s3'),
      name: 'NAS',
      endpointText: 'http://127.0.0.1:9000',
      options: { bucket: 'media' },
    };
    const checked: string[] = [];
    check = ({ key }) => void checked.push(key);
    const answer = accounts().askForKey(storage);
    const first = await box();
    assert.deepEqual(
      [first.title, first.step, first.totalSteps],
      ['Access key ID for S3-Compatible Storage (NAS)', 1, 3],
    );
    await first.enter('AKIA');
    assert.ok((await box()).password);
    await (await box()).enter('a/secret+with=signs');
    assert.deepEqual([checked, secrets.size], [[], 0]);
    await (await box()).enter('');
    const key = JSON.stringify({ accessKeyId: 'AKIA', secretAccessKey: 'a/secret+with=signs' });
    assert.equal((await answer)?.key, key);
    assert.deepEqual([checked, [...secrets.values()]], [[key], [key]]);
    assert.ok(hidden.includes('a/secret+with=signs'));
  });

  it('stores an authentication for the origin and sends it from then on', async () => {
    endpoint = 'https://gpu.example';
    const answer = accounts().askForAuthentication('comfyServer');
    await (await box()).enter('my-token');
    assert.deepEqual((await answer)?.headers, { authorization: 'Bearer my-token' });
    assert.deepEqual((await accounts().current('comfyServer')).headers, { authorization: 'Bearer my-token' });
    assert.ok(hidden.includes('my-token'));
    endpoint = 'https://other.example';
    assert.equal((await accounts().current('comfyServer')).headers, undefined);
    assert.doesNotMatch(JSON.stringify([...state]), /my-token/);
  });

  it('asks before an authentication crosses the network in plain text, once per address', async () => {
    endpoint = 'http://gpu-box:8188';
    assert.equal(await accounts().askForAuthentication('comfyServer'), undefined);
    assert.deepEqual([questions.length, boxes.length], [1, 0]);
    assert.match(questions[0] ?? '', /^Send the authentication for ComfyUI to gpu-box:8188 without encryption\?$/);
    answers = { 'without encryption': 'Send Unencrypted' };
    for (const _time of [1, 2]) {
      const answer = accounts().askForAuthentication('comfyServer');
      await (await box()).enter('my-token');
      await answer;
    }
    assert.equal(questions.length, 2);
    endpoint = 'http://other-box:8188';
    void accounts().askForAuthentication('comfyServer');
    await box();
    assert.equal(questions.length, 3);
  });

  it('asks nothing of the kind about https, or about this computer', async () => {
    for (const url of ['https://192.168.1.20:8188', 'http://127.0.0.1:8188', 'http://localhost:8188']) {
      endpoint = url;
      void accounts().askForAuthentication('comfyServer');
      await (await box()).close();
    }
    assert.deepEqual(questions, []);
  });

  it('stores nothing that the proxy refuses', async () => {
    check = () => {
      throw new UploadError('rejected', 'x', { provider: 'comfyServer', replyProblem: 'tokenRequired' });
    };
    const answer = accounts().askForAuthentication('comfyServer');
    await (await box()).enter('wrong');
    assert.match((await box()).message, /didn't accept this/);
    await (await box()).close();
    assert.equal(await answer, undefined);
    assert.equal(secrets.size, 0);
  });
});
