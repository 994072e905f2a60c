import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { providers } from '../../../src/core/providers/registry.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const fileNames = { image: 'images/hero.png', photo: 'images/portrait.jpg', workflow: 'workflows/teaser.runway.json' };

describe('from a file to a reference', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ fakes: { delay: 300 } });
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  function bytesOf(path: string): { sha256: string; size: number } {
    const bytes = workbench.readBytes(path);
    return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  }

  it('starts with an empty view that says how to begin', async () => {
    await workbench.uploads.show();
    assert.match(await workbench.uploads.welcome(), /Nothing uploaded yet/);
    await workbench.explorer.show();
  });

  it('asks for a key, and rejects a wrong one', async () => {
    await workbench.rightClick(fileNames.image, 'Upload to', 'Runway');
    await workbench.quickInput.waitFor();
    assert.equal(await workbench.quickInput.title(), 'API Key for Runway');
    await workbench.quickInput.type('key_wrong');
    await workbench.quickInput.accept();
    const refusal = await until('the refusal', async () => {
      const message = await workbench.quickInput.message();
      return message.includes("didn't accept") ? message : undefined;
    });
    assert.match(refusal, /Runway didn't accept the API key/);
    assert.equal(workbench.fakeProvider('runway').files.length, 0);
  });

  it('uploads the very bytes of the file once the key is right', async () => {
    const runway = workbench.fakeProvider('runway');
    await workbench.quickInput.type(runway.key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/hero\.png was uploaded to Runway/);
    const [file] = runway.files;
    assert.deepEqual({ sha256: file?.sha256, size: file?.size }, bytesOf(fileNames.image));
    assert.equal(file?.name, 'hero.png');
    assert.equal(await workbench.clipboard.read(), file?.reference);
  });

  it('offers the reference again and leads to the Uploads view', async () => {
    await workbench.notifications.clear();
    await workbench.rightClick(fileNames.photo, 'Upload to', 'Runway');
    await workbench.notifications.read(/portrait\.jpg was uploaded to Runway/);
    await workbench.clipboard.write('something else');
    await workbench.notifications.click(/portrait\.jpg/, 'Copy Again');
    await until('the reference on the clipboard', async () =>
      (await workbench.clipboard.read()).startsWith('runway://') ? true : undefined,
    );
    await workbench.rightClick(fileNames.photo, 'Upload to', 'Runway');
    await workbench.notifications.read(/portrait\.jpg was already at Runway/);
    await workbench.notifications.click(/portrait\.jpg was already/, 'Show in Uploads');
    await until('the uploads', async () => ((await workbench.uploads.lines()).length >= 2 ? true : undefined));
  });

  it('has sent the same file only once', () => {
    assert.equal(workbench.fakeProvider('runway').files.filter((file) => file.name === 'portrait.jpg').length, 1);
  });

  it('lists uploads newest first with provider and countdown', async () => {
    await workbench.uploads.show();
    const lines = (await workbench.uploads.lines()).filter((line) => /\.(png|jpg)$/.test(line.label));
    assert.deepEqual(
      lines.map((line) => line.label),
      ['portrait.jpg', 'hero.png'],
    );
    for (const line of lines) {
      assert.match(line.description, /^23 h \d+ m · Runway/);
    }
    await workbench.screenshot('uploads-dark', { theme: 'dark' });
    await workbench.screenshot('uploads-light', { theme: 'light' });
  });

  it('still knows everything after the window was reloaded', async () => {
    await workbench.reload();
    await workbench.uploads.show();
    await until('the history', async () => ((await workbench.uploads.lines()).length >= 2 ? true : undefined));
    await workbench.explorer.show();
    await workbench.rightClick(fileNames.image, 'Upload to', 'Runway');
    // No prompt for a key: SecretStorage has kept it.
    await workbench.notifications.read(/hero\.png was already at Runway/);
  });

  it('removes a row from the history and undoes that', async () => {
    await workbench.uploads.show();
    await workbench.uploads.choose('hero.png', 'Remove from History');
    await workbench.notifications.read(/hero\.png was removed from the list/);
    await until('the line to go', async () =>
      (await workbench.uploads.lines()).some((line) => line.label === 'hero.png') ? undefined : true,
    );
    await workbench.notifications.click(/hero\.png was removed/, 'Undo');
    await workbench.uploads.line('hero.png');
  });

  it('swaps a path in a workflow from the lightbulb, and one undo restores it to the byte', async () => {
    await workbench.explorer.show();
    await workbench.editor.open(fileNames.workflow);
    const before = await workbench.editor.text();
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    const titles = await workbench.editor.actions();
    assert.ok(titles.includes('Upload to Runway and replace'), titles.join(' | '));
    await workbench.editor.chooseAction(/^Replace with existing Runway reference \(expires in 23 h \d+ m\)$/);
    const reference = workbench.fakeProvider('runway').files.find((file) => file.name === 'hero.png')?.reference ?? '';
    const swapped = before.replace('"../images/hero.png"', () => `"${reference}"`);
    await until('the reference in the document', async () =>
      (await workbench.editor.text()) === swapped ? true : undefined,
    );
    await workbench.editor.undo();
    assert.equal(await workbench.editor.text(), before);
  });

  it('finds the provider of a document by its dialect', async () => {
    await workbench.editor.open('workflows/postcards.runware.json');
    await workbench.editor.placeCursor('../images/portrait.jpg', { plus: 3 });
    assert.deepEqual(
      (await workbench.editor.actions()).filter((title) => /^Upload to/.test(title)),
      ['Upload to Runware and replace'],
    );
  });

  it('shows what is known about each provider', async () => {
    await workbench.providers.show();
    const lines = await workbench.providers.lines();
    assert.deepEqual(
      lines.filter((line) => line.level === 1).map((line) => [line.label, line.description]),
      [
        ['RunningHub', 'no key'],
        ['Runware', 'no key'],
        ['Runway', 'key saved'],
        // At an address of one's own.
        ['Comfy API v2', 'needs no key'],
        ['Comfy Cloud', 'no key'],
        ['ComfyUI', 'needs no key'],
        ['S3-Compatible Storage', 'none yet'],
      ],
    );
    await workbench.providers.toggle('Runway');
    await until('the facts', async () =>
      (await workbench.providers.lines()).some(
        (line) => line.label === 'Images' && line.description === '512 bytes to 200 MB',
      )
        ? true
        : undefined,
    );
    await workbench.screenshot('providers', { theme: 'light' });
  });

  it('tests a connection and removes a key', async () => {
    await workbench.providers.clickAction('Runway', 'Test Connection');
    await workbench.notifications.read(/^Connected to Runway/);
    await workbench.notifications.clear();
    await workbench.providers.choose('Runway', 'Remove API Key...');
    await workbench.notifications.answerDialog('Remove');
    await until('the key to go', async () =>
      (await workbench.providers.lines()).some((line) => line.label === 'Runway' && line.description === 'no key')
        ? true
        : undefined,
    );
  });
});

