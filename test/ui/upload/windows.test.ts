import assert from 'node:assert/strict';
import { until } from '../driver/retry.ts';
import { type Sample, SampleUploads, samples } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('two windows', () => {
  let first: Workbench;
  let second: Workbench;
  let view: SampleUploads;

  before(async () => {
    first = await openWorkbench();
    view = new SampleUploads(first);
    await view.opened();
    second = await first.openSecondWindow();
  });
  after(() => first?.close());
  beforeEach(async () => {
    await first.page.bringToFront();
    await view.reset();
  });
  afterEach(() => second.notifications.clear());

  async function look(window: Workbench): Promise<string[]> {
    await window.page.bringToFront();
    return (await window.uploads.lines()).map(({ label }) => label);
  }

  it('show what another process has added', async () => {
    await view.inHistory((history) =>
      history.add({ ...view.record(samples[0] as Sample), id: 'elsewhere', fileName: 'elsewhere.png' }),
    );
    await until('the row', async () => (await look(first)).includes('elsewhere.png') || undefined);
    await until('the row', async () => (await look(second)).includes('elsewhere.png') || undefined);
  });

  it('show the same uploads', async () => {
    await view.choose('Clear Expired');
    for (const window of [first, second]) {
      await until('the expired one to go', async () => !(await look(window)).includes('clip.mp4') || undefined);
    }
    await first.page.bringToFront();
    await view.choose('Undo Removal from History');
    await until('it to be back', async () => (await look(second)).includes('clip.mp4') || undefined);
  });

  it('send once what both are asked for at the same moment', async () => {
    const fakeProvider = first.fakeProvider('comfyServer');
    fakeProvider.reset();
    const answers = Promise.withResolvers<void>();
    fakeProvider.inject({ what: 'stall', when: 'afterBody', until: answers.promise, times: 2 });
    await first.rightClick('images/loop.gif', 'Upload to', 'ComfyUI');
    await until(
      'the file to be on its way',
      async () => fakeProvider.requests.some(({ bytes }) => bytes > 0) || undefined,
    );
    await second.page.bringToFront();
    await second.rightClick('images/loop.gif', 'Upload to', 'ComfyUI');
    await second.notifications.read(/Uploading loop\.gif to ComfyUI.*another window is uploading it$/s);
    await second.screenshot('second-window-waits');
    answers.resolve();
    await second.notifications.read(/loop\.gif was already at ComfyUI/);
    await first.page.bringToFront();
    await first.notifications.read(/loop\.gif was uploaded to ComfyUI/);
    assert.equal(fakeProvider.files.length, 1);
  });
});
