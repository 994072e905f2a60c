import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import type { Reference } from '../../../../src/core/providers/reference.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { recordingLog } from '../../history/sampleRecords.ts';
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

  beforeEach(() => {
    world = connectionWorld();
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
    const history = { accountSalt: salt, remove: async () => [] } as unknown as HistoryStore;
    await deleteAtProvider(services, history, records);
  }

  const upload = async (id: string): Promise<UploadRecord> => ({ ...(await world.uploadedWith(id)), id, reference });

  it('deletes each with the key of its own, and names both', async () => {
    await deleteAll([await upload('runware'), await upload(studio.id)]);
    assert.deepEqual(deletedWith, ['first-key', 'studio-key']);
    assert.equal(messages[0], 'Delete 2 uploads at Runware (default), Runware (Studio)?');
  });

  it('leaves out those of a connection that was removed, without asking for another one', async () => {
    const record = await upload(studio.id);
    await world.recordConnections.load(['runware']);
    world.setAdded([]);
    await deleteAll([record]);
    assert.deepEqual(deletedWith, []);
    assert.match(messages[0] ?? '', /at Runware \(Studio, removed\)\?$/);
    assert.match(messages.at(-1) ?? '', /1 upload wasn't deleted: it was made with another key/);
  });
});