describe('every provider', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench?.close());

  // A storage has no connection until somebody adds one; providersView/storage.test.ts does.
  for (const { id, label } of providers.filter(({ defaultEndpoint }) => defaultEndpoint !== undefined)) {
    it(`takes a picture from the Explorer's menu: ${label}`, async () => {
      const fakeProvider = workbench.fakeProvider(id);
      await workbench.rightClick(fileNames.photo, 'Upload to', label);
      if (fakeProvider.key !== '') {
        await workbench.quickInput.waitFor();
        await workbench.quickInput.type(fakeProvider.key);
        await workbench.quickInput.accept();
      }
      await workbench.notifications.read(new RegExp(`portrait\\.jpg was uploaded to ${label}`));
      const bytes = workbench.readBytes(fileNames.photo);
      assert.equal(fakeProvider.files[0]?.sha256, createHash('sha256').update(bytes).digest('hex'));
      assert.equal(await workbench.clipboard.read(), fakeProvider.files[0]?.reference);
      await workbench.notifications.clear();
    });
  }

  it('takes several selected files at once', async () => {
    const row = await workbench.explorer.select('images/hero.png', 'images/portrait.jpg', 'images/texture.webp');
    await workbench.menu.choose(row, 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/^(Uploaded \d files to|All 3 files were already at) ComfyUI/);
    const references = (await workbench.clipboard.read()).split('\n');
    assert.deepEqual(references.sort(), ['hero.png', 'portrait.jpg', 'texture.webp']);
    await workbench.notifications.clear();
  });

  it('takes the file of the active editor from the palette', async () => {
    const tab = workbench.page.locator('.tab.active', { hasText: 'loop.gif' });
    await until('the editor', async () => {
      // The Explorer redraws rows that get a mark, and a double click on one of them then counts as two clicks.
      await (await workbench.explorer.row('images/loop.gif')).dblclick();
      return await tab.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => undefined,
      );
    });
    await workbench.runCommand('Workflow Assets: Upload to: ComfyUI');
    await workbench.notifications.read(/loop\.gif was uploaded to ComfyUI/);
    await workbench.notifications.clear();
  });
});
