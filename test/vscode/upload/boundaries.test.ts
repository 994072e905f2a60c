import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { Answers, until } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const provider = 'comfyServer';

/** Files in memory under a scheme of their own, as a remote repository or an archive viewer would bring them. */
class MemoryFiles implements vscode.FileSystemProvider {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }
  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 1, size: this.readFile(uri).byteLength };
  }
  readFile(uri: vscode.Uri): Uint8Array {
    const bytes = this.#files.get(uri.path);
    if (!bytes) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return bytes;
  }
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  readDirectory(): [string, vscode.FileType][] {
    return [];
  }
  createDirectory(): void {}
  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
}

describe('A workspace and its documents', () => {
  let api: WorkflowAssetsApi;
  const picture = vscode.Uri.file(join(root, 'images/portrait.jpg'));
  const settingsFile = join(root, '.vscode/settings.json');
  let settingsBefore: string | undefined;

  before(async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    api = await extension.activate();
    try {
      settingsBefore = readFileSync(settingsFile, 'utf8');
    } catch {
      settingsBefore = undefined;
    }
  });
  beforeEach(resetFakes);
  afterEach(() => {
    if (settingsBefore === undefined) {
      rmSync(settingsFile, { force: true });
    } else {
      writeFileSync(settingsFile, settingsBefore);
    }
  });

  async function workspaceSettings(settings: unknown): Promise<void> {
    const marker = `marker-${Math.random()}`;
    mkdirSync(join(root, '.vscode'), { recursive: true });
    writeFileSync(settingsFile, JSON.stringify({ ...(settings as object), 'workflowAssets.assetFolders': [marker] }));
    // The marker shows that the workspace's settings are in force, so that the test cannot pass by being too early.
    const deadline = Date.now() + 15_000;
    while (!vscode.workspace.getConfiguration('workflowAssets').get<string[]>('assetFolders')?.includes(marker)) {
      assert.ok(Date.now() < deadline, 'the settings of the workspace were never read');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  for (const [form, settings] of [
    ['a dotted name', { 'workflowAssets.comfyServer.endpoint': 'http://127.0.0.1:9/evil' }],
    ['a nested object', { workflowAssets: { comfyServer: { endpoint: 'http://127.0.0.1:9/evil' } } }],
    ['a half nested one', { 'workflowAssets.comfyServer': { endpoint: 'http://127.0.0.1:9/evil' } }],
  ] as const) {
    it(`do not move an upload to an endpoint the workspace sets by ${form}`, async () => {
      await workspaceSettings(settings);
      await api.upload(picture, { provider });
      const [record] = await api.uploads({ limit: 1 });
      assert.equal(record?.origin, new URL(fakeProvider(provider).url).origin);
    });
  }

  it('never make the extension send a file outside the workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'secret.png'), readFileSync(join(root, 'images/hero.png')));
    symlinkSync(join(outside, 'secret.png'), join(root, 'images/link.png'));
    symlinkSync(outside, join(root, 'images/linked'));
    const names = [
      join(outside, 'secret.png'),
      '../../../../../../../../etc/hostname.png',
      'images/link.png',
      'images/linked/secret.png',
    ];
    const nodes = names.map((image, index) => [String(index), { class_type: 'LoadImage', inputs: { image } }]);
    const text = JSON.stringify(Object.fromEntries(nodes));
    const resolved = await api.resolveWorkflow(text, vscode.Uri.file(join(root, 'evil.json')), { provider });
    assert.equal(resolved.text, text);
    assert.deepEqual(resolved.problems.map(({ code }) => code).sort(), [
      'fileMissing',
      'outsideWorkspace',
      'outsideWorkspace',
      'outsideWorkspace',
    ]);
    assert.equal(fakeProvider(provider).requests.length, 0);
    rmSync(join(root, 'images/link.png'));
    rmSync(join(root, 'images/linked'));
    rmSync(outside, { recursive: true });
  });

  it('never make the extension send a text file that is named like a picture', async () => {
    writeFileSync(join(root, 'images/notes.png'), 'password = hunter2\n'.repeat(50));
    const text = JSON.stringify({ 1: { class_type: 'LoadImage', inputs: { image: 'images/notes.png' } } });
    const resolved = await api.resolveWorkflow(text, vscode.Uri.file(join(root, 'evil.json')), { provider });
    assert.deepEqual(
      resolved.problems.map(({ code }) => code),
      ['typeUnsupported'],
    );
    assert.equal(fakeProvider(provider).requests.length, 0);
    rmSync(join(root, 'images/notes.png'));
  });
});

