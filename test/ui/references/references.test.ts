import assert from 'node:assert/strict';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const hour = 3_600_000;
const path = 'workflows/teaser.runway.json';

describe('references in an open workflow', () => {
  let workbench: Workbench;
  let original: string;

  before(async () => {
    workbench = await openWorkbench();
    original = workbench.readFile(path);
  });
  after(() => workbench?.close());

  /** The text without what only is on the screen. */
  async function textWith(pattern: RegExp): Promise<string> {
    return until(
      `${pattern} on the screen`,
      async () => {
        const text = await workbench.editor.visibleText();
        return pattern.test(text) ? text : undefined;
      },
      () => workbench.editor.visibleText(),
    );
  }

  /** Makes uploads older than they are. */
  async function age(left: number, choose: (record: UploadRecord) => boolean = () => true): Promise<void> {
    const history = await openUploadHistory(workbench.folder);
    try {
      for (const record of history.query({ limit: 10 }).filter(choose)) {
        history.add({ ...record, reference: { ...record.reference, expiresAt: Date.now() + left } });
      }
    } finally {
      history.close();
    }
  }

  async function upload(name: string): Promise<string> {
    await workbench.editor.placeCursor(`../images/${name}`, { plus: 3 });
    await workbench.editor.chooseAction('Upload to Runway and replace');
    const runway = workbench.fakeProvider('runway');
    if (runway.files.length === 0) {
      await workbench.quickInput.type(runway.key);
      await workbench.quickInput.accept();
    }
    return until(`the upload of ${name}`, async () => runway.files.find((file) => file.name === name)?.reference);
  }

  it('show the local file and the time left after each', async () => {
    await workbench.editor.open(path);
    await upload('hero.png');
    await textWith(/23 h \d+ m · hero\.png/);
    await upload('portrait.jpg');
    await textWith(/23 h \d+ m · portrait\.jpg/);
    await workbench.notifications.clear();
    await workbench.screenshot('freshness-hints-dark', { theme: 'dark' });
  });

  it('have a hover with a thumbnail and what can be done', async () => {
    const { reference = '' } = workbench.fakeProvider('runway').files[0] ?? {};
    await workbench.editor.placeCursor(reference, { plus: 10 });
    const text = (await workbench.editor.hover()).replaceAll('\u00a0', ' ');
    assert.match(text, /hero\.png/);
    assert.match(text, /Expires in 23 h \d+ m/);
    assert.match(text, /images\/hero\.png/);
    assert.match(text, /Renew and replace/);
    const width = await until('the thumbnail', async () => {
      const images = workbench.page.locator('.monaco-hover-content img');
      const widths = await images.evaluateAll((all) =>
        all.map((image) => Reflect.get(image, 'naturalWidth') as number),
      );
      return widths.find((each) => each > 0);
    });
    assert.ok(width > 0);
    await workbench.screenshot('freshness-hover-dark');
    await workbench.page.keyboard.press('Escape');
  });

  it('change by themselves when time passes', async () => {
    await age(3 * hour + 12 * 60_000 + 30_000, (record) => record.fileName === 'hero.png');
    await textWith(/3 h 12 m · hero\.png/);
    await age(-hour, (record) => record.fileName === 'hero.png');
    await textWith(/expired · hero\.png/);
    await until('the warning', async () =>
      (await workbench.page.locator('.squiggly-warning').count()) > 0 ? true : undefined,
    );
    await workbench.runCommand('View: Toggle Problems');
    await workbench.screenshot('freshness-problems-light', { theme: 'light' });
    await workbench.screenshot('freshness-problems-dark', { theme: 'dark' });
    await workbench.runCommand('View: Toggle Problems');
  });

  it('are renewed by a quick fix', async () => {
    const runway = workbench.fakeProvider('runway');
    const old = runway.files[0]?.reference ?? '';
    await workbench.editor.placeCursor(old, { plus: 10 });
    const titles = await workbench.editor.actions();
    assert.ok(titles.includes('Renew and replace (hero.png, Runway)'), titles.join(' | '));
    await workbench.editor.chooseAction('Renew and replace (hero.png, Runway)');
    await workbench.notifications.read(/Renewed the reference of hero\.png/);
    const renewed = runway.files.at(-1);
    assert.equal(renewed?.name, 'hero.png');
    const text = await workbench.editor.text();
    assert.ok(text.includes(renewed?.reference ?? '?'));
    assert.ok(!text.includes(old));
    await textWith(/23 h \d+ m · hero\.png/);
    await workbench.notifications.clear();
  });

  it('are renewed together, and what fails can be tried again', async () => {
    const runway = workbench.fakeProvider('runway');
    await age(-hour);
    await textWith(/expired · hero\.png[\s\S]*expired · portrait\.jpg/);
    runway.inject({ step: 'slot', what: 'emptyBody', times: 1 });
    await workbench.runCommand('Workflow Assets: Renew Expired References');
    const message = await workbench.notifications.read(/Renewed 1 of 2 references/);
    assert.match(message, /Runway returned an unexpected response/);
    await workbench.screenshot('freshness-failed-dark');
    await workbench.notifications.click(/1 of 2/, 'Retry');
    await workbench.notifications.read(/Renewed 2 references/);
    await textWith(/23 h \d+ m · hero\.png[\s\S]*23 h \d+ m · portrait\.jpg/);
    await workbench.notifications.clear();
  });

  it('go back to the paths they came from, to the byte', async () => {
    await workbench.runCommand('Workflow Assets: Restore Local Paths');
    await workbench.notifications.read(/2 local paths were restored/);
    await until('the text as it was', async () => ((await workbench.editor.text()) === original ? true : undefined));
    await workbench.editor.save();
    await until('the same bytes on disk', async () => (workbench.readFile(path) === original ? true : undefined));
    await workbench.notifications.clear();
  });
});
