import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { sampleRecord } from '../../history/sampleRecords.ts';
import { connectionWorld, studio } from './connectionWorld.ts';

const { connectionFact } = await import('../../../../src/editor/connections/connectionFact.ts');

describe('The connection of a past upload', () => {
  it('has the name of its provider where that has one connection, and no key is read to find out', async () => {
    const world = connectionWorld();
    const record = await world.uploadedWith('runware');
    world.setAdded([]);
    const before = world.keysRead;
    const found = await world.recordConnections.of(record);
    assert.deepEqual(found, { label: 'Runware', state: 'only', inUse: 'Runware' });
    assert.equal(connectionFact(found), undefined);
    assert.equal(world.keysRead, before);
    assert.deepEqual([...world.names], []);
  });

  it('is named where there are several, and distinguished from the one this workspace uses', async () => {
    const world = connectionWorld();
    const [first, second] = [await world.uploadedWith('runware'), await world.uploadedWith(studio.id)];
    await world.use('runware');
    const known = await world.recordConnections.load(['runware']);
    const inUse = 'Runware (default)';
    assert.deepEqual(known.of(first), {
      id: 'runware',
      label: 'Runware (default)',
      shortName: 'default',
      state: 'inUse',
      inUse,
    });
    assert.deepEqual(known.of(second), {
      id: studio.id,
      label: 'Runware (Studio)',
      shortName: 'Studio',
      state: 'other',
      inUse,
    });
    assert.equal(connectionFact(known.of(first)), undefined);
    assert.equal(
      connectionFact(known.of(second)),
      'Uploaded with Runware (Studio). This workspace uses Runware (default).',
    );
    await world.use(studio.id);
    assert.equal((await world.recordConnections.of(first)).state, 'other');
    assert.equal((await world.recordConnections.of(second)).state, 'inUse');
  });

  it('is known without waiting once it has been looked up, and listeners are notified', async () => {
    const world = connectionWorld();
    const record = await world.uploadedWith(studio.id);
    const changed = new Promise<void>((resolve) => world.recordConnections.onDidChange(resolve));
    assert.deepEqual(world.recordConnections.known().of(record).label, 'Runware');
    await changed;
    assert.deepEqual(world.recordConnections.known().of(record).label, 'Runware (Studio)');
    const before = world.keysRead;
    world.recordConnections.known().of(record);
    await world.recordConnections.of(record);
    assert.equal(world.keysRead, before);
  });

  it('is looked up anew when a key changes while it is being looked up', async () => {
    const world = connectionWorld();
    world.setKey(studio.id, 'new-key');
    const record = await world.uploadedWith(studio.id);
    world.setKey(studio.id, 'studio-key');
    world.recordConnections.known().of(record);
    const named = new Promise<void>((resolve) =>
      world.recordConnections.onDidChange(() => {
        if (world.recordConnections.known().of(record).label === 'Runware (Studio)') {
          resolve();
        }
      }),
    );
    world.setKey(studio.id, 'new-key');
    await named;
  });

  it('is looked up once, not without end, where a secret cannot be read', async () => {
    const world = connectionWorld();
    const record = await world.uploadedWith(studio.id);
    world.failKeyring();
    // As views do: whoever hears of a change asks again, and several ask during each lookup.
    const ask = (): void => {
      world.recordConnections.known().of(record);
      world.recordConnections.known().of({ ...record, account: 'another' });
    };
    let changes = 0;
    world.recordConnections.onDidChange(() => {
      changes++;
      if (changes < 50) {
        ask();
      }
    });
    ask();
    for (let turn = 0; turn < 200; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(changes < 5, `${changes} changes`);
    assert.equal(world.recordConnections.known().of(record).state, 'unknown');
  });

  it('keeps its name when it is removed, also where only one connection is left', async () => {
    const world = connectionWorld();
    const record = await world.uploadedWith(studio.id);
    await world.recordConnections.of(record);
    world.setAdded([]);
    const found = await world.recordConnections.of(record);
    assert.deepEqual(found, { label: 'Runware (Studio, removed)', state: 'removed', inUse: 'Runware' });
    assert.match(connectionFact(found) ?? '', /that was removed\. Renew/);
    world.setAdded([studio]);
    assert.equal((await world.recordConnections.of(record)).label, 'Runware (Studio)');
  });

  it('follows a connection that is renamed', async () => {
    const world = connectionWorld();
    const record = await world.uploadedWith(studio.id);
    await world.recordConnections.of(record);
    world.setAdded([{ ...studio, name: 'Agency' }]);
    assert.equal((await world.recordConnections.of(record)).label, 'Runware (Agency)');
    world.setAdded([]);
    assert.equal((await world.recordConnections.of(record)).label, 'Runware (Agency, removed)');
  });

  it('is unknown where the key of one of several was replaced, which is said', async () => {
    const world = connectionWorld();
    const record = await world.uploadedWith('runware');
    world.setKey('runware', 'another-key');
    const found = await world.recordConnections.of(record);
    assert.equal(found.label, 'Runware');
    assert.equal(found.state, 'unknown');
    assert.match(connectionFact(found) ?? '', /whose key or address was changed/);
  });

  it('changes when keys, settings or the choice do, but not for people with one connection each', async () => {
    const world = connectionWorld();
    let changes = 0;
    world.recordConnections.onDidChange(() => changes++);
    world.setKey('runware', 'another-key');
    world.setAdded([studio, { ...studio, id: 'runware-2', name: 'Second' }]);
    await world.use(studio.id);
    assert.equal(changes, 3);
    const single = connectionWorld();
    single.setAdded([]);
    let changesOfSingle = 0;
    single.recordConnections.onDidChange(() => changesOfSingle++);
    single.setKey('runware', 'another-key');
    single.setEndpoint('runware', 'https://api.example.com');
    assert.equal(changesOfSingle, 0);
  });

  it('takes nothing from a state that another version has written', async () => {
    const world = connectionWorld();
    world.names.set('connectionNames', [null, 'x', { provider: 'other' }, { provider: 'runware', origin: 1 }]);
    assert.equal((await world.recordConnections.of(sampleRecord(1))).label, 'RunningHub');
  });
});
