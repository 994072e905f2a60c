import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { accountLabel } from '../../../../src/core/uploads/accounts/account.ts';
import type { Recipient } from '../../../../src/core/uploads/permission/consent.ts';
import type { UploadRequest } from '../../../../src/core/uploads/uploadRequest.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import type { UnfinishedUpload } from '../../../../src/editor/upload/unfinished/notedUpload.ts';
import { recordingLog, sampleRecord } from '../../history/sampleRecords.ts';
import { connectionWorld, studio } from '../connections/connectionWorld.ts';

const { commands, env, Uri, window } = await import('vscode');
const { createUploadFlow } = await import('../../../../src/editor/upload/uploadFlow.ts');

const file = 'file:///project/hero.png';

function noted(changes: Partial<UnfinishedUpload> = {}): UnfinishedUpload {
  return {
    ...{ id: '1', fileUri: file, fileName: 'hero.png', provider: 'runware', origin: 'https://api.runware.ai' },
    ...{ cause: 'chosen', isFolder: false, begunAt: 1, host: 1, state: 'failed' },
    ...changes,
  };
}

describe('Retrying uploads', () => {
  let world: ReturnType<typeof connectionWorld>;
  /** Where each attempt went. */
  let attempts: string[];
  /** How the next attempts fail. */
  let failures: UploadError[];
  let messages: string[];
  /** Whom the permission gate was asked about. */
  let recipients: string[];
  /** What is done before a button is pressed. */
  let meanwhile: (() => Promise<void>)[];

  beforeEach(() => {
    world = connectionWorld();
    [attempts, failures, messages, meanwhile, recipients] = [[], [], [], [], []];
    const show = async (message: string, ...buttons: readonly string[]): Promise<unknown> => {
      messages.push(message);
      await meanwhile.shift()?.();
      return buttons.find((each) => each === 'Retry');
    };
    Object.assign(window, { showErrorMessage: show, showWarningMessage: show, showInformationMessage: show });
    Object.assign(env, { clipboard: { writeText: async () => undefined } });
  });

  function flow() {
    const services = {
      ...world,
      log: recordingLog(),
      settings: { reuseUploads: true },
      uploads: async () => ({
        gate: {
          admit: async (files: readonly unknown[], { label, endpoint }: Recipient) => {
            recipients.push(`${label} ${endpoint}`);
            return files;
          },
        },
        uploader: {
          upload: async ({ account }: UploadRequest) => {
            attempts.push(accountLabel(account));
            const failure = failures.shift();
            if (failure) {
              throw failure;
            }
            return { record: sampleRecord(1), reused: false, warnings: [] };
          },
        },
      }),
    } as unknown as Services;
    return createUploadFlow(services, async () => undefined);
  }

  it('goes to the connections they went to, whichever this workspace uses', async () => {
    await world.use('runware');
    const connection = { id: studio.id, label: 'Runware (Studio)' };
    await flow().retry([noted({ connection }), noted({ id: '2', connection: { id: 'runware', label: 'Runware' } })]);
    assert.deepEqual(attempts.sort(), ['Runware (Studio)', 'Runware (default)']);
  });

  it('asks for permission by the name and the server of each connection', async () => {
    world.setAdded([{ ...studio, endpoint: 'https://studio.example/v1' }]);
    await flow().retry([
      noted({ connection: { id: studio.id, label: 'Runware (Studio)' } }),
      noted({ id: '2', connection: { id: 'runware', label: 'Runware' } }),
    ]);
    assert.deepEqual(recipients.sort(), [
      'Runware (Studio) https://studio.example/v1',
      'Runware (default) https://api.runware.ai/v1',
    ]);
  });

  it('goes to the one this workspace uses where it was noted by a version that knew one', async () => {
    await world.use(studio.id);
    await flow().retry([noted()]);
    assert.deepEqual(attempts, ['Runware (Studio)']);
  });

  it('stays at the connection of the first attempt when the workspace is switched before "Retry"', async () => {
    await world.use(studio.id);
    failures = [new UploadError('connectionLost', 'Lost', { provider: 'runware', retryable: true })];
    meanwhile = [() => world.use('runware')];
    await flow().retry([noted()]);
    assert.deepEqual(attempts, ['Runware (Studio)', 'Runware (Studio)']);
  });
});

describe('Uploading to a provider that has no connection yet', () => {
  it('begins with adding one, and goes on with it', async () => {
    const before = { ...commands, ...window };
    const asked: unknown[] = [];
    let world = connectionWorld();
    const storage = { id: 's3-00000001', name: 'NAS', provider: 's3', endpoint: 'http://127.0.0.1:9000' };
    Object.assign(window, { showErrorMessage: async () => undefined, tabGroups: { activeTabGroup: {} } });
    const services = () => ({ ...world, log: recordingLog(), settings: { reuseUploads: true } }) as unknown as Services;
    const upload = (): Promise<void> => {
      const flow = createUploadFlow(services(), async () => undefined);
      return flow.fromCommand('s3', Uri.parse('untitled:hero.png'), undefined);
    };
    try {
      Object.assign(commands, { executeCommand: async (...given: readonly unknown[]) => void asked.push(given) });
      await upload();
      assert.deepEqual(asked, [['workflowAssets.addConnection', 's3']]);
      world = connectionWorld();
      world.setAdded([storage]);
      await upload();
      assert.equal(asked.length, 1, 'nothing is asked once there is one');
    } finally {
      Object.assign(commands, { executeCommand: before.executeCommand });
      Object.assign(window, { showErrorMessage: before.showErrorMessage, tabGroups: before.tabGroups });
    }
  });
});
