import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import * as vscode from '../vscodeModule.ts';
import { ConnectionProfile, type Entry, studio } from './connectionProfile.ts';

const key = '0123456789abcdef0123456789abcdef';

describe('Adding a connection', () => {
  const before = { ...vscode.window };
  let profile: ConnectionProfile;

  beforeEach(() => {
    profile = new ConnectionProfile();
  });
  after(() => Object.assign(vscode.window, before));

  it('asks for provider, name, endpoint and key, tests them, and saves the key apart from the settings', async () => {
    profile.picks = ['Runware'];
    await profile.start('addConnection');
    assert.deepEqual([profile.box.step, profile.box.totalSteps], [1, 3]);
    await profile.box.enter('Studio ');
    await profile.box.enter('');
    assert.equal(profile.box.title, 'API Key for Runware (Studio)');
    assert.deepEqual(profile.settings, [], 'nothing is saved before the last box');
    await profile.box.enter(key);
    const [entry] = profile.entries;
    assert.ok(entry);
    assert.deepEqual(Object.keys(entry), ['name', 'provider', 'endpoint', 'id']);
    assert.deepEqual([entry.name, entry.provider, entry.endpoint], ['Studio', 'runware', 'https://api.runware.ai/v1']);
    assert.match(entry.id, /^runware-[0-9a-f]{8}$/);
    assert.deepEqual([...profile.secrets], [[`workflowAssets.apiKey.${entry.id}.https://api.runware.ai`, key]]);
    assert.equal(profile.checked[0]?.key, key);
    assert.ok(profile.hidden.includes(key), 'the log hides it');
    assert.doesNotMatch(JSON.stringify(profile.settings), new RegExp(key));
    assert.deepEqual(profile.messages, ['The connection Runware (Studio) was added.']);
  });

  it('leaves the choice of this workspace alone unless the button is pressed', async () => {
    for (const answers of [{}, { 'was added': 'Use in This Workspace' }] as Record<string, string>[]) {
      profile = new ConnectionProfile();
      profile.answers = answers;
      await profile.start('addConnection', 'runware');
      await profile.box.enter('Studio');
      await profile.box.enter('');
      await profile.box.enter(key);
      const isChosen = Object.keys(answers).length > 0;
      assert.equal(profile.connections.current('runware').name, isChosen ? 'Studio' : 'default');
      assert.equal(profile.connections.needsChoice('runware'), !isChosen);
    }
  });

  for (const [what, leave] of [
    ['name', async (): Promise<void> => undefined],
    ['endpoint', async (): Promise<void> => profile.box.enter('Studio')],
    [
      'key',
      async (): Promise<void> => {
        await profile.box.enter('Studio');
        await profile.box.enter('');
        profile.box.type(key);
      },
    ],
  ] as const) {
    it(`keeps nothing when the box for the ${what} is closed`, async () => {
      await profile.start('addConnection', 'runware');
      await leave();
      await profile.box.close();
      assert.deepEqual([profile.settings, [...profile.secrets], [...profile.globalState]], [[], [], []]);
      assert.ok(profile.boxes.every(({ isDisposed }) => isDisposed));
    });
  }

  it('leads back to each box before, which still holds its text', async () => {
    profile.picks = ['Runway', 'Runware'];
    await profile.start('addConnection');
    await profile.box.back();
    assert.match(profile.box.title, /Runware/);
    await profile.box.enter('Studio');
    await profile.box.enter('https://proxy.example');
    await profile.box.back();
    assert.equal(profile.box.value, 'https://proxy.example');
    await profile.box.back();
    assert.equal(profile.box.value, 'Studio');
    await profile.box.enter('Film');
    await profile.box.accept();
    assert.equal(profile.box.title, 'API Key for Runware (Film)');
  });

  it("saves neither settings nor key where one of them can't be saved, and takes another try", async () => {
    await profile.start('addConnection', 'runware');
    await profile.box.enter('Studio');
    await profile.box.enter('');
    profile.isKeyringLocked = true;
    await profile.box.enter(key);
    assert.match(profile.box.message, /^VS Code's secret storage failed, so nothing was saved/);
    assert.deepEqual([profile.settings, profile.secrets.size], [[], 0]);
    profile.isKeyringLocked = false;
    profile.refusal = new Error('The settings have errors.');
    await profile.box.accept();
    assert.equal(profile.box.message, 'The settings have errors.');
    assert.deepEqual([profile.settings, profile.secrets.size, profile.services.apiKeys.connectionIds()], [[], 0, []]);
    profile.refusal = undefined;
    await profile.box.accept();
    assert.deepEqual([profile.settings.length, profile.secrets.size], [1, 1]);
  });

  it('takes no name that is empty, too long or taken, whatever its case', async () => {
    profile.settings = [studio];
    await profile.start('addConnection', 'runware');
    for (const [name, message] of [
      ['  ', 'Enter a name.'],
      ['x'.repeat(41), 'A name can have at most 40 characters.'],
      ['STUDIO', 'Another connection has this name.'],
      ['Default', 'Another connection has this name.'],
    ] as const) {
      await profile.box.enter(name);
      assert.equal(profile.box.message, message);
    }
    await profile.box.enter('x'.repeat(40));
    assert.match(profile.box.title, /^Endpoint of Runware \(x+\)$/);
  });

  it('shows a name with markup and bidirectional characters as what it is', async () => {
    await profile.start('addConnection', 'runware');
    await profile.box.enter('[a](command:b) \u202Egnp');
    assert.equal(profile.box.title, 'Endpoint of Runware ([a]\u2060(command:b) \\u202Egnp)');
  });

  it('takes no key for an endpoint, and never quotes it', async () => {
    await profile.start('addConnection', 'runware');
    await profile.box.enter('Studio');
    await profile.box.enter(key);
    assert.match(profile.box.message, /must be a web address/);
    assert.ok(!profile.box.message.includes(key));
    assert.deepEqual(profile.checked, []);
  });

  it("saves an own ComfyUI as soon as it answers: it asks for nothing that it doesn't need", async () => {
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    profile.answers = { 'without encryption': 'Allow Plain HTTP' };
    await profile.box.enter('gpu-box:8188');
    assert.deepEqual(profile.entries[0]?.endpoint, 'http://gpu-box:8188');
    assert.deepEqual(profile.messages, [
      'Send files to gpu-box:8188 without encryption?',
      'The connection ComfyUI (GPU box) was added.',
    ]);
  });

  it('asks what a proxy in front of it wants to see, and stores that', async () => {
    profile.check = async ({ headers }) => {
      if (headers?.authorization !== 'Bearer my-token') {
        throw new UploadError('rejected', 'x', { provider: 'comfyServer', replyProblem: 'tokenRequired' });
      }
      return { account: '' };
    };
    profile.picks = ['Bearer token'];
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    await profile.box.enter('https://gpu.example');
    assert.equal(profile.box.title, 'Authentication for ComfyUI (GPU box)');
    assert.deepEqual(profile.settings, []);
    await profile.box.enter('my-token');
    const [entry] = profile.entries;
    assert.deepEqual(
      [...profile.secrets],
      [[`workflowAssets.apiKey.${entry?.id}.https://gpu.example`, '{"type":"bearer","token":"my-token"}']],
    );
  });

  for (const [what, code, replyProblem] of [
    ['a redirect', 'redirected', undefined],
    ['a web page', 'unexpectedReply', 'webPage'],
  ] as const) {
    describe(`where ${what} may lead to a sign-in`, () => {
      beforeEach(async () => {
        profile.check = async ({ headers }) => {
          if (headers?.['cf-access-client-secret'] !== '5d2c') {
            throw new UploadError(code, 'x', { provider: 'comfyServer', replyProblem });
          }
          return { account: '' };
        };
        await profile.start('addConnection', 'comfyServer');
        await profile.box.enter('GPU box');
        await profile.box.enter('https://gpu.example');
        assert.match(profile.box.message, /Press Enter again to set its authentication or save it without any\.$/);
        assert.deepEqual(profile.settings, []);
      });

      it('offers the authentication at the second Enter', async () => {
        profile.picks = ['Cloudflare Access service token'];
        await profile.box.accept();
        assert.equal(profile.box.title, 'Authentication for ComfyUI (GPU box)');
        assert.deepEqual(profile.settings, []);
        await profile.box.enter('88bf.access');
        await profile.box.enter('5d2c');
        assert.equal(profile.entries.length, 1);
        assert.match([...profile.secrets.values()].join(), /"CF-Access-Client-Secret":"5d2c"/);
      });

      it('can be saved without any, once the settings can be written', async () => {
        profile.refusal = new Error('Unable to write into user settings.');
        profile.picks = ['No authentication'];
        await profile.box.accept();
        assert.match(profile.messages[0] ?? '', /^Unable to write into user settings/);
        assert.deepEqual(profile.settings, []);
        profile.refusal = undefined;
        profile.picks = ['No authentication'];
        await profile.box.accept();
        await profile.box.accept();
        assert.deepEqual([profile.entries.length, profile.secrets.size], [1, 0]);
      });
    });
  }

  it('offers no connection without authentication where the server certainly requires it', async () => {
    profile.check = async () => {
      throw new UploadError('rejected', 'x', { provider: 'comfyServer', replyProblem: 'tokenRequired' });
    };
    profile.picks = ['No authentication'];
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    await profile.box.enter('https://gpu.example');
    assert.equal(profile.box.title, 'Endpoint of ComfyUI (GPU box)');
    assert.deepEqual(profile.settings, []);
  });

  it('leads back from the list of authentication methods to the endpoint, with everything entered so far', async () => {
    profile.check = async () => {
      throw new UploadError('rejected', 'x', { provider: 'comfyServer', replyProblem: 'tokenRequired' });
    };
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    await profile.box.enter('https://gpu.example');
    assert.deepEqual([profile.box.title, profile.box.value], ['Endpoint of ComfyUI (GPU box)', 'https://gpu.example']);
    await profile.box.back();
    assert.equal(profile.box.value, 'GPU box');
  });

  it('leads back to the methods where an authentication must not cross the network in plain text', async () => {
    profile.check = async () => {
      throw new UploadError('rejected', 'x', { provider: 'comfyServer', replyProblem: 'tokenRequired' });
    };
    profile.answers = { 'Send files': 'Allow Plain HTTP' };
    profile.picks = ['Bearer token', 'User name and password'];
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    await profile.box.enter('http://gpu-box:8188');
    assert.equal(profile.messages.filter((each) => /^Send the authentication/.test(each)).length, 2);
    assert.deepEqual([profile.box.title, profile.picks], ['Endpoint of ComfyUI (GPU box)', []]);
  });

  it("saves what can't be reached at the second Enter", async () => {
    profile.check = async () => {
      throw new UploadError('connectionRefused', 'x', { provider: 'comfyServer', host: '127.0.0.1:9' });
    };
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    await profile.box.enter('http://127.0.0.1:9');
    assert.match(profile.box.message, /^The connection couldn't be tested\..*Press Enter again to save it anyway\.$/);
    assert.deepEqual(profile.settings, []);
    await profile.box.accept();
    assert.equal(profile.entries.length, 1);
  });

  it('asks for a key where one is optional and the server wants it', async () => {
    profile.check = async ({ key: sent }) => {
      if (sent === '') {
        throw new UploadError('keyRejected', 'x', { provider: 'comfyApi' });
      }
      return { account: '' };
    };
    await profile.start('addConnection', 'comfyApi');
    await profile.box.enter('Proxy');
    await profile.box.enter('http://127.0.0.1:8189');
    assert.equal(profile.box.title, 'API Key for Comfy API v2 (Proxy)');
    await profile.box.enter('secret-of-proxy');
    assert.deepEqual([...profile.secrets.values()], ['secret-of-proxy']);
  });

  it("says why the settings can't be written, keeps the key out of the storage, and tries again", async () => {
    profile.refusal = new Error('Unable to write into user settings. Please open the user settings to correct errors.');
    await profile.start('addConnection', 'runware');
    await profile.box.enter('Studio');
    await profile.box.enter('');
    await profile.box.enter(key);
    assert.match(profile.box.message, /^Unable to write into user settings/);
    assert.equal(profile.secrets.size, 0);
    profile.refusal = undefined;
    await profile.box.accept();
    assert.equal(profile.entries.length, 1);
  });

  it('keeps what another window has added meanwhile, and takes no name that has been taken there', async () => {
    await profile.start('addConnection', 'runware');
    await profile.box.enter('Studio');
    await profile.box.enter('');
    profile.settings = [studio];
    await profile.box.enter(key);
    assert.equal(profile.box.message, 'Another connection has this name.');
    profile.settings = [{ ...studio, name: 'Film' }];
    await profile.box.accept();
    assert.deepEqual(
      profile.entries.map(({ name }) => name),
      ['Film', 'Studio'],
    );
  });

  it('leaves entries alone that this version knows nothing about', async () => {
    const unknown = [{ name: 'Bucket', provider: 's4', endpoint: 'https://x', id: 's4-1', region: 'eu' }, 'x', null];
    profile.settings = [...unknown, { ...studio, comment: 'written by hand' }];
    await profile.start('addConnection', 'comfyServer');
    await profile.box.enter('GPU box');
    await profile.box.enter('');
    const [kept, added, ...others] = profile.settings;
    assert.deepEqual(kept, { ...studio, comment: 'written by hand' });
    assert.equal((added as Entry).name, 'GPU box');
    assert.deepEqual(others, unknown);
  });

  for (const [provider, texts] of [
    ['runware', ['Studio', '', key]],
    ['comfyServer', ['GPU box', '']],
  ] as const) {
    it(`stops testing ${provider} when the box is closed, and saves nothing although the server still answers`, async () => {
      const answer = Promise.withResolvers<{ readonly account: string }>();
      let signal: AbortSignal | undefined;
      profile.check = (_account, given) => {
        signal = given;
        return answer.promise;
      };
      await profile.start('addConnection', provider);
      for (const text of texts) {
        await profile.box.enter(text);
      }
      assert.equal(signal?.aborted, false);
      await profile.box.close();
      assert.equal(signal?.aborted, true);
      answer.resolve({ account: '' });
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([profile.settings, profile.secrets.size], [[], 0]);
    });
  }

  it('goes on after a test that was cancelled', async () => {
    profile.check = () => Promise.reject(new CancelledError());
    await profile.start('addConnection', 'runware');
    await profile.box.enter('Studio');
    await profile.box.enter('');
    await profile.box.enter(key);
    assert.deepEqual([profile.box.message, profile.box.enabled], ['', true]);
    profile.check = async () => ({ account: '' });
    await profile.box.accept();
    assert.equal(profile.entries.length, 1);
  });
});
