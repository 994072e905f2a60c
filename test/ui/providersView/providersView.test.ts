import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

/** The window is remote, so the extension host's settings are those of the machine. */
function machineSettings({ folder }: Workbench): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(dirname(folder), 'server', 'data', 'Machine', 'settings.json'), 'utf8'));
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

describe('an endpoint', () => {
  const setting = 'workflowAssets.comfyServer.endpoint';
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ machineSettings: { [setting]: 'http://comfy.example:8188' } });
    await workbench.providers.show();
  });
  after(() => workbench?.close());
  afterEach(async () => {
    await workbench.notifications.clear();
  });

  it("that can't be used is a warning, also at a provider that needs no key", async () => {
    await described(workbench, 'ComfyUI', /^endpoint can't be used$/);
    const spoken = await (await workbench.providers.line('ComfyUI')).getAttribute('aria-label');
    assert.match(spoken ?? '', /may be anywhere on the internet, so the endpoint must start with https:\/\//);
    await workbench.screenshot('providers-bad-endpoint');
  });

  it('is asked for in place, and stays in the box until it can be used', async () => {
    const { quickInput } = workbench;
    const good = workbench.fakeProvider('comfyServer').url;
    await workbench.providers.clickAction('ComfyUI', 'Change Endpoint...');
    assert.match(
      await quickInput.message(),
      /may be anywhere on the internet, so the endpoint must start with https:\/\//,
    );
    await quickInput.type('https://me:secret@example.com');
    await until('the reason', async () => /user name or password/.test(await quickInput.message()) || undefined);
    await quickInput.accept();
    await quickInput.type(good.replace('http://', ''));
    await until(
      'the offer',
      async () => (await quickInput.message()).includes(`Press Enter to use ${good}`) || undefined,
    );
    await workbench.screenshot('providers-change-endpoint');
    assert.equal(machineSettings(workbench)[setting], 'http://comfy.example:8188', 'nothing is saved before');
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    await described(workbench, 'ComfyUI', /^needs no key$/);
    assert.equal(machineSettings(workbench)[setting], good);
  });

  it('is the default again once the box is emptied', async () => {
    const { quickInput } = workbench;
    await workbench.providers.choose('ComfyUI', 'Change Endpoint...');
    await quickInput.type('');
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    await workbench.providers.toggle('ComfyUI');
    await described(workbench, 'Endpoint', /^http:\/\/127\.0\.0\.1:8188$/);
    assert.ok(!(setting in machineSettings(workbench)));
    await workbench.providers.toggle('ComfyUI');
  });

  it('leads from its box to the settings editor, on the tab where the setting is', async () => {
    await workbench.providers.choose('ComfyUI', 'Change Endpoint...');
    await workbench.quickInput.clickButton('Open Setting');
    // On a tab that doesn't have it there are none.
    const count = workbench.page.locator('.settings-editor .settings-count-widget', { hasText: '1 Setting Found' });
    await count.waitFor();
    await workbench.screenshot('providers-setting');
  });
});

describe('the test of a connection', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    await workbench.providers.show();
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  it('shows its result at the provider', async () => {
    await described(workbench, 'ComfyUI', /^needs no key$/);
    await workbench.providers.clickAction('ComfyUI', 'Test Connection');
    await workbench.notifications.read(/^ComfyUI is reachable/);
    await described(workbench, 'ComfyUI', /^reachable · \d/);
  });

  it('shows what the provider says about the account as soon as a key is saved', async () => {
    await workbench.providers.clickAction('Runware', 'Set API Key...');
    await workbench.quickInput.type(workbench.fakeProvider('runware').key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/The API key for Runware was saved/);
    await described(workbench, 'Runware', /^connected · \d/);
  });

  it('shows why it failed, until it succeeds', async () => {
    workbench.fakeProvider('runware').inject({ step: 'check', what: 'status', status: 401 });
    await workbench.providers.clickAction('Runware', 'Test Connection');
    await workbench.notifications.read(/Runware didn't accept the API key/);
    await described(workbench, 'Runware', /^key rejected · \d/);
    await workbench.providers.toggle('Runware');
    await described(workbench, 'Connection', /Runware didn't accept the API key/);
    await workbench.screenshot('providers-tested', { theme: 'light' });
    await workbench.notifications.clear();
    await workbench.providers.clickAction('Runware', 'Test Connection');
    await workbench.notifications.read(/^Connected to Runware/);
    await described(workbench, 'Runware', /^connected · \d/);
  });

  it('is forgotten when the key is removed', async () => {
    await workbench.providers.choose('Runware', 'Remove API Key...');
    await workbench.notifications.answerDialog('Remove');
    await described(workbench, 'Runware', /^no key$/);
  });
});

describe('the walkthrough', () => {
  let workbench: Workbench;

  before(async () => {
    // Otherwise a step takes the focus only after its animation, and closes what its button has opened meanwhile.
    workbench = await openWorkbench({ userSettings: { 'workbench.reduceMotion': 'on' } });
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.quickInput.type('Get Started with Workflow Assets');
    await workbench.quickInput.line('Get Started with Workflow Assets');
    await workbench.quickInput.accept();
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  const isTicked = async (step: string): Promise<boolean> => {
    const mark = workbench.page.locator(`[role="checkbox"][data-done-step-id$="#${step}"]`).first();
    await mark.waitFor();
    return (await mark.getAttribute('aria-checked')) === 'true';
  };
  /** Clicks a button of a step; only the step that is chosen shows its buttons. */
  async function click(title: string, button: string): Promise<void> {
    const step = workbench.page.locator('.getting-started-step', { hasText: title });
    await step.locator('.step-title').click();
    await step.locator('.monaco-button', { hasText: button }).click();
  }

  async function askForKey(): Promise<void> {
    await click('Save an API key', 'Set API Key');
    await workbench.quickInput.pick('Runway');
    await until(
      'the question for a key',
      async () => (await workbench.quickInput.title()) === 'API Key for Runway' || undefined,
    );
  }

  it('ticks the step about keys once a key is saved, and not before', async () => {
    await askForKey();
    await workbench.quickInput.close();
    await workbench.screenshot('walkthrough');
    assert.equal(await isTicked('key'), false);
    await askForKey();
    await workbench.quickInput.type(workbench.fakeProvider('runway').key);
    await workbench.quickInput.accept();
    await workbench.notifications.read(/The API key for Runway was saved/);
    await until('the tick', async () => (await isTicked('key')) || undefined);
  });

  it("offers the workspace's workflows where none is open, and doesn't tick the step for a look at them", async () => {
    await click('Replace a path in a workflow', 'Upload All Local Files and Replace');
    await workbench.quickInput.line('teaser.runway.json');
    await workbench.screenshot('walkthrough-workflows');
    await workbench.quickInput.close();
    assert.equal(await isTicked('lightbulb'), false);
  });

  it('ticks the step about uploads once a file has been uploaded', async () => {
    assert.equal(await isTicked('upload'), false);
    await workbench.rightClick('images/hero.png', 'Upload to', 'ComfyUI');
    await workbench.notifications.read(/was uploaded to ComfyUI/);
    await until('the tick', async () => (await isTicked('upload')) || undefined);
  });
});
