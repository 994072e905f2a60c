import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import type { Reference } from '../../../../src/core/providers/reference.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { ids, makeFolder, recordingLog, removeFolders, testOptions } from '../../history/sampleRecords.ts';
import { connectionWorld, salt, studio } from '../connections/connectionWorld.ts';

const { window } = await import('vscode');
const { deleteAtProvider } = await import('../../../../src/editor/uploadsView/commands/removal/deleting.ts');

const reference: Reference = {
  form: 'mediaUuid',
  value: '0f0f0f0f-1234-4abc-8def-001122334455',
  lifetime: { type: 'undocumented' },
  expiresAt: undefined,
};

describe('Deleting uploads of several connections', () => {
  let world: ReturnType<typeof connectionWorld>;
  /** Keys with which the provider was asked. */
  let deletedWith: string[];
  let messages: string[];
  let history: HistoryStore;

  beforeEach(async () => {
    world = connectionWorld();
    history = await openHistory(makeFolder(), { ...testOptions(), sqlite: undefined });
    [deletedWith, messages] = [[], []];
    const answer = async (message: string, ...buttons: readonly unknown[]): Promise<unknown> => {
      messages.push(message);
      return buttons.find((each) => each === 'Delete');
    };
    Object.assign(window, {
      showWarningMessage: answer,
      showInformationMessage: answer,
      showErrorMessage: answer,
      showQuickPick: () => assert.fail('Nothing is asked'),
    });
  });

  afterEach(() => {
    history.close();
    removeFolders();
  });

  async function deleteAll(records: readonly UploadRecord[]): Promise<void> {
    const services = {
      ...world,
      log: recordingLog(),
      uploads: async () => ({
        accountCalls: {
          deleteUpload: async (_reference: Reference, { key }: Account) => {
            deletedWith.push(key);
          },
        },
      }),
    } as unknown as Services;
    const removeByReference: HistoryStore['removeByReference'] = (record) => history.removeByReference(record);
    await deleteAtProvider(services, { accountSalt: salt, removeByReference } as HistoryStore, records);
  }

  const uploadWith = async (connection: string, id: string): Promise<UploadRecord> => ({
    ...(await world.uploadedWith(connection)),
    id,
    reference,
  });
  const upload = (id: string): Promise<UploadRecord> => uploadWith('runware', id);

  it('deletes each with the key of its own, and names both', async () => {
    await deleteAll([await upload('a'), await uploadWith(studio.id, 'b')]);
    assert.deepEqual(deletedWith, ['first-key', 'studio-key']);
    assert.equal(messages[0], 'Delete 2 uploads at Runware (default), Runware (Studio)?');
  });

  it('removes every upload with the same reference, hidden ones included, and none with another', async () => {
    const [deleted, same, hidden, other] = await Promise.all(['a', 'b', 'c', 'd'].map(upload));
    assert.ok(deleted && same && hidden && other);
    const kept = { ...other, reference: { ...reference, value: '1f0f0f0f-1234-4abc-8def-001122334455' } };
    await history.restore([deleted, same, hidden, kept]);
    await history.hide([hidden.id]);
    await deleteAll([deleted]);
    assert.deepEqual(ids(history.query({ limit: 9 })), [kept.id]);
    assert.equal(history.get(hidden.id), undefined);
  });

  it('asks the provider once for several uploads with the same reference', async () => {
    const records = await Promise.all(['a', 'b'].map(upload));
    await history.restore(records);
    await deleteAll(records);
    assert.deepEqual(deletedWith, ['first-key']);
    assert.equal(history.count(), 0);
  });

  it('leaves out those of a connection that was removed, without asking for another one', async () => {
    const record = await uploadWith(studio.id, 'a');
    await world.recordConnections.load(['runware']);
    world.setAdded([]);
    await deleteAll([record]);
    assert.deepEqual(deletedWith, []);
    assert.match(messages[0] ?? '', /at Runware \(Studio, removed\)\?$/);
    assert.match(messages.at(-1) ?? '', /1 upload wasn't deleted: it was made with another key/);
  });

  it('leaves out those whose key was replaced where there are several connections, without a question that leads nowhere', async () => {
    const record = await uploadWith(studio.id, 'a');
    world.setKey(studio.id, 'new-key');
    await deleteAll([record]);
    assert.deepEqual(deletedWith, []);
    assert.match(messages.at(-1) ?? '', /1 upload wasn't deleted: it was made with another key/);
  });

  it('deletes at one provider although the endpoint of another is unusable', async () => {
    world.setAdded([]);
    world.setKey('comfyApi', 'comfy-key');
    const [broken, asset] = [await upload('a'), await uploadWith('comfyApi', 'b')];
    world.setEndpoint('runware', 'nonsense');
    await deleteAll([broken, asset]);
    assert.deepEqual(deletedWith, ['comfy-key']);
  });
});
