import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

/** What the setting holds; the window is remote, so it's one of the machine. */
function savedConnections({ folder }: Workbench): readonly Readonly<Record<string, string>>[] {
  const file = join(dirname(folder), 'server', 'data', 'Machine', 'settings.json');
  return JSON.parse(readFileSync(file, 'utf8'))['workflowAssets.connections'] ?? [];
}

async function described(workbench: Workbench, label: string, pattern: RegExp): Promise<string> {
  return await until(
    `${label}: ${pattern}`,
    async () =>
      (await workbench.providers.lines()).find((line) => line.label === label && pattern.test(line.description))
        ?.description,
    () => workbench.providers.lines(),
  );
}

/** Waits for a box by its title, since each is replaced by the next. */
async function box(workbench: Workbench, title: RegExp): Promise<void> {
  await until(`the box ${title}`, async () => title.test(await workbench.quickInput.title()) || undefined);
}

describe('a second ComfyUI', () => {
  let workbench: Workbench;
  let second: FakeProvider;

  before(async () => {
    second = await startFakeProvider('comfyServer', { keepBytes: true });
    workbench = await openWorkbench();
    await workbench.providers.show();
  });
  after(async () => {
    await workbench?.close();
    await second?.close();
  });
  afterEach(() => workbench.notifications.clear());

  it('is added in the Providers view, and nothing is kept of one that was begun', async () => {
    const { quickInput, providers } = workbench;
    for (const isFinished of [false, true]) {
      await providers.clickTitleAction('Add Connection');
      await quickInput.pick('ComfyUI');
      await box(workbench, /^Add Connection to ComfyUI/);
      await quickInput.type('GPU box');
      await quickInput.accept();
      await box(workbench, /^Endpoint of ComfyUI \(GPU box\)/);
      await quickInput.type(second.url);
      await workbench.screenshot('connections-endpoint');
      if (!isFinished) {
        await quickInput.close();
        assert.deepEqual(savedConnections(workbench), []);
      }
    }
    await quickInput.accept();
    await workbench.notifications.read(/The connection ComfyUI \(GPU box\) was added/);
    const [saved] = savedConnections(workbench);
    assert.deepEqual([saved?.name, saved?.provider, saved?.endpoint], ['GPU box', 'comfyServer', second.url]);
    await described(workbench, 'ComfyUI (default)', /^needs no key$/);
    await described(workbench, 'ComfyUI (GPU box)', /^reachable/);
    await workbench.screenshot('connections-added', { theme: 'dark' });
  });

  it('gets the uploads of this workspace after one click, and the first one after another', async () => {
    const first = workbench.fakeProvider('comfyServer');
    await workbench.providers.clickAction('ComfyUI (GPU box)', 'Use in This Workspace');
    await described(workbench, 'ComfyUI (GPU box)', /^in use here · /);
    await workbench.rightClick('images/hero.png', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/was uploaded to ComfyUI/);
    assert.deepEqual([first.files.length, second.files.length], [0, 1]);
    await workbench.notifications.clear();
    await workbench.providers.clickAction('ComfyUI (default)', 'Use in This Workspace');
    await described(workbench, 'ComfyUI (default)', /^in use here · /);
    await workbench.rightClick('images/hero.png', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/was uploaded to ComfyUI/);
    assert.deepEqual([first.files.length, second.files.length], [1, 1]);
    await workbench.providers.show();
    await workbench.screenshot('connections-in-use', { theme: 'light' });
  });

  it('is renamed and stays the same connection', async () => {
    const [before] = savedConnections(workbench);
    await workbench.providers.choose('ComfyUI (GPU box)', 'Rename Connection...');
    await workbench.quickInput.type('DEFAULT');
    await until(
      'the reason',
      async () => /Another connection has this name/.test(await workbench.quickInput.message()) || undefined,
    );
    await workbench.quickInput.type('Cellar');
    await workbench.quickInput.accept();
    await workbench.quickInput.waitUntilClosed();
    await workbench.providers.line('ComfyUI (Cellar)');
    assert.deepEqual(savedConnections(workbench), [{ ...before, name: 'Cellar' }]);
  });

  it('is removed after a question that says what stays', async () => {
    await workbench.providers.choose('ComfyUI (Cellar)', 'Remove Connection...');
    assert.match(await workbench.notifications.readDialog(), /references in workflows stay as they are/);
    await workbench.screenshot('connections-remove');
    await workbench.notifications.answerDialog('Remove');
    await workbench.providers.line('ComfyUI');
    assert.deepEqual(savedConnections(workbench), []);
  });
});

describe('a ComfyUI behind a proxy that asks for a password', () => {
  let workbench: Workbench;
  let guarded: FakeProvider;

  before(async () => {
    const authorization = `Basic ${Buffer.from('me:open sesame').toString('base64')}`;
    guarded = await startFakeProvider('comfyServer', { keepBytes: true, proxyAsksFor: { authorization } });
    workbench = await openWorkbench({ machineSettings: { 'workflowAssets.comfyServer.endpoint': guarded.url } });
  });
  after(async () => {
    await workbench?.close();
    await guarded?.close();
  });

  it('gets the file once its user name and password are set, which a button of the failure leads to', async () => {
    const { quickInput, notifications, page } = workbench;
    await workbench.rightClick('images/hero.png', 'Upload to', 'ComfyUI');
    const failure = /asks for a user name and password/;
    assert.deepEqual((await notifications.buttons(failure))[0], 'Set Authentication');
    await notifications.click(failure, 'Set Authentication');
    await quickInput.line('Bearer token');
    await workbench.screenshot('authentication-methods');
    await quickInput.pick('User name and password');
    await until('the user name', async () => /The user name/.test(await quickInput.message()) || undefined);
    await quickInput.type('me');
    await quickInput.accept();
    await until('the password', async () => /The password/.test(await quickInput.message()) || undefined);
    await quickInput.type('close sesame');
    assert.equal(await page.locator('.quick-input-box input').getAttribute('type'), 'password');
    await quickInput.accept();
    await until('the refusal', async () => /didn't accept this/.test(await quickInput.message()) || undefined);
    await workbench.screenshot('authentication-refused');
    assert.equal(guarded.files.length, 0);
    // Somebody who corrects it types on at once.
    await page.keyboard.press('Control+A');
    await page.keyboard.type('open sesame');
    await quickInput.accept();
    await notifications.read(/was uploaded to ComfyUI/);
    assert.equal(guarded.files.length, 1);
  });

  it('shows in its row that a password is saved, which can be removed again', async () => {
    await workbench.providers.show();
    await described(workbench, 'ComfyUI', /^reachable/);
    await workbench.reload();
    await workbench.providers.show();
    await described(workbench, 'ComfyUI', /^password saved$/);
    await workbench.screenshot('authentication-saved', { theme: 'light' });
    await workbench.providers.choose('ComfyUI', 'Remove Authentication...');
    await workbench.notifications.answerDialog('Remove');
    await described(workbench, 'ComfyUI', /^needs no key$/);
  });
});
