import './fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { providerById } from '../../../src/core/providers/registry.ts';
import type { Settings } from '../../../src/editor/services/settings.ts';

describe('The settings', () => {
  const values = new Map<
    string,
    { readonly globalValue?: unknown; readonly workspaceValue?: unknown; readonly defaultValue?: unknown }
  >();
  let settings: Settings;
  let isTrusted = true;

  let document: Uri;

  before(async () => {
    const [vscode, { createSettings }, { Disposables }] = await Promise.all([
      import('./vscodeModule.ts'),
      import('../../../src/editor/services/settings.ts'),
      import('../../../src/editor/disposables.ts'),
    ]);
    const { workspace } = vscode;
    document = vscode.Uri.file('/workspace/poster.json') as unknown as Uri;
    const inspect = (name: string) => values.get(name);
    const get = (name: string): unknown => inspect(name)?.workspaceValue ?? inspect(name)?.globalValue;
    const nothing = { dispose: () => undefined };
    Object.defineProperty(workspace, 'isTrusted', { get: () => isTrusted, configurable: true });
    Object.assign(workspace, { getConfiguration: () => ({ get, inspect }), onDidChangeConfiguration: () => nothing });
    settings = createSettings(new Disposables());
  });
  after(() => {
    isTrusted = true;
  });
  beforeEach(() => {
    values.clear();
    isTrusted = true;
  });

  for (const [written, limit] of [
    [undefined, 3],
    [1, 1],
    [5.9, 5],
    [16, 16],
    [17, 16],
    [1e9, 16],
    [0, 3],
    [Number.NaN, 3],
    ['8', 3],
  ] as const) {
    it(`allow ${limit} uploads at the same time where ${written} is written`, () => {
      values.set('maxConcurrentUploads', { globalValue: written });
      assert.equal(settings.maxConcurrentUploads, limit);
    });
  }

  it('use the default endpoint where none is set or the setting is empty, and nothing in place of what is no text', () => {
    const defaultValue = 'https://api.runware.ai/v1';
    for (const [globalValue, expected] of [
      [undefined, defaultValue],
      ['', defaultValue],
      ['  ', defaultValue],
      [' https://proxy.example ', 'https://proxy.example'],
      [7, ''],
    ] as const) {
      values.set('runware.endpoint', { globalValue, defaultValue });
      assert.equal(settings.endpointText('runware'), expected);
    }
  });

  it("don't let a workspace decide whether refused files go to a storage, and offer that where something else is written", () => {
    for (const [written, expected] of [
      [{ workspaceValue: 'always' }, 'offer'],
      [{ workspaceValue: 'always', globalValue: 'never' }, 'never'],
      [{ globalValue: 'always' }, 'always'],
      [{ globalValue: 'sometimes' }, 'offer'],
    ] as const) {
      values.set('overflow', written);
      assert.equal(settings.overflow, expected);
    }
  });

  it("fall back to the default where a provider's own setting holds something else", () => {
    values.set('runware.task', { globalValue: 'mediaStorage' });
    assert.deepEqual(settings.providerOptions(providerById('runware')), { task: 'mediaStorage' });
    for (const wrong of ['toString', 'MediaStorage', 7, null, {}]) {
      values.set('runware.task', { globalValue: wrong });
      assert.deepEqual(settings.providerOptions(providerById('runware')), { task: 'auto' });
    }
    assert.deepEqual(settings.providerOptions(providerById('runway')), {});
  });

  it("never take an endpoint from a workspace's settings", () => {
    values.set('runway.endpoint', { workspaceValue: 'https://attacker.example' });
    assert.equal(settings.endpointText('runway'), '');
    values.set('runway.endpoint', { globalValue: 'https://mine.example', workspaceValue: 'https://attacker.example' });
    assert.equal(settings.endpointText('runway'), 'https://mine.example');
  });

  it("never take a provider's own setting from a workspace's settings", () => {
    values.set('runware.task', { workspaceValue: 'imageUpload' });
    assert.deepEqual(settings.providerOptions(providerById('runware')), { task: 'auto' });
    values.set('runware.task', { globalValue: 'mediaStorage', workspaceValue: 'imageUpload' });
    assert.deepEqual(settings.providerOptions(providerById('runware')), { task: 'mediaStorage' });
  });

  it("leave a workspace's default provider, folders and templates out until it is trusted", () => {
    values.set('assetFolders', { globalValue: ['input'], workspaceValue: ['../private'] });
    values.set('pasteFolder', { workspaceValue: '../startup' });
    values.set('defaultProvider', { globalValue: 'runway', workspaceValue: 'runware' });
    values.set('copyTemplates', { workspaceValue: { Reference: 'anything else' } });
    const read = () => [
      settings.assetFolders(document),
      settings.pasteFolder(document),
      settings.copyTemplates,
      settings.defaultProvider,
    ];
    assert.deepEqual(read(), [['../private'], '../startup', { Reference: 'anything else' }, 'runware']);
    isTrusted = false;
    assert.deepEqual(read(), [['input'], 'assets', {}, 'runway']);
  });
});
