import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById, providers } from '../../../../src/core/providers/registry.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';

const { FileType, Uri, window, workspace } = (await import('vscode')) as unknown as {
  readonly FileType: { readonly Directory: number; readonly File: number };
  readonly Uri: typeof import('vscode').Uri;
  readonly window: Record<string, unknown>;
  readonly workspace: Record<string, unknown>;
};
const { connectionsOf } = await import('../connections/connectionsOf.ts');
const { chooseProviderFor } = await import('../../../../src/editor/upload/providerChoice.ts');

describe('The question which provider files go to', () => {
  let added: readonly unknown[] = [];
  const connections = connectionsOf({ added: () => added });
  const services = {
    connections,
    settings: { defaultProvider: 'runway' },
    accounts: { hasKey: async () => true },
  } as unknown as Services;
  let offered: readonly { readonly label: string; readonly description: string }[];
  let warnings: string[];

  before(() => {
    window.showQuickPick = async (items: typeof offered) => {
      offered = items;
      return undefined;
    };
    window.showWarningMessage = async (message: string) => {
      warnings.push(message);
    };
    workspace.fs = {
      stat: async ({ path }: { readonly path: string }) => ({
        type: path.endsWith('/frames') ? FileType.Directory : FileType.File,
      }),
    };
  });
  beforeEach(() => {
    offered = [];
    warnings = [];
  });

  const choose = (...names: readonly string[]) =>
    chooseProviderFor(
      services,
      'Upload' as ShownText,
      names.map((name) => Uri.file(`/project/${name}`)),
    );
  const labels = () => offered.map(({ label }) => label).sort();
  const storage = { name: 'NAS', provider: 's3', endpoint: 'http://nas.local:9000' };
  const all = providers
    .filter(({ defaultEndpoint }) => defaultEndpoint !== undefined)
    .map(({ label }) => label)
    .sort();

  it('offers a provider without an endpoint of its own once it has a connection', async () => {
    await choose('hero.png');
    assert.ok(!labels().includes('S3-Compatible Storage'));
    added = [storage];
    await choose('hero.png');
    assert.ok(labels().includes('S3-Compatible Storage'));
    added = [];
  });

  it('offers the providers that support the file, the default one first', async () => {
    await choose('hero.png');
    assert.deepEqual(labels(), all);
    assert.equal(offered[0]?.label, 'Runway');
    await choose('loop.gif');
    assert.ok(!labels().includes('Runway'));
    assert.ok(labels().includes('ComfyUI'));
  });

  it('says of a provider how many of several files it supports', async () => {
    await choose('hero.png', 'loop.gif');
    assert.deepEqual(labels(), all);
    assert.match(offered.find(({ label }) => label === 'Runway')?.description ?? '', /^supports 1 of 2 files · key/);
    assert.doesNotMatch(offered.find(({ label }) => label === 'ComfyUI')?.description ?? '', /supports/);
  });

  it('names the connection in use where there are several, or says that there are', async () => {
    const descriptionOf = (label: string) => offered.find((each) => each.label === label)?.description;
    added = [{ id: 'runware-1', provider: 'runware', name: 'Studio', endpoint: '' }];
    try {
      await choose('hero.png');
      assert.equal(descriptionOf('Runware'), '2 connections');
      assert.equal(descriptionOf('Runway'), 'key saved');
      const [, studio] = connections.of(providerById('runware'));
      assert.ok(studio);
      await connections.choose(studio);
      await choose('hero.png');
      assert.equal(descriptionOf('Runware'), 'Studio · key saved');
    } finally {
      added = [];
    }
  });

  it('is not put about files that no provider supports', async () => {
    assert.equal(await choose('README.md'), undefined);
    assert.deepEqual(offered, []);
    assert.deepEqual(warnings, ["README.md can't be uploaded: no provider supports .md files."]);
    await choose('README.md', 'LICENSE.txt');
    assert.deepEqual(offered, []);
    assert.equal(warnings[1], 'None of the 2 files can be uploaded: no provider supports their types.');
  });

  it('leaves open what a folder or a file without an extension holds', async () => {
    for (const name of ['frames', 'picture']) {
      await choose(name);
      assert.deepEqual(labels(), all, name);
    }
  });
});
