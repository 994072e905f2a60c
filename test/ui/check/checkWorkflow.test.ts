import assert from 'node:assert/strict';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const hour = 3_600_000;
const path = 'workflows/teaser.runway.json';
const check = 'Workflow Assets: Check Workflow...';

describe('Check Workflow', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench?.close());

  /** What a screen reader says of the item beside the language, once it matches. */
  function status(pattern: RegExp): Promise<string> {
    const read = async (): Promise<string> => {
      const item = workbench.page.locator('[id="status.languageStatus"] a, [id="status.languageStatus"]').first();
      return (await item.getAttribute('aria-label', { timeout: 1_000 }).catch(() => null)) ?? '';
    };
    return until(
      `a status like ${pattern}`,
      async () => {
        const text = await read();
        return pattern.test(text) ? text : undefined;
      },
      read,
    );
  }

  /** Uploads a picture by the lightbulb, and has its reference end as if that had been yesterday. */
  async function uploadedYesterday(name: string): Promise<void> {
    await workbench.editor.placeCursor(`../images/${name}`, { plus: 3 });
    await workbench.editor.chooseAction('Upload to Runway and replace');
    const runway = workbench.fakeProvider('runway');
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    await until(`the upload of ${name}`, async () => runway.files.find((file) => file.name === name));
    await workbench.notifications.clear();
    const history = await openUploadHistory(workbench.folder);
    try {
      const [record] = history.query({ limit: 1 });
      assert.ok(record);
      history.add({ ...record, reference: { ...record.reference, expiresAt: Date.now() - hour } });
    } finally {
      history.close();
    }
  }

  it('is announced by a quiet item beside the language', async () => {
    await workbench.editor.open(path);
    await status(/Workflow Readiness: 2 files to upload/);
    await uploadedYesterday('hero.png');
    await status(/Workflow Readiness: 1 file to upload, 1 expired/);
  });

  it('lists what is missing, input by input', async () => {
    await workbench.screenshot('check-item-dark', { theme: 'dark' });
    await workbench.runCommand(check);
    await workbench.quickInput.line('Make Ready');
    assert.match(await workbench.quickInput.title(), /^teaser\.runway\.json: 1 file to upload, 1 expired$/);
    const lines = (await workbench.quickInput.items()).map(({ label, description }) => `${label}: ${description}`);
    assert.equal(lines[0], 'Make Ready: upload 1 file, renew 1 reference');
    assert.ok(lines.includes('hero.png: expired'), lines.join('\n'));
    assert.ok(lines.includes('portrait.jpg: local file, not uploaded yet'), lines.join('\n'));
    await workbench.screenshot('check-list-dark');
    await workbench.quickInput.close();
  });

  it('makes it ready with one choice, after the preview of the swap', async () => {
    await workbench.runCommand(check);
    await workbench.quickInput.pick('Make Ready');
    await until('the preview', async () =>
      /^Upload and Replace/.test(await workbench.quickInput.title()) ? true : undefined,
    );
    await workbench.quickInput.accept();
    await workbench.notifications.read(/^teaser\.runway\.json is ready for Runway\.$/);
    await status(/Workflow Readiness: Ready/);
    const references = workbench.fakeProvider('runway').files.map(({ reference }) => reference);
    const text = await workbench.editor.text();
    assert.equal(references.length, 3, 'hero.png, portrait.jpg, and hero.png once more');
    assert.ok(
      references.slice(1).every((reference) => text.includes(reference)),
      text,
    );
    assert.doesNotMatch(text, /\.\.\/images/);
    await workbench.notifications.clear();
  });

  it('asks how long the references have to work', async () => {
    const ready = /is ready for Runway\.$/;
    await workbench.screenshot('check-item-light', { theme: 'light' });
    await workbench.runCommand(check);
    await workbench.notifications.click(ready, 'Check for Longer...');
    await workbench.quickInput.pick('For another number of hours...');
    await until('the box', async () =>
      (await workbench.quickInput.message()).includes('Number of hours') ? true : undefined,
    );
    await workbench.quickInput.type('30');
    await workbench.quickInput.accept();
    // Runway's references work for 24 hours, so that renewing them wouldn't help.
    assert.match((await workbench.quickInput.line('hero.png')).description, /^expires in 23 h \d+ m$/);
    assert.ok(!(await workbench.quickInput.items()).some(({ label }) => label === 'Make Ready'));
    assert.match(await workbench.quickInput.title(), /^teaser\.runway\.json: 2 end too soon$/);
    await workbench.notifications.clear();
    await workbench.screenshot('check-list-light');
    await workbench.quickInput.clickButton('References must work for the next 30 h. Change...');
    await workbench.quickInput.pick('For the next 8 h');
    await workbench.notifications.read(ready);
    await workbench.notifications.clear();
    await workbench.runCommand('File: Revert File');
  });
});
