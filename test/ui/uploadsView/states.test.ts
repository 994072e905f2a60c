import assert from 'node:assert/strict';
import { until } from '../driver/retry.ts';
import { SampleUploads } from '../driver/sampleUploads.ts';
import { fillFolder, type StateSamples, stateSamples, uploadFolder, workflowOf } from '../driver/stateSamples.ts';
import type { TreeLine } from '../driver/treeView.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('The states of uploads in their view', () => {
  let workbench: Workbench;
  let view: SampleUploads;
  let states: StateSamples;

  before(async () => {
    workbench = await openWorkbench({
      size: { width: 1280, height: 900 },
      userSettings: { 'workflowAssets.maxConcurrentUploads': 2 },
    });
    fillFolder(workbench, 'batch', 9);
    view = new SampleUploads(workbench);
    await view.opened();
    states = stateSamples(view);
  });
  after(() => workbench?.close());
  beforeEach(async () => {
    await workbench.notifications.clear();
    await view.inHistory(async (history) => {
      await history.removeAll();
      await history.restore(Object.values(states));
    });
    await workbench.uploads.line('hero.png');
  });

  async function lineOf(name: string, description: RegExp): Promise<TreeLine> {
    return until(`${name}, ${description}`, async () =>
      (await workbench.uploads.lines()).find((line) => line.label === name && description.test(line.description)),
    );
  }

  /** The icon before a row's text, by its name. */
  async function iconOf(name: string): Promise<string> {
    const icon = (await workbench.uploads.line(name)).locator('.custom-view-tree-node-item-icon').first();
    return /codicon-([\w-]+)/.exec((await icon.getAttribute('class')) ?? '')?.[1] ?? 'preview';
  }

  async function badge(): Promise<string> {
    const icon = workbench.page
      .locator('.activitybar .action-item')
      .filter({ has: workbench.page.locator('[aria-label^="Workflow Assets"]') });
    return (await icon.locator('.badge-content').innerText()).trim();
  }

  async function badgeBecomes(text: string): Promise<void> {
    await until(`the badge ${text}`, async () => ((await badge()) === text ? true : undefined), badge);
  }

  it('come first, then the time, then the provider, each with an icon of its own', async () => {
    await lineOf('hero.png', /^23 h \d+ m · Runway$/);
    await lineOf('portrait.jpg', /^no expiry · ComfyUI$/);
    await lineOf('voice.wav', /^no known end · RunningHub$/);
    await lineOf('texture.webp', /^1 h \d+ m left · Runway$/);
    await lineOf('clip.mp4', /^expired · Runway$/);
    await lineOf('loop.gif', /^changed · 19 h \d+ m · Runway$/);
    await lineOf('lost.png', /^missing · 19 h \d+ m · Runway$/);
    const icons = await Promise.all(['texture.webp', 'clip.mp4', 'loop.gif', 'lost.png'].map(iconOf));
    assert.deepEqual(icons, ['watch', 'warning', 'diff-modified', 'circle-slash']);
  });

  it('leave the provider to the heading where rows are grouped by it', async () => {
    await view.choose('Group Uploads By...', 'Provider');
    await lineOf('clip.mp4', /^expired$/);
    await lineOf('Runway', /^7$/);
    await view.choose('Group Uploads By...', 'Time');
  });

  it('are quiet once a reference is renewed', async () => {
    await view.inHistory((history) => history.remove([states.renewal.id]));
    await lineOf('music.mp3', /^expired · Runway$/);
    await view.inHistory((history) => history.restore([states.renewal]));
    await lineOf('music.mp3', /^renewed · Runway$/);
    const renewed = await until('the row', async () => {
      const rows = workbench.page.locator('.sidebar .monaco-list-row', { hasText: 'music.mp3' });
      return (await rows.count()) === 2 ? rows.filter({ hasText: 'renewed' }) : undefined;
    });
    await renewed.hover();
    assert.equal(await renewed.locator('.actions .action-label[aria-label^="Renew"]').count(), 0);
    assert.match((await renewed.getAttribute('aria-label')) ?? '', /^music\.mp3, renewed, /);
  });

  it('need attention where a workflow uses the upload, which is remembered without a search', async () => {
    assert.equal(await badge(), '');
    await workbench.editor.open(workflowOf(workbench, [states.expired, states.expiring, states.renewed, states.valid]));
    await badgeBecomes('2');
    await lineOf('Needs Attention', /^2$/);
    const names = (await view.names()).slice(0, 3);
    assert.deepEqual(names, ['Needs Attention', 'clip.mp4', 'texture.webp']);
    await workbench.runCommand('View: Close All Editors');
    await workbench.reload();
    await workbench.uploads.show();
    await badgeBecomes('2');
    await view.inHistory((history) =>
      history.add({ ...states.valid, id: 'again', fileUri: states.expired.fileUri, uploadedAt: Date.now() }),
    );
    await badgeBecomes('1');
  });

  it('stay known in documents when the row is cleared, until they are forgotten for good', async () => {
    const path = workflowOf(workbench, [states.expired], 'cleared.json');
    await workbench.editor.open(path);
    const problem = workbench.page.locator('.squiggly-warning').first();
    await problem.waitFor();
    await view.choose('Clear Expired');
    await workbench.notifications.answerDialog('Clear All Expired');
    await workbench.notifications.read(/expired uploads were removed from the list/);
    await until('the row to go', async () => !(await view.names()).includes('clip.mp4') || undefined);
    assert.ok(await view.inHistory((history) => history.findByReference(states.expired.reference.value)));
    await problem.waitFor();
    await workbench.notifications.click(/expired uploads were removed from the list/, 'Forget for Good');
    await problem.waitFor({ state: 'detached' });
    await workbench.runCommand('View: Close All Editors');
  });

  it('are shown for what is being sent, with one row for all that wait and a row for what failed', async () => {
    const comfy = workbench.fakeProvider('comfyServer');
    const answers = Promise.withResolvers<void>();
    comfy.inject({ step: 'upload', what: 'status', status: 400, times: 1 });
    comfy.inject({ step: 'upload', what: 'stall', when: 'beforeBody', until: answers.promise, times: 20 });
    await uploadFolder(workbench, 'batch', 'ComfyUI');
    await lineOf('6 waiting', /^$/);
    const lines = await workbench.uploads.lines();
    const names = lines.map(({ label }) => label);
    const waiting = names.indexOf('6 waiting');
    assert.equal(waiting, 2, names.join());
    assert.match(lines[waiting + 1]?.label ?? '', /^take-\d\.png$/);
    assert.match(lines[waiting + 1]?.description ?? '', /^failed · /);
    assert.ok(names.includes('hero.png'), 'the history is still in view');
    await workbench.uploads.toggle('6 waiting');
    await until('the waiting rows', async () =>
      (await workbench.uploads.lines()).filter(({ description }) => /^waiting · /.test(description)).length === 6
        ? true
        : undefined,
    );
    await workbench.uploads.toggle('6 waiting');
    answers.resolve();
    await until('the end', async () => (comfy.files.length === 8 ? true : undefined));
    await lineOf(lines[waiting + 1]?.label ?? '', /^failed · /);
  });
});