describe('A file of a virtual file system', () => {
  let api: WorkflowAssetsApi;
  let registration: vscode.Disposable;
  let answers: Answers;
  const upload = async (uri: vscode.Uri): Promise<void> =>
    // Not awaited: the command ends when the person has read its message.
    void vscode.commands.executeCommand(`workflowAssets.uploadTo.${provider}`, uri, [uri]);
  const bytes = readFileSync(join(root, 'images/texture.webp'));
  const files = new Map<string, Uint8Array>([
    ['/picture.webp', bytes],
    ['/empty.webp', new Uint8Array()],
  ]);

  before(async () => {
    registration = vscode.workspace.registerFileSystemProvider('memory-files', new MemoryFiles(files), {
      isReadonly: true,
    });
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    api = await extension.activate();
    answers = new Answers();
  });
  after(() => {
    answers.dispose();
    registration.dispose();
  });
  beforeEach(() => {
    resetFakes();
    answers.clear();
  });

  it('is uploaded byte for byte once somebody has agreed to its address', async () => {
    const uri = vscode.Uri.parse('memory-files:/picture.webp');
    answers.next(/^Upload picture\.webp to/, 'Upload This File');
    await upload(uri);
    const sent = await until('the upload', () => fakeProvider(provider).files[0]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.equal(sent.sha256, sha256);
    assert.match((await answers.read(/^Upload picture\.webp to/)).detail ?? '', /^memory-files:\/picture\.webp\n/);
    const record = await until('its record', async () => (await api.uploads({ text: 'picture.webp', limit: 1 }))[0]);
    assert.equal(record.contentHash, sha256);
    assert.equal(record.fileUri, uri.toString());
  });

  it('is refused with a reason where it is missing or empty', async () => {
    for (const [name, said] of [
      ['none.webp', /^none\.webp wasn't found/],
      ['empty.webp', /^empty\.webp is empty/],
    ] as const) {
      answers.next(new RegExp(`^Upload ${name} to`), 'Upload This File');
      await upload(vscode.Uri.parse(`memory-files:/${name}`));
      await answers.read(said);
    }
    assert.equal(fakeProvider(provider).requests.length, 0);
  });

  it("isn't sent for another extension", async () => {
    const uri = vscode.Uri.parse('memory-files:/picture.webp');
    await assert.rejects(api.upload(uri, { provider }), { code: 'outsideWorkspace' });
    assert.equal(fakeProvider(provider).requests.length, 0);
  });
});

describe('A file that cannot be sent', () => {
  let answers: Answers;

  before(() => {
    answers = new Answers();
  });
  after(() => answers.dispose());
  beforeEach(() => {
    resetFakes();
    answers.clear();
  });

  for (const [what, path, said] of [
    ['is not there', 'images/gone.png', /^gone\.png wasn't found/],
    ['is a device', '/dev/zero', /^zero isn't a file/],
  ] as const) {
    it(`that ${what} is named in a message, and nothing is sent`, async () => {
      const uri = vscode.Uri.file(resolve(root, path));
      void vscode.commands.executeCommand(`workflowAssets.uploadTo.${provider}`, uri, [uri]);
      await answers.read(said);
      assert.equal(fakeProvider(provider).requests.length, 0);
    });
  }
});

describe('The public API', () => {
  it('is version 1 of the interface, and the history it has written', async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    const api = await extension?.activate();
    assert.equal(api?.version, 1);
    await api?.upload(vscode.Uri.file(join(root, 'images/hero.png')), { provider });
    const [newest] = (await api?.uploads({ text: 'hero.png', limit: 1 })) ?? [];
    assert.equal(newest?.fileName, 'hero.png');
    assert.equal(newest?.provider, provider);
  });

  it('can be cancelled, and then nothing is recorded', async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    const api = await extension?.activate();
    assert.ok(api);
    resetFakes();
    fakeProvider(provider).inject({ what: 'stall', when: 'beforeBody' });
    const file = join(root, 'images/cancelled.png');
    writeFileSync(file, Buffer.concat([readFileSync(join(root, 'images/hero.png')), Buffer.from('cancelled')]));
    const controller = new AbortController();
    const upload = api.upload(vscode.Uri.file(file), { provider, signal: controller.signal });
    while (fakeProvider(provider).requests.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    controller.abort();
    await assert.rejects(upload, { name: 'CancelledError' });
    assert.deepEqual(await api.uploads({ text: 'cancelled.png', limit: 1 }), []);
    rmSync(file);
  });
});
