import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { connectionWorld, studio } from './connectionWorld.ts';

const vscode = await import('vscode');
const { RecordAccounts } = await import('../../../../src/editor/connections/records/recordAccounts.ts');

describe('The account of a past upload', () => {
  let world: ReturnType<typeof connectionWorld>;
  let questions: string[];
  let answer: string | undefined;

  beforeEach(() => {
    world = connectionWorld();
    questions = [];
    answer = undefined;
    Object.assign(vscode.window, {
      showQuickPick: async (
        items: readonly { readonly label: string }[],
        options: { readonly placeHolder: string },
      ): Promise<unknown> => {
        questions.push(options.placeHolder);
        return items.find(({ label }) => label === answer);
      },
    });
  });

  it('is that of the connection it was made with, whichever this workspace uses', async () => {
    const [first, second] = [await world.uploadedWith('runware'), await world.uploadedWith(studio.id)];
    for (const inUse of ['runware', studio.id]) {
      await world.use(inUse);
      const accounts = new RecordAccounts(world);
      assert.deepEqual((await accounts.of(first))?.key, 'first-key');
      assert.deepEqual((await accounts.of(second))?.key, 'studio-key');
    }
    assert.deepEqual(questions, []);
  });

  it('is asked for once where its connection was removed and several are left, with the reason', async () => {
    const other = { ...studio, id: 'runware-99999999', name: 'Other' };
    world.setAdded([studio, other]);
    world.setKey(other.id, 'other-key');
    const record = await world.uploadedWith(studio.id);
    world.setAdded([other]);
    answer = 'Other';
    const accounts = new RecordAccounts(world);
    assert.equal((await accounts.of(record))?.key, 'other-key');
    assert.equal((await accounts.of({ ...record, id: 'another' }))?.key, 'other-key');
    assert.equal(questions.length, 1);
    assert.match(questions[0] ?? '', /was removed, or its key was replaced/);
    answer = undefined;
    assert.equal(await new RecordAccounts(world).of(record), undefined);
  });

  it('is asked for where the only connection to a storage was removed and another one was added', async () => {
    const storage = {
      id: 's3-00000001',
      name: 'NAS',
      provider: 's3',
      endpoint: 'http://127.0.0.1:9000',
      options: { bucket: 'media' },
    };
    const other = { ...storage, id: 's3-00000002', name: 'Public', options: { bucket: 'public' } };
    const key = JSON.stringify({ accessKeyId: 'A', secretAccessKey: 'S' });
    world.setAdded([storage]);
    world.setKey(storage.id, key);
    world.setKey(other.id, key);
    const record = await world.uploadedWith(storage.id);
    const known = (await world.recordConnections.load(['s3'])).of(record);
    assert.deepEqual(known, {
      id: storage.id,
      label: 'S3-Compatible Storage (NAS)',
      state: 'inUse',
      inUse: 'S3-Compatible Storage (NAS)',
    });
    world.setAdded([]);
    assert.equal((await world.recordConnections.of(record)).label, 'S3-Compatible Storage (NAS, removed)');
    await assert.rejects(new RecordAccounts(world).of(record), { code: 'connectionMissing' });
    world.setAdded([other]);
    assert.equal(await new RecordAccounts(world).of(record), undefined, 'nothing goes to another bucket unasked');
    assert.equal(questions.length, 1);
    answer = 'Public';
    assert.equal((await new RecordAccounts(world).of(record))?.connection?.id, other.id);
  });

  it('is asked for where its connection is known to have been removed, also where one is left', async () => {
    const record = await world.uploadedWith(studio.id);
    await world.recordConnections.load(['runware']);
    world.setAdded([]);
    assert.equal(await new RecordAccounts(world).of(record), undefined);
    answer = 'Runware';
    assert.equal((await new RecordAccounts(world).of(record))?.key, 'first-key');
    assert.equal(questions.length, 2);
  });

  it('is that of the only connection without a question: its key was replaced', async () => {
    const record = await world.uploadedWith('runware');
    world.setAdded([]);
    world.setKey('runware', 'new-key');
    assert.equal((await new RecordAccounts(world).of(record))?.key, 'new-key');
    assert.deepEqual(questions, []);
  });
});
