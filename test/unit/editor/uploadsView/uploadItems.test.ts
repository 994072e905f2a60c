import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { noProgress } from '../../../../src/core/uploads/inFlight/progress.ts';
import type { UnfinishedUpload } from '../../../../src/editor/upload/unfinished/notedUpload.ts';
import { connectionWorld, studio } from '../connections/connectionWorld.ts';

const { runningItem, unfinishedItem } = await import('../../../../src/editor/uploadsView/rows/uploadItems.ts');
const { interruptedText, labelOfUnfinished } = await import(
  '../../../../src/editor/upload/unfinished/unfinishedText.ts'
);

const connection = { id: studio.id, label: 'Runware (Studio)' };
const upload = { id: '1', fileUri: 'file:///project/hero.png', provider: 'runware', connection } as const;

describe('The row of an upload without a reference', () => {
  it('names the connection it goes to', () => {
    const item = runningItem({ ...upload, name: 'hero.png', progress: noProgress, cancel: () => undefined });
    assert.match(String(item.description), / · Runware \(Studio\)$/);
    assert.match(item.accessibilityInformation?.label ?? '', /uploading to Runware \(Studio\)$/);
  });

  const interrupted: UnfinishedUpload = {
    ...{ ...upload, fileName: 'hero.png', origin: 'https://api.runware.ai', cause: 'chosen', isFolder: false },
    ...{ begunAt: 1, host: 1, state: 'interrupted' },
  };

  it('names the connection it went to: as it is called now, or was when it was removed', () => {
    const world = connectionWorld();
    const rowOf = (each: UnfinishedUpload) => unfinishedItem(each, labelOfUnfinished(world.connections, each)).tooltip;
    const sentence = (label: string) => `The window closed before hero.png was uploaded to ${label}.`;
    assert.equal(rowOf(interrupted), sentence('Runware (Studio)'));
    world.setAdded([{ ...studio, name: 'Agency' }]);
    assert.equal(rowOf(interrupted), sentence('Runware (Agency)'));
    world.setAdded([]);
    assert.equal(rowOf(interrupted), sentence('Runware (Studio)'));
    assert.equal(
      rowOf({ ...interrupted, connection: { id: 'runware', label: 'Runware (default)' } }),
      sentence('Runware'),
    );
    assert.equal(rowOf({ ...interrupted, connection: undefined }), sentence('Runware'));
  });

  it('is reported with its connection in the window that opens next', () => {
    const world = connectionWorld();
    const text = (uploads: readonly UnfinishedUpload[]) =>
      interruptedText(uploads, (each) => labelOfUnfinished(world.connections, each));
    assert.equal(
      text([interrupted]),
      "The upload of hero.png to Runware (Studio) didn't finish when the window closed.",
    );
    const other = { ...interrupted, fileName: 'clip.mp4', connection: { id: 'runware', label: 'Runware' } };
    assert.equal(text([interrupted, other]), "2 uploads didn't finish when the window closed: hero.png, clip.mp4");
  });
});
