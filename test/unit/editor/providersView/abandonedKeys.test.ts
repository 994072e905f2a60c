import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import * as vscode from '../vscodeModule.ts';
import { ConnectionProfile, studio } from './connectionProfile.ts';

const { credentialActions } = await import('../../../../src/editor/providersView/credentialCommands.ts');

describe('The key of a connection whose entry was deleted from the settings by hand', () => {
  const before = { ...vscode.window };
  let profile: ConnectionProfile;

  beforeEach(async () => {
    profile = new ConnectionProfile();
    const { apiKeys } = profile.services;
    await apiKeys.store(studio.id, 'https://proxy.example', 'key');
    await apiKeys.store('comfyServer-00000001', 'http://gpu-box:8188', 'authentication');
    await apiKeys.store('unknownProvider-1', 'https://unknown.example', 'of another version');
  });
  after(() => Object.assign(vscode.window, before));

  it('can be removed from the palette, by provider and host, and so can its authentication', async () => {
    profile.answers = { 'from this computer': 'Remove' };
    await credentialActions.removeApiKey(profile.services, undefined);
    await credentialActions.removeAuthentication(profile.services, undefined);
    assert.deepEqual(profile.messages, [
      'Remove the API key for Runware (proxy.example) at proxy.example from this computer?',
      'Remove the authentication for ComfyUI (gpu-box:8188) at gpu-box:8188 from this computer?',
    ]);
    assert.deepEqual([...profile.secrets.values()], ['of another version']);
    await credentialActions.removeApiKey(profile.services, undefined);
    assert.equal(profile.messages.at(-1), 'No API keys are saved on this computer.');
  });

  it('is listed beside those of connections that exist', async () => {
    await profile.services.apiKeys.store('runware', 'https://api.runware.ai', 'of the default connection');
    profile.picks = ['Runware (proxy.example)'];
    profile.answers = { 'Runware (proxy.example)': 'Remove' };
    await credentialActions.removeApiKey(profile.services, undefined);
    assert.ok(![...profile.secrets.values()].includes('key'));
    assert.ok([...profile.secrets.values()].includes('of the default connection'));
  });

  it('stays in the list where the keyring fails, and a message says so', async () => {
    profile.isKeyringLocked = true;
    profile.answers = { 'from this computer': 'Remove' };
    await credentialActions.removeApiKey(profile.services, undefined);
    assert.equal(
      profile.messages.at(-1),
      "The API key for Runware (proxy.example) wasn't removed: VS Code's secret storage failed.",
    );
    profile.isKeyringLocked = false;
    await credentialActions.removeApiKey(profile.services, undefined);
    assert.ok(![...profile.secrets.values()].includes('key'));
  });
});
