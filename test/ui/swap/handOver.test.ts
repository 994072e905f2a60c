import assert from 'node:assert/strict';
import { isInstalled, runCommand } from '../../unit/uploads/handOver/runCommand.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const task = 'workflows/talking-portrait.runninghub.json';
const prompt = 'workflows/restyle-video.comfyui.json';
const request = 'workflows/teaser.runway.json';

describe('handing a workflow over to curl', () => {
  let workbench: Workbench;

  before(async function () {
    if (process.platform === 'win32' || !(await isInstalled('curl')) || !(await isInstalled('bash'))) {
      // There is nothing to run the commands with.
      this.skip();
    }
    workbench = await openWorkbench();
  });
  after(() => workbench?.close());
  afterEach(() => workbench.notifications.clear());

  it('uploads what a task of RunningHub needs, and copies the command that runs it', async () => {
    const runningHub = workbench.fakeProvider('runningHub');
    await workbench.editor.open(task);
    const before = await workbench.editor.text();
    await workbench.runCommand('Workflow Assets: Copy as cURL');
    await titled(/^API Key for RunningHub$/);
    await workbench.quickInput.type(runningHub.key);
    await workbench.quickInput.accept();
    await titled(/^Upload and Copy as cURL: 3 files/);
    assert.deepEqual(runningHub.files, []);
    await workbench.screenshot('curl-preview');
    await workbench.quickInput.accept();
    const said = await workbench.notifications.read(/^Copied as cURL/);
    assert.equal(
      said,
      'Copied as cURL with 3 RunningHub references. Set the environment variable RUNNINGHUB_API_KEY before you run it.',
    );
    await workbench.screenshot('curl-copied');

    const command = await workbench.clipboard.read();
    assert.ok(!command.includes(runningHub.key));
    assert.equal(await workbench.editor.text(), before);
    const { output, errors } = await runCommand(command, { environment: { RUNNINGHUB_API_KEY: runningHub.key } });
    assert.match(output, /"taskStatus":"RUNNING"/, errors);
    const [run] = runningHub.runs;
    for (const { reference } of runningHub.files) {
      assert.ok(run?.includes(`"${reference}"`), reference);
    }
    assert.ok(!run?.includes('../'), run);
  });

  it('says of a workflow in UI format what to do, and sends nothing', async () => {
    await workbench.editor.open(prompt);
    await workbench.runCommand('Workflow Assets: Copy as cURL');
    const said = await workbench.notifications.read(/is in UI format/);
    assert.match(said, /^restyle-video\.comfyui\.json is in UI format, which no API runs\. Export it in API format/);
    await workbench.screenshot('curl-ui-format');
  });

  it('is in the menu of an editor with a workflow', async () => {
    await workbench.editor.open(request);
    await workbench.editor.recognised();
    const line = workbench.page.locator('.monaco-editor .view-line').first();
    const labels = await workbench.menu.labels(line);
    assert.ok(labels.includes('Copy as cURL'), labels.join(', '));
  });

  async function titled(pattern: RegExp): Promise<void> {
    await until(
      `a title like ${pattern}`,
      async () => (pattern.test(await workbench.quickInput.title()) ? true : undefined),
      () => workbench.quickInput.title(),
    );
  }
});
