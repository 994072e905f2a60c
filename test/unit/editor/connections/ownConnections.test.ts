import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { connectionLabel } from '../../../../src/core/uploads/accounts/connection.ts';
import { connectionsOf } from './connectionsOf.ts';

const studio = { id: 'runware-1a2b3c4d', name: 'Studio', provider: 'runware', endpoint: '' };
const box = { id: 'comfyServer-00000001', name: 'GPU box', provider: 'comfyServer', endpoint: 'http://10.0.0.7:8188' };

describe('The connections', () => {
  it('of a person without any of their own are one per provider, called like the provider', () => {
    const connections = connectionsOf();
    const all = connections.all();
    assert.deepEqual(
      all.map(({ id }) => id),
      [...new Set(all.map(({ provider }) => provider.id))],
    );
    assert.equal(connectionLabel(connections.current('runware')), 'Runware');
    assert.equal(connections.needsChoice('runware'), false);
  });

  it('are told apart by their names as soon as a provider has two', () => {
    const connections = connectionsOf({ added: () => [studio] });
    assert.deepEqual(connections.of(providerById('runware')).map(connectionLabel), [
      'Runware (default)',
      'Runware (Studio)',
    ]);
    assert.deepEqual(connections.of(providerById('runway')).map(connectionLabel), ['Runway']);
  });

  it('have to be chosen once per workspace, and the choice is kept there', async () => {
    const workspaceState = new Map<string, unknown>();
    const connections = connectionsOf({ added: () => [studio, box], workspaceState });
    assert.equal(connections.needsChoice('runware'), true);
    assert.equal(connections.current('runware').id, 'runware');
    const chosen = connections.byId(studio.id);
    assert.ok(chosen);
    await connections.choose(chosen);
    assert.equal(connections.needsChoice('runware'), false);
    assert.equal(connections.needsChoice('comfyServer'), true);
    // After the window was closed.
    const reopened = connectionsOf({ added: () => [studio, box], workspaceState });
    assert.equal(reopened.current('runware').name, 'Studio');
    const other = connectionsOf({ added: () => [studio, box] });
    assert.equal(other.current('runware').id, 'runware');
  });

  it('fall back to the default one, without a question, when the chosen one is removed and no other is left', async () => {
    let added = [studio];
    const connections = connectionsOf({ added: () => added });
    const chosen = connections.byId(studio.id);
    assert.ok(chosen);
    await connections.choose(chosen);
    added = [];
    assert.equal(connections.current('runware').id, 'runware');
    assert.equal(connections.needsChoice('runware'), false);
  });

  it('keep the choice when one is renamed', async () => {
    let name = 'Studio';
    const connections = connectionsOf({ added: () => [{ ...studio, name }] });
    const chosen = connections.byId(studio.id);
    assert.ok(chosen);
    await connections.choose(chosen);
    name = 'Film studio';
    assert.equal(connectionLabel(connections.current('runware')), 'Runware (Film studio)');
  });

  it('written by hand are taken without an id, and mistakes leave out the entry only', () => {
    const { id: _id, ...byHand } = studio;
    const mistakes = [
      null,
      'x',
      {},
      { ...studio, provider: 'nobody' },
      { ...studio, name: '  ' },
      { ...studio, endpoint: 5 },
      { ...studio, name: 'STUDIO', id: 'runware-ffffffff' },
    ];
    const connections = connectionsOf({ added: () => [byHand, ...mistakes, box] });
    const [, found, ...others] = connections.of(providerById('runware'));
    assert.match(found?.id ?? '', /^runware-[0-9a-f]{8}$/);
    assert.equal(found?.name, 'Studio');
    assert.deepEqual(others, []);
    assert.equal(connections.byId(box.id)?.endpointText, box.endpoint);
    assert.equal(connectionsOf({ added: () => [byHand] }).of(providerById('runware'))[1]?.id, found?.id);
    for (const value of [undefined, null, {}, 'x', 5]) {
      assert.equal(connectionsOf({ added: () => value }).of(providerById('runware')).length, 1);
    }
  });

  it('copied in the settings under another name are connections of their own', () => {
    const copy = { ...studio, name: 'Personal' };
    const [, first, second] = connectionsOf({ added: () => [studio, copy] }).of(providerById('runware'));
    assert.deepEqual([first?.id, first?.name], [studio.id, 'Studio']);
    assert.match(second?.id ?? '', /^runware-[0-9a-f]{8}$/);
    assert.notEqual(second?.id, studio.id);
    assert.equal(second?.name, 'Personal');
    const { id: _id, ...withoutId } = copy;
    assert.equal(connectionsOf({ added: () => [withoutId] }).of(providerById('runware'))[1]?.id, second?.id);
  });

  it('are told from the default one although they were written with its name', () => {
    const added = [
      { ...studio, name: 'Default' },
      { ...studio, name: 'default 2', id: 'runware-00000002' },
    ];
    assert.deepEqual(
      connectionsOf({ added: () => added })
        .of(providerById('runware'))
        .map(connectionLabel),
      ['Runware (default)', 'Runware (Default 3)', 'Runware (default 2)'],
    );
  });

  it("can't take the id, and with it the keys, of a default connection or of another provider", () => {
    for (const id of ['runware', 'runway', 'runway-1a2b3c4d', '__proto__', '']) {
      const [, added] = connectionsOf({ added: () => [{ ...studio, id }] }).of(providerById('runware'));
      assert.match(added?.id ?? '', /^runware-[0-9a-f]{8}$/, id);
    }
  });

  it('of a provider without an endpoint of its own are only those that were added', () => {
    const storage = { id: 's3-00000001', name: 'NAS', provider: 's3', endpoint: 'http://nas.local:9000' };
    const provider = providerById('s3');
    const [none] = connectionsOf().of(provider);
    assert.deepEqual([none.id, none.endpointText], ['s3', '']);
    const one = connectionsOf({ added: () => [storage] });
    assert.deepEqual(
      one.of(provider).map(({ id }) => id),
      [storage.id],
    );
    assert.equal(one.current('s3').endpointText, storage.endpoint);
    assert.equal(one.needsChoice('s3'), false);
  });

  it('have the options that are written as texts, whichever they are', () => {
    const storage = { id: 's3-00000001', name: 'NAS', provider: 's3', endpoint: 'http://nas.local:9000' };
    const options = { bucket: 'media', later: 'x', linkLifetime: 3600, prefix: null };
    const of = (written: unknown) =>
      connectionsOf({ added: () => [{ ...storage, options: written }] }).current('s3').options;
    assert.deepEqual(of(options), { bucket: 'media', later: 'x' });
    for (const written of [undefined, null, 'x', [], {}, 5]) {
      assert.equal(of(written), undefined);
    }
  });

  it('survive a choice that another version has written', () => {
    for (const value of ['x', null, 5, { runware: 5 }, { runware: 'nobody' }, []]) {
      const connections = connectionsOf({ workspaceState: new Map([['connections', value]]) });
      assert.equal(connections.current('runware').id, 'runware');
    }
  });
});
