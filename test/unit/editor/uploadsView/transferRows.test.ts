import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { noProgress, type UploadPhase } from '../../../../src/core/uploads/inFlight/progress.ts';
import type { RunningUpload } from '../../../../src/core/uploads/inFlight/runningUploads.ts';
import type { UnfinishedUpload } from '../../../../src/editor/upload/unfinished/notedUpload.ts';
import { RowCache } from '../../../../src/editor/uploadsView/rows/rowCache.ts';
import { TransferRows } from '../../../../src/editor/uploadsView/rows/transferRows.ts';

function running(count: number, phase: UploadPhase): RunningUpload[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `${phase} ${number}`,
    name: `${number}.png`,
    fileUri: `file:///${number}.png`,
    provider: 'runway',
    connection: { id: 'runway', label: 'Runway' },
    progress: { ...noProgress, phase },
    cancel: () => undefined,
  }));
}

function failed(count: number): UnfinishedUpload[] {
  return Array.from({ length: count }, (_, number) => ({
    id: String(number),
    fileUri: `file:///${number}.png`,
    fileName: `${number}.png`,
    provider: 'runway',
    origin: 'https://api.dev.runwayml.com',
    cause: 'chosen',
    isFolder: false,
    begunAt: 1,
    host: 1,
    state: 'failed',
  }));
}

function rowsOf(uploads: readonly RunningUpload[], unfinished: readonly UnfinishedUpload[] = []): TransferRows {
  return new TransferRows({
    cache: new RowCache(),
    uploader: { running: () => uploads },
    unfinished: { list: () => unfinished },
  });
}

describe('The rows above the history', () => {
  it('are what is being sent, and one row for all that wait', () => {
    const rows = rowsOf([...running(3, 'sending'), ...running(117, 'waiting')]);
    const top = rows.top();
    assert.deepEqual(
      top.map(({ type }) => type),
      ['running', 'running', 'running', 'transfers'],
    );
    const waiting = top.at(-1);
    assert.ok(waiting?.type === 'transfers' && waiting.content === 'waiting');
    assert.equal(waiting.count, 117);
    const children = rows.children(waiting);
    assert.equal(children.length, 117);
    assert.ok(children.every(({ group }) => group === waiting));
  });

  it('are each of them where they are few', () => {
    const rows = rowsOf([...running(1, 'sending'), ...running(2, 'waiting')], failed(3));
    assert.deepEqual(
      rows.top().map(({ type }) => type),
      ['running', 'running', 'running', 'unfinished', 'unfinished', 'unfinished'],
    );
  });

  it('are one for all that failed, where those are many', () => {
    const rows = rowsOf([], failed(40));
    const [only, ...others] = rows.top();
    assert.deepEqual(others, []);
    assert.ok(only?.type === 'transfers' && only.content === 'unfinished');
    assert.equal(rows.children(only).length, 40);
  });
});
