import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../src/core/clock.ts';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { type LeasedFile, OtherWindowLease, TransferLeases } from '../../../src/core/uploads/leases/transferLeases.ts';
import { type ChildScript, startScript } from '../childScript.ts';
import { recordingLog, removeFolders, runwayRecord, sampleRecord } from '../history/sampleRecords.ts';
import { copyProfile, expected, throughJson } from './recordedProfile.ts';

const script = fileURLToPath(new URL('oldWindow.ts', import.meta.url));
const never = new AbortController().signal;
const recordCount = expected.records.length;

describe('A window beside one of version 0.1.0', function () {
  this.timeout(60_000);
  let folder: string;
  let history: HistoryStore;
  let leases: TransferLeases;
  let old: ChildScript;
  const log = recordingLog();

  beforeEach(async () => {
    folder = copyProfile();
    history = await openHistory(folder, { log, clock: systemClock });
    leases = new TransferLeases({ folder, history, clock: systemClock, log });
    old = await startOld();
  });
  afterEach(async () => {
    old.process.kill('SIGKILL');
    await old.ended;
    leases.close();
    history.close();
    removeFolders();
  });

  async function startOld(): Promise<ChildScript> {
    const started = startScript(script, [folder]);
    assert.match(await started.says('open, '), /^open, problem null, /);
    return started;
  }

  function countReaches(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (history.count() === count) {
          stop();
          resolve();
        }
      };
      const stop = history.onDidChange(look);
      look();
    });
  }

  /** A file of a record, as both windows would ask for a lease on it. */
  function leasedFile({ fileUri, size, mtimeMs, contentHash }: UploadRecord): LeasedFile {
    return {
      scopeKey: 'the account of both',
      fileUri,
      stamp: { size, mtimeMs, inode: 7n },
      contentHash: async () => contentHash,
    };
  }

  it('is notified of what the old one adds', async () => {
    const record = runwayRecord(1);
    const seen = countReaches(recordCount + 1);
    old.tell(`add ${JSON.stringify(record)}`);
    await seen;
    assert.deepEqual(history.get(record.id), record);
    assert.equal(history.provenanceOf(record.id), undefined);
  });

  it('notifies the old one of what it adds', async () => {
    const record = sampleRecord(2, { pixelSize: undefined, workspaceUri: undefined });
    history.add(record);
    await old.says(`sees ${recordCount + 1}`);
    old.tell(`get ${record.id}`);
    assert.deepEqual(JSON.parse((await old.says('record ')).slice('record '.length)), throughJson(record));
  });

  it('adds uploads to providers the old one never heard of, which it lists with the others', async () => {
    const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
    const reference = { form: 'assetId', value: id, lifetime: { type: 'kept' }, expiresAt: undefined } as const;
    const record = sampleRecord(6, { provider: 'comfyApi', reference, alternatives: [] });
    history.add(record);
    await old.says(`sees ${recordCount + 1}`);
    old.tell('list');
    await old.says(`lists ${recordCount + 1}`);
    old.tell(`get ${record.id}`);
    assert.equal(JSON.parse((await old.says('record ')).slice('record '.length)).provider, 'comfyApi');
  });

  it('leaves a database that the old one opens again', async () => {
    history.add(sampleRecord(3));
    await history.restore([sampleRecord(4), runwayRecord(5)]);
    await history.remove([sampleRecord(4).id]);
    history.markUsed(runwayRecord(5).id, Date.now());
    old.tell('close');
    await old.ended;
    history.close();
    old = await startOld();
    assert.equal(old.lines[0], `open, problem null, ${recordCount + 2} records`);
  });

  /** As 0.1.0 has it: its inodes are numbers. */
  function forOldWindow({ stamp, ...file }: LeasedFile, { contentHash }: UploadRecord): string {
    return JSON.stringify({ ...file, stamp: { ...stamp, inode: Number(stamp.inode) }, contentHash });
  }
  it('hides records from the old one too, which can add them again', async () => {
    const record = sampleRecord(8, { pixelSize: undefined, workspaceUri: undefined });
    history.add(record);
    await history.hide([record.id]);
    old.tell('list');
    await old.says(`lists ${recordCount}`);
    const seen = countReaches(recordCount + 1);
    old.tell(`add ${JSON.stringify(record)}`);
    await seen;
    assert.equal(history.hiddenCount(9), 0);
    old.tell('list');
    await old.says(`lists ${recordCount + 1}`);
  });

  it('waits for what the old one is sending, and finds its record', async () => {
    const record = sampleRecord(6);
    const file = leasedFile(record);
    old.tell(`send ${forOldWindow(file, record)}`);
    await old.says('sending');
    const outcome = await leases.holding(file, async () => 'sent twice', never);
    assert.ok(outcome instanceof OtherWindowLease);
    const over = outcome.over(never);
    old.tell(`finish ${JSON.stringify(record)}`);
    await over;
    assert.deepEqual(history.findByContent(record, record.contentHash), [record]);
  });

  it('lets the old one wait for what it is sending itself, and use its record', async () => {
    const record = sampleRecord(7);
    const file = leasedFile(record);
    const sent = await leases.holding(
      file,
      async () => {
        old.tell(`send ${forOldWindow(file, record)}`);
        await old.says('waits');
        history.add(record);
        return 'sent once';
      },
      never,
    );
    assert.equal(sent, 'sent once');
    await old.says(`over, with ${recordCount + 1} records`);
    assert.ok(!old.lines.includes('sending'));
  });
});
