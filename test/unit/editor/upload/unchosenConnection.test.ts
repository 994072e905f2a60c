import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { connectionWorld, studio } from '../connections/connectionWorld.ts';

const { Uri, window } = await import('vscode');
const { resolveUnattended } = await import('../../../../src/editor/swap/resolved/resolveUnattended.ts');
const { uploadForProgramme } = await import('../../../../src/editor/upload/uploadForProgramme.ts');

const uri = Uri.parse('file:///project/hero.png');
const { signal } = new AbortController();
const isCode = (code: string) => (error: unknown) => UploadError.is(error) && error.code === code;

describe('A call of another extension, where none of several connections was chosen,', () => {
  const { showQuickPick } = window;
  let world: ReturnType<typeof connectionWorld>;
  let questions: number;
  /** Whose host is checked right before anything is sent; what follows isn't reached. */
  let recipients: (string | undefined)[];
  let refusal: UploadError | undefined;
  let services: Services;

  beforeEach(() => {
    world = connectionWorld();
    [questions, recipients, refusal] = [0, [], undefined];
    services = {
      ...world,
      settings: {},
      plainHosts: {
        assertAllowed: ({ connection }: Partial<Account>) => {
          recipients.push(connection?.id);
          throw new UploadError('endpointInvalid', 'Far enough');
        },
      },
      uploads: async () => ({
        gate: {
          assertNotRefused: async () => {
            if (refusal) {
              throw refusal;
            }
          },
        },
      }),
    } as unknown as Services;
    const pick = async (items: readonly unknown[]): Promise<unknown> => {
      questions++;
      return items[1];
    };
    Object.assign(window, { showQuickPick: pick });
  });
  after(() => Object.assign(window, { showQuickPick }));

  const resolve = () => resolveUnattended(services, { text: '{}', uri, provider: 'runware', signal });
  const upload = () => uploadForProgramme(services, uri, { provider: 'runware', signal });

  it('resolves no workflow and asks nothing: its files would go to an account nobody chose', async () => {
    await assert.rejects(resolve(), isCode('connectionNotChosen'));
    assert.deepEqual([questions, recipients], [0, []]);
    await world.use(studio.id);
    await assert.rejects(resolve(), isCode('endpointInvalid'));
    assert.deepEqual([questions, recipients], [0, [studio.id]]);
  });

  it('has a person choose one before a file is uploaded', async () => {
    await assert.rejects(upload(), isCode('endpointInvalid'));
    assert.equal(questions, 1);
    assert.equal(world.connections.current('runware').id, studio.id);
  });

  it('asks nothing about a file that is refused anyway', async () => {
    for (const code of ['workspaceUntrusted', 'outsideWorkspace'] as const) {
      refusal = new UploadError(code, 'Refused');
      await assert.rejects(upload(), isCode(code));
    }
    assert.equal(questions, 0);
  });
});
