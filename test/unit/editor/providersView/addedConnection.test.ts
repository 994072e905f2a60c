import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { connectionLabel } from '../../../../src/core/uploads/accounts/connection.ts';
import * as vscode from '../vscodeModule.ts';
import { ConnectionProfile, studio } from './connectionProfile.ts';

describe('A connection that was added', () => {
  const before = { ...vscode.window };
  let profile: ConnectionProfile;

  beforeEach(() => {
    profile = new ConnectionProfile();
    profile.settings = [studio];
  });
  after(() => Object.assign(vscode.window, before));

  it('keeps its id, its key and the choice of workspaces when it is renamed', async () => {
    await profile.start('useConnection', studio.id);
    await profile.start('renameConnection', studio.id);
    assert.equal(profile.box.value, 'Studio');
    await profile.box.enter('DEFAULT');
    assert.equal(profile.box.message, 'Another connection has this name.');
    await profile.box.enter('STUDIO');
    assert.deepEqual(profile.settings, [{ ...studio, name: 'STUDIO' }]);
    assert.equal(connectionLabel(profile.connections.current('runware')), 'Runware (STUDIO)');
  });

  it("can't get the default one's name, in this display language or in English", async () => {
    const { t } = vscode.l10n;
    Object.assign(vscode.l10n, { t: (text: string) => (text === 'default' ? 'Standard' : text) });
    try {
      await profile.start('renameConnection', studio.id);
      for (const name of ['standard', 'Default']) {
        await profile.box.enter(name);
        assert.equal(profile.box.message, 'Another connection has this name.', name);
      }
    } finally {
      Object.assign(vscode.l10n, { t });
    }
    assert.deepEqual(profile.settings, [studio]);
  });

  it('is removed with its keys for all addresses, after a question that says what stays', async () => {
    const { apiKeys } = profile.services;
    await apiKeys.store(studio.id, 'https://api.runware.ai', 'one');
    await apiKeys.store(studio.id, 'https://former.example', 'two');
    await apiKeys.store('runware', 'https://api.runware.ai', 'of the default connection');
    await profile.start('removeConnection', studio.id);
    assert.deepEqual([profile.settings.length, profile.secrets.size], [1, 3], 'the dialog was closed');
    profile.answers = { 'Remove the connection Runware (Studio)': 'Remove' };
    await profile.start('removeConnection', studio.id);
    assert.deepEqual(profile.settings, []);
    assert.deepEqual([...profile.secrets.values()], ['of the default connection']);
    assert.doesNotMatch(JSON.stringify([...profile.globalState]), /former|1a2b3c4d/);
  });

  it("isn't taken for its copy once it is removed: workspaces that used it would send to another account", async () => {
    const copy = { ...studio, name: 'Personal' };
    profile.settings = [studio, copy];
    await profile.start('useConnection', studio.id);
    const id = profile.connections.all().find(({ name }) => name === 'Personal')?.id;
    profile.answers = { 'Remove the connection Runware (Studio)': 'Remove' };
    await profile.start('removeConnection', studio.id);
    assert.deepEqual(profile.settings, [{ ...copy, id }]);
    assert.notEqual(id, studio.id);
    assert.equal(profile.connections.needsChoice('runware'), true);
  });

  it("keeps its keys where the settings can't be written, and says why", async () => {
    await profile.services.apiKeys.store(studio.id, 'https://api.runware.ai', 'one');
    profile.refusal = new Error('The settings have errors.');
    profile.answers = { 'Remove the connection': 'Remove' };
    await profile.start('removeConnection', studio.id);
    assert.equal(profile.messages.at(-1), "Runware (Studio) wasn't removed. The settings have errors.");
    assert.equal(profile.secrets.size, 1);
  });

  it('is removed although its key remains where the keyring fails, and says how to remove that', async () => {
    await profile.services.apiKeys.store(studio.id, 'https://api.runware.ai', 'one');
    profile.answers = { 'Remove the connection': 'Remove' };
    profile.isKeyringLocked = true;
    await profile.start('removeConnection', studio.id);
    assert.deepEqual([profile.settings.length, profile.secrets.size], [0, 1]);
    assert.equal(
      profile.messages.at(-1),
      "Runware (Studio) was removed, but not its API key: VS Code's secret storage failed. Run Remove API Key to try again.",
    );
    assert.deepEqual(profile.services.apiKeys.connectionIds(), [studio.id]);
  });

  it('is used in this workspace with one click, and another one with the next', async () => {
    await profile.start('useConnection', studio.id);
    assert.equal(profile.connections.current('runware').id, studio.id);
    await profile.start('useConnection', { type: 'connection', connection: { id: 'runware' } });
    assert.equal(profile.connections.current('runware').id, 'runware');
    assert.equal(profile.connections.needsChoice('runware'), false);
  });

  it('is what the palette offers to rename and remove; default connections stay', async () => {
    profile.settings = [];
    await profile.start('renameConnection');
    await profile.start('removeConnection', { type: 'connection', connection: { id: 'runware' } });
    assert.deepEqual(
      profile.messages,
      new Array(2).fill(
        'Only connections that you have added can be renamed and removed. Add one in the Providers view.',
      ),
    );
    assert.deepEqual(profile.boxes, []);
  });
});
