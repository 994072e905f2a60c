import assert from 'node:assert/strict';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const hour = 3_600_000;
const path = 'workflows/poster.comfyui-api.json';
const original = '"../images/hero.png"';

function objectOf(id: string): string {
  return `{"__type":"core/ASSET","info":{"id":"${id}"}}`;
}

describe('assets of Comfy API v2 in an open workflow', () => {
  /** As comfy-api-proxy in front of an own server, which asks for no key; it stays when a workspace is closed. */
  let server: FakeProvider;
  let workbench: Workbench;
  /** Of the workflow before anything was replaced: it is saved whenever it changes. */
  let text: string;

  before(async () => {
    server = await startFakeProvider('comfyApi', { key: '', keepBytes: true });
    workbench = await open();
    text = workbench.readFile(path);
  });
  after(async () => {
    await workbench?.close();
    await server?.close();
  });

  /** A workspace with a history of its own. */
  function open(): Promise<Workbench> {
    return openWorkbench({
      machineSettings: {
        'workflowAssets.comfyApi.endpoint': server.url,
        'workflowAssets.comfyApi.expiresIn': '12h',
      },
    });
  }

  /** Swaps the picture by the lightbulb, and waits for the object in its place. @returns the asset's id */
  async function swap(): Promise<string> {
    await workbench.editor.open(path);
    await workbench.editor.recognised();
    await workbench.editor.placeCursor('../images/hero.png', { plus: 3 });
    await workbench.editor.chooseAction('Upload to Comfy API v2 and replace');
    return until('the object in place of the path', async () => {
      const swapped = await workbench.editor.text();
      const id = /"id":"([0-9a-f-]{36})"/.exec(swapped)?.[1];
      return id !== undefined && swapped === text.replace(original, objectOf(id)) ? id : undefined;
    });
  }

  async function textWith(pattern: RegExp): Promise<void> {
    await until(
      `${pattern} on the screen`,
      async () => (pattern.test(await workbench.editor.visibleText()) ? true : undefined),
      () => workbench.editor.visibleText(),
    );
  }

  it('take the place of a path from the lightbulb, and are counted down behind the object', async () => {
    await swap();
    assert.deepEqual(
      server.files.map(({ name }) => name),
      ['hero.png'],
    );
    await textWith(/"image": \{"__type":"core\/ASSET","info":\{"id":"[0-9a-f-]{36}"\}\} ?11 h \d+ m · hero\.png/);
    await workbench.notifications.clear();
    await workbench.screenshot('asset-object');
  });

  it('are renewed after their end by another object in the same place', async () => {
    const before = await workbench.editor.text();
    const id = /"id":"([0-9a-f-]{36})"/.exec(before)?.[1] ?? '';
    assert.equal((await fetch(`${server.url}/api/v2/assets/${id}`, { method: 'DELETE' })).status, 204);
    const history = await openUploadHistory(workbench.folder);
    const record = history.findByReference(id);
    assert.ok(record);
    history.add({ ...record, reference: { ...record.reference, expiresAt: Date.now() - hour } });
    history.close();
    await textWith(/expired · hero\.png/);

    await workbench.editor.placeCursor('core/ASSET', { plus: 3 });
    await workbench.editor.chooseAction('Renew and replace (hero.png, Comfy API v2)');
    await workbench.notifications.read(/Renewed the reference of hero\.png/);
    const after = await until('the other object', async () => {
      const found = await workbench.editor.text();
      return found.includes(id) ? undefined : found;
    });
    const renewed = /"id":"([0-9a-f-]{36})"/.exec(after)?.[1] ?? '';
    assert.equal(after, before.replace(id, renewed));
    await textWith(/11 h \d+ m · hero\.png/);
    // The server still had the content, so nothing was sent again.
    assert.equal(server.files.length, 1);
    await workbench.notifications.clear();
  });

  it('give back the path, to the byte', async () => {
    await workbench.runCommand('Workflow Assets: Restore Local Paths');
    await workbench.notifications.read(/1 local path was restored/);
    await until('the text as it was', async () => ((await workbench.editor.text()) === text ? true : undefined));
    await workbench.editor.save();
    await until('the same bytes on disk', async () => (workbench.readFile(path) === text ? true : undefined));
    await workbench.notifications.clear();
  });

  it('cost no transfer in a second workspace, whose history knows nothing of the first', async () => {
    await workbench.close();
    workbench = await open();
    await swap();
    assert.equal(server.files.length, 1);
    const posted = server.requests.filter(({ method }) => method === 'POST').at(-1);
    assert.equal(posted?.path, '/api/v2/assets/from-hash');
    await textWith(/11 h \d+ m · hero\.png/);
    await workbench.screenshot('asset-known-to-server');
  });
});
