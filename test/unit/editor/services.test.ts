import './fakeVscode.ts';
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ActivationServices } from '../../../src/editor/services/activationServices.ts';
import { anything } from '../../bench/anything.ts';
import { removeFolder, temporaryFolder } from '../../harness/processes.ts';

const { Uri } = await import('vscode');
const { Disposables } = await import('../../../src/editor/disposables.ts');
const { createServices } = await import('../../../src/editor/services/services.ts');

describe('The services of a window', () => {
  const folder = temporaryFolder('services');
  let disposables: InstanceType<typeof Disposables>;
  let opened: number;

  beforeEach(() => {
    disposables = new Disposables();
    opened = 0;
  });
  afterEach(() => disposables.dispose());
  after(() => removeFolder(folder));

  function build(name: string) {
    const globalStorageUri = Uri.file(join(folder, name));
    const log = { debug() {}, info() {}, warn() {}, error() {}, hide() {} };
    const { event } = new (class {
      readonly event = () => ({ dispose() {} });
    })();
    const activation = {
      context: { globalStorageUri, storageUri: undefined, secrets: anything() },
      disposables,
      log,
      settings: { historyRetention: 0, onDidChange: event },
    } as unknown as ActivationServices;
    return createServices(activation, () => {
      opened += 1;
    });
  }

  it('say when something has opened the history, without opening it', async () => {
    const services = build('opened');
    assert.equal(existsSync(join(folder, 'opened')), false);
    const history = await services.history();
    assert.equal(await services.historyOpened, history);
    const deadline = Date.now() + 10_000;
    while (opened === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(opened, 1);
  });

  it('close the database of a window that was closed while the history was loading', async () => {
    const services = build('closed');
    const loading = services.history();
    disposables.dispose();
    await loading;
    // A database that is open keeps its write-ahead log beside it; the last one to close it removes that.
    assert.deepEqual(
      readdirSync(join(folder, 'closed')).filter((name) => /-(?:wal|shm)$/.test(name)),
      [],
    );
  });
});
