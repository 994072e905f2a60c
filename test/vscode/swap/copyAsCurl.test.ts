import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ResolveEvent } from '../../../src/editor/swap/resolved/resolveEvent.ts';
import { isInstalled, runCommand } from '../../unit/uploads/handOver/runCommand.ts';
import { until } from '../support/answers.ts';
import { fakeProvider } from '../support/fakes.ts';
import { prompt, useSwapDesk } from '../support/swapDesk.ts';

const command = 'workflowAssets.copyAsCurl';
const preview = '"9": { "class_type": "PreviewImage", "inputs": { "images": ["1", 0] } }';

/** A prompt that a server accepts: one of its nodes has an output. */
function runnable(names: readonly string[]): string {
  return prompt(names).replace(/\n}\n$/, `,\n  ${preview}\n}\n`);
}

describe('handing a workflow over', () => {
  const desk = useSwapDesk();
  const resolved: ResolveEvent[] = [];
  let subscription: vscode.Disposable | undefined;

  before(async () => {
    const api = await vscode.extensions.getExtension('workflow-assets.workflow-assets')?.activate();
    subscription = api.onDidResolve((event: ResolveEvent) => resolved.push(event));
  });
  beforeEach(() => {
    resolved.length = 0;
  });
  after(() => subscription?.dispose());

  /** Runs it on the active document, accepts the preview, and returns what was copied. */
  async function copied(): Promise<string> {
    await vscode.env.clipboard.writeText('before');
    const running = vscode.commands.executeCommand(command);
    await desk.previews.accept();
    await running;
    return vscode.env.clipboard.readText();
  }

  it('uploads its files and copies a command that the server takes as it is', async function () {
    if (process.platform === 'win32' || !(await isInstalled('curl')) || !(await isInstalled('bash'))) {
      // There is nothing to run the command with.
      this.skip();
    }
    await desk.pictures('a.png');
    const text = runnable(['./a.png']);
    const document = await desk.open(text);
    const curl = await copied();
    assert.match(curl, /^curl --request POST 'http:\/\/127\.0\.0\.1:\d+\/prompt'/);
    assert.equal(document.getText(), text);
    const { output } = await runCommand(curl);
    assert.match(output, /"prompt_id"/);
    assert.deepEqual(JSON.parse(desk.server.runs[0] ?? ''), { prompt: JSON.parse(runnable(['a.png'])) });
  });

  it('tells other extensions what was resolved, with its references', async () => {
    await desk.pictures('a.png');
    const document = await desk.open(runnable(['./a.png']));
    await copied();
    assert.deepEqual(
      resolved.map(({ uri, ...event }) => ({ ...event, uri: uri.toString() })),
      [
        {
          uri: document.uri.toString(),
          text: runnable(['a.png']),
          provider: 'comfyServer',
          references: [{ path: ['1', 'inputs', 'image'], value: './a.png', reference: 'a.png' }],
        },
      ],
    );
    const api = await vscode.extensions.getExtension('workflow-assets.workflow-assets')?.activate();
    await api.resolveWorkflow(runnable(['./a.png']), document.uri, { provider: 'comfyServer' });
    await vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow');
    assert.deepEqual(
      resolved.map(({ text }) => text),
      Array(3).fill(runnable(['a.png'])),
    );
  });

  it('copies at once where nothing has to be sent, and says which variable to set', async () => {
    const reference = `openapi/${'fedcba9876543210'.repeat(4)}.png`;
    const nodeInfoList = [{ nodeId: '39', fieldName: 'image', fieldValue: reference }];
    await desk.open(JSON.stringify({ webappId: '1937084629516193794', nodeInfoList }));
    const { opened } = desk.previews;
    await vscode.commands.executeCommand(command);
    assert.equal(desk.previews.opened, opened, 'a question where there is none');
    const curl = await vscode.env.clipboard.readText();
    assert.match(curl, /\/task\/openapi\/ai-app\/run' .*"authorization: Bearer \$RUNNINGHUB_API_KEY"/s);
    assert.ok(!curl.includes(fakeProvider('runningHub').key));
    const { message } = await desk.answers.read(/^Copied as cURL/);
    assert.equal(message, 'Copied as cURL. Set the environment variable RUNNINGHUB_API_KEY before you run it.');
  });

  it('shows the command, read-only and named after the workflow', async () => {
    await desk.open('{"model":"gen4_turbo","promptImage":"runway://a","ratio":"1280:720"}');
    desk.answers.next(/^Copied as cURL/, 'Show Command');
    await vscode.commands.executeCommand(command);
    const shown = await until('the command', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.path === '/workflow.sh'),
    );
    assert.equal(shown.getText(), await vscode.env.clipboard.readText());
    assert.match(shown.getText(), /^curl --request POST 'http:\/\/127\.0\.0\.1:\d+\/v1\/image_to_video' /);
  });

  it('asks which call is meant where a request could be for several', async () => {
    await desk.open('{"model":"of-tomorrow","videoUri":"runway://a"}');
    const { showQuickPick } = vscode.window;
    const offered: string[] = [];
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly vscode.QuickPickItem[]) => {
        offered.push(...items.map(({ label }) => label));
        return items[1];
      },
    });
    try {
      await vscode.commands.executeCommand(command);
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    assert.deepEqual(offered, ['v1/video_to_video', 'v1/video_upscale', 'v1/video_to_hdr']);
    assert.match(await vscode.env.clipboard.readText(), /\/v1\/video_upscale' /);
  });

  it('sends nothing for a document that no call runs, and says why', async () => {
    await desk.pictures('a.png');
    await vscode.env.clipboard.writeText('before');
    const ui = JSON.stringify({
      nodes: [{ id: 1, type: 'LoadImage', widgets_values: ['./a.png', 'image'] }],
      links: [],
    });
    const documents: readonly (readonly [name: string, text: string, reason: RegExp])[] = [
      ['ui.json', ui, /^ui\.json is in UI format, which no API runs\. Export it in API format/],
      [
        'comments.json',
        runnable(['./a.png']).replace('{', '{ // mine'),
        /^comments\.json can't be sent as it is: it has comments/,
      ],
      ['generic.json', '{"image":"./a.png"}', /^generic\.json isn't a request or workflow that any provider runs/],
      [
        'jobs.json',
        '{"jobs":[{"taskType":"imageUpscale","inputImage":"./a.png"}]}',
        /^jobs\.json can't be sent to Runware as it is/,
      ],
    ];
    for (const [name, text, reason] of documents) {
      await desk.open(text, name);
      await vscode.commands.executeCommand(command);
      await desk.answers.read(reason);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
    assert.equal(await vscode.env.clipboard.readText(), 'before');
    assert.deepEqual(desk.server.files, []);
    assert.deepEqual(resolved, []);
  });

  it('names an input that still is a file of this machine', async () => {
    await desk.pictures('a.png');
    await desk.open(runnable(['./a.png', './gone.png']));
    await copied();
    const { message, buttons } = await desk.answers.read(/^Copied as cURL/);
    assert.equal(message, 'Copied as cURL with 1 ComfyUI reference. gone.png was not found and is unchanged.');
    assert.deepEqual(buttons, ['Show Media', 'Show Command']);
  });
});
