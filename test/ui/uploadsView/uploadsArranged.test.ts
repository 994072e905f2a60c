import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byTime, type Sample, SampleUploads, samples } from '../driver/sampleUploads.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

describe('the Uploads view with other options', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({ size: { width: 1280, height: 900 } });
    view = new SampleUploads(workbench);
    await view.opened();
  });
  after(() => workbench?.close());
  beforeEach(() => view.reset());

  it('groups by provider', async () => {
    await view.choose('Group Uploads By...', 'Provider');
    await view.namesBecome([
      'Runware',
      'music.mp3',
      'deleted.png',
      'Runway',
      'hero.png',
      'texture.webp',
      'clip.mp4',
      'ComfyUI',
      'portrait.jpg',
    ]);
  });

  it('groups by file, each file folded', async () => {
    await view.choose('Group Uploads By...', 'File');
    await view.namesBecome(['hero.png', 'portrait.jpg', 'texture.webp', 'clip.mp4', 'music.mp3', 'deleted.png']);
    await workbench.screenshot('uploads-by-file');
  });

  it('groups by the workflows that use an upload', async () => {
    const { value } = view.record(samples[0] as Sample).reference;
    writeFileSync(join(workbench.folder, 'workflows/used.json'), JSON.stringify({ promptImage: value }));
    await view.choose('Group Uploads By...', 'Workflow');
    await view.namesBecome([
      'used.json',
      'hero.png',
      'In No Workflow of This Workspace',
      'portrait.jpg',
      'texture.webp',
      'clip.mp4',
      'music.mp3',
      'deleted.png',
    ]);
    await workbench.screenshot('uploads-by-workflow');
  });

  it('sorts by expiry, without groups', async () => {
    await view.choose('Group Uploads By...', 'No Groups');
    await view.choose('Sort Uploads By...', 'Expiring First');
    await view.namesBecome(['deleted.png', 'clip.mp4', 'texture.webp', 'hero.png', 'portrait.jpg', 'music.mp3']);
  });

  it('filters by provider and state, remembers it over a restart, and shows all again', async () => {
    await view.tick('Runway', 'Expired');
    await view.namesBecome(['Today', 'clip.mp4']);
    await workbench.screenshot('uploads-filtered');
    await workbench.reload();
    await view.namesBecome(['Today', 'clip.mp4']);
    await workbench.uploads.clickTitleAction('Clear Filter');
    await workbench.uploads.line('hero.png');
  });

  it('filters by what became of the local file', async () => {
    await view.tick('File Missing');
    await view.namesBecome(['Older', 'deleted.png']);
  });

  it('searches names and folders, and says so where nothing is found', async () => {
    await view.search('PORTRAIT images');
    await view.namesBecome(['Today', 'portrait.jpg']);
    await view.search('nothing like it');
    const welcome = workbench.page.locator('.sidebar .welcome-view-content', { hasText: 'No uploads match' });
    await welcome.waitFor();
    await welcome.locator('a, .monaco-button', { hasText: 'Clear Filter' }).first().click();
    await workbench.uploads.line('hero.png');
  });

  it('follows the search while it is typed, and restores the list on Escape', async () => {
    await workbench.runCommand('Workflow Assets: Search Uploads...');
    await workbench.quickInput.type('portrait');
    await view.namesBecome(['Today', 'portrait.jpg']);
    await workbench.quickInput.type('port images runway');
    await workbench.page.locator('.sidebar .welcome-view-content', { hasText: 'No uploads match' }).waitFor();
    await workbench.quickInput.type('clip');
    await view.namesBecome(['Today', 'clip.mp4']);
    await workbench.screenshot('uploads-search');
    await workbench.quickInput.close();
    await view.namesBecome(byTime);
    await view.search('portrait');
    await view.namesBecome(['Today', 'portrait.jpg']);
    await workbench.runCommand('Workflow Assets: Search Uploads...');
    await workbench.quickInput.type('clip');
    await view.namesBecome(['Today', 'clip.mp4']);
    await workbench.quickInput.close();
    await view.namesBecome(['Today', 'portrait.jpg']);
  });
});
