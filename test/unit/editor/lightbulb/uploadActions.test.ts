import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeActionContext } from 'vscode';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { MirrorDocument } from '../../../bench/editor/mirrorDocument.ts';
import { Position, Uri } from '../../../bench/editor/vscodeTypes.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';

const { connectionsOf } = await import('../connections/connectionsOf.ts');
const { workspace } = await import('../vscodeModule.ts');
const { uploadActions } = await import('../../../../src/editor/lightbulb/uploadActions.ts');

describe('The actions on a local file', () => {
  const folder = temporaryFolder('upload-actions');
  const settings = { reuseUploads: false, assetFolders: () => [], providerOptions: () => ({}) };
  let added: readonly unknown[] = [];
  const connections = connectionsOf({ added: () => added });
  const services = { settings, connections } as unknown as Services;

  before(() => {
    for (const name of ['a.png', 'a.gif', 'a.webm', 'a.heic']) {
      writeFileSync(join(folder, name), 'x');
    }
  });
  after(() => removeFolder(folder));

  /** Titles of what can be chosen, and the reasons of what can't. */
  async function actionsOn(name: string, text: (name: string) => string): Promise<readonly string[]> {
    const lines = text(name).split('\n');
    const line = lines.findIndex((each) => each.includes(name));
    const position = new Position(line, (lines[line] ?? '').indexOf(name) + 1);
    const document = new MirrorDocument(Uri.file(join(folder, 'workflow.json')), lines);
    const actions = await uploadActions(services, {
      document: document as never,
      position: position as never,
      context: { diagnostics: [] } as unknown as CodeActionContext,
      token: { isCancellationRequested: false } as never,
      analysis: undefined,
    });
    for (const { command, disabled } of actions) {
      assert.equal(command === undefined, disabled !== undefined);
    }
    return actions.map(({ title, disabled }) => disabled?.reason ?? title);
  }

  const runningHub = (name: string): string =>
    `{ "nodeInfoList": [\n  { "nodeId": "1", "fieldName": "image", "fieldValue": "${name}" }\n] }`;
  const comfy = (name: string): string => `{ "1": { "class_type": "LoadImage",\n "inputs": { "image": "${name}" } } }`;

  it('name only providers that take its type', async () => {
    assert.deepEqual(await actionsOn('a.png', runningHub), ['Upload to RunningHub and replace']);
    assert.deepEqual(await actionsOn('a.gif', comfy), [
      'Upload to ComfyUI and replace',
      'Upload to Comfy Cloud and replace',
      'Upload to Comfy API v2 and replace',
    ]);
  });

  it('say why a provider isn’t among them whose references the format of the workflow doesn’t take, and what does', async () => {
    const drawing = (name: string): string =>
      `{ "links": [], "nodes": [\n { "type": "LoadImage", "widgets_values": ["${name}"] } ] }`;
    assert.deepEqual(await actionsOn('a.gif', drawing), [
      'Upload to ComfyUI and replace',
      'Upload to Comfy Cloud and replace',
      'Comfy API v2 takes assets in API-format workflows only. ' +
        'Export the workflow in API format, or upload to Comfy Cloud (v1).',
    ]);
  });

  it('leave the strings in the object of an asset alone', async () => {
    const asset = (name: string): string =>
      `{ "1": { "class_type": "LoadImage",\n "inputs": { "image": {\n "__type": "core/ASSET", "info": {\n` +
      ` "file_path": "${name}", "id": "9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b" } } } } }`;
    assert.deepEqual(await actionsOn('a.png', asset), []);
  });

  it('name the connection this workspace uses, where there are several and it has chosen', async () => {
    const box = {
      id: 'comfyServer-1',
      provider: 'comfyServer',
      name: 'GPU box',
      endpoint: 'http://gpu-box.local:8188',
    };
    added = [box];
    try {
      assert.equal((await actionsOn('a.gif', comfy))[0], 'Upload to ComfyUI and replace');
      const [, second] = connections.of(providerById('comfyServer'));
      assert.ok(second);
      await connections.choose(second);
      assert.deepEqual((await actionsOn('a.gif', comfy)).slice(0, 2), [
        'Upload to ComfyUI (GPU box) and replace',
        'Upload to Comfy Cloud and replace',
      ]);
    } finally {
      added = [];
    }
  });

  it('say in Restricted Mode why nothing can be uploaded, instead of refusing it later', async () => {
    workspace.isTrusted = false;
    try {
      const reason = 'Nothing that a document names is uploaded in Restricted Mode.';
      assert.deepEqual(await actionsOn('a.png', runningHub), [reason]);
    } finally {
      workspace.isTrusted = true;
    }
  });

  it('say why there is none, where no provider takes its type', async () => {
    assert.deepEqual(await actionsOn('a.gif', runningHub), ["RunningHub doesn't support .gif files."]);
    assert.deepEqual(await actionsOn('a.webm', runningHub), ["RunningHub doesn't support .webm files."]);
    assert.deepEqual(await actionsOn('a.heic', comfy), [
      'No provider that this workflow can use supports .heic files.',
    ]);
  });
});
