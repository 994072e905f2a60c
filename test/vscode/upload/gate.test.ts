import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { Answers, type Asked, allowUploads } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';

const provider = 'comfyServer';
const command = (name: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`workflowAssets.${name}`, ...args);

describe('What leaves the machine', () => {
  let api: WorkflowAssetsApi;
  let past: PastUploads;
  let answers: Answers;
  /** A folder no window has opened, with two private pictures. */
  let elsewhere: string;
  let secret: string;

  before(async () => {
    past = await pastUploads('gate');
    api = past.api;
    elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    secret = join(elsewhere, 'passport.png');
    writeFileSync(secret, png(4_321));
    writeFileSync(join(elsewhere, 'visa.png'), png(4_322));
    symlinkSync(secret, join(past.folder, 'linked.png'));
    symlinkSync(elsewhere, join(past.folder, 'linkedFolder'));
    answers = new Answers();
    await giveKey('runningHub');
  });
  after(async () => {
    await takeKey('runningHub', answers);
    answers.dispose();
    past.close();
    rmSync(elsewhere, { recursive: true });
  });
  beforeEach(() => {
    resetFakes();
    answers.clear();
  });

  const inWorkspace = (name: string): vscode.Uri => vscode.Uri.file(join(past.folder, name));

  function assertNothingSent(): void {
    for (const id of ['comfyServer', 'runningHub'] as const) {
      assert.deepEqual(
        fakeProvider(id).files.map(({ size }) => size),
        [],
      );
    }
  }

  /** Runs a command that must ask, says no, and sees that nothing was sent. */
  async function assertAsks(pattern: RegExp, run: () => Thenable<unknown>): Promise<Asked> {
    const running = run();
    const asked = await answers.read(pattern);
    await running;
    assert.ok(asked.isModal);
    assert.ok(asked.buttons.length === 1);
    assertNothingSent();
    return asked;
  }

  async function importRecord(record: UploadRecord): Promise<void> {
    const file = join(past.folder, 'history.json');
    writeFileSync(file, JSON.stringify({ format: 'workflow-assets-uploads', version: 1, records: [record] }));
    answers.next(/^Import uploads from/, 'Import');
    await command('importUploads', vscode.Uri.file(file));
    await answers.read(/^Imported/);
  }

  it('includes no file that a made-up row of the Uploads view names', async () => {
    const record = { ...past.uploaded, id: randomUUID(), fileUri: vscode.Uri.file(secret).toString() };
    const folder = { ...record, id: randomUUID(), fileUri: vscode.Uri.file(elsewhere).toString(), kind: 'archive' };
    for (const made of [record, folder]) {
      const row = { type: 'record', key: made.id, group: undefined, record: made };
      for (const name of ['uploadAgain', 'renewUpload', 'renewEverywhere']) {
        await command(name, row, [row]);
      }
    }
    assertNothingSent();
    assert.deepEqual(
      answers.asked.filter(({ isModal }) => isModal),
      [],
    );
  });

  it('takes of a row only which record it is', async () => {
    const record = past.history.findByReference(past.ending(hour));
    assert.ok(record);
    const forged = { ...record, fileUri: vscode.Uri.file(secret).toString() };
    void command('uploadAgain', { type: 'record', key: 'x', group: undefined, record: forged });
    await answers.read(/^Renewed the reference of hero\.png/);
    assert.deepEqual(
      fakeProvider(provider).files.map(({ size }) => size),
      [record.size],
    );
  });

  it('asks about a file outside, with its real path, whom it goes to and for how long', async () => {
    const { message, detail } = await assertAsks(/^Upload passport\.png to ComfyUI/, () =>
      command(`uploadTo.${provider}`, vscode.Uri.file(secret)),
    );
    assert.match(message, /ComfyUI/);
    assert.ok(detail?.startsWith(secret));
    assert.match(detail ?? '', /127\.0\.0\.1:\d+/);
    assert.match(detail ?? '', /kept there/);
  });

  it('asks about a link that leads outside, and names what it leads to', async () => {
    const asked = await assertAsks(/^Upload linked\.png to/, () =>
      command(`uploadTo.${provider}`, inWorkspace('linked.png')),
    );
    assert.ok(asked.detail?.startsWith(secret), asked.detail);
  });

  it('asks about a folder that is a link, and names what it leads to', async () => {
    const asked = await assertAsks(/^Upload linkedFolder\.zip to/, () =>
      command('uploadFolderAsZip', inWorkspace('linkedFolder')),
    );
    assert.ok(asked.detail?.startsWith(elsewhere), asked.detail);
  });

  it('includes a file outside once somebody has agreed', async () => {
    answers.next(/^Upload passport\.png to/, 'Upload This File');
    void command(`uploadTo.${provider}`, vscode.Uri.file(secret));
    await answers.read(/^passport\.png/);
    assert.deepEqual(
      fakeProvider(provider).files.map(({ size }) => size),
      [4_321],
    );
  });

  it('includes a file of the workspace that the Explorer names, without a question', async () => {
    writeFileSync(inWorkspace('own.png').fsPath, png(4_400));
    void command(`uploadTo.${provider}`, inWorkspace('own.png'));
    await answers.read(/^own\.png/);
    assert.equal(fakeProvider(provider).files.length, 1);
    assert.deepEqual(
      answers.asked.filter(({ isModal }) => isModal),
      [],
    );
  });

  it('includes no file outside that another extension asks for', async () => {
    for (const uri of [vscode.Uri.file(secret), inWorkspace('linked.png'), inWorkspace('linkedFolder/visa.png')]) {
      await assert.rejects(api.upload(uri, { provider }), { code: 'outsideWorkspace' });
    }
    assertNothingSent();
    assert.deepEqual(answers.asked, []);
  });

  it('includes a file inside that another extension asks for, once somebody has allowed that', async () => {
    answers.allowsUploads = false;
    const settings = vscode.workspace.getConfiguration('workflowAssets.comfyServer');
    const before = settings.inspect<string>('endpoint')?.globalValue;
    // Another server than the one the other suites have allowed.
    await settings.update(
      'endpoint',
      fakeProvider(provider).url.replace('127.0.0.1', 'localhost'),
      vscode.ConfigurationTarget.Global,
    );
    try {
      const file = inWorkspace('programme.png');
      writeFileSync(file.fsPath, png(4_500));
      await assert.rejects(api.upload(file, { provider }), { name: 'CancelledError' });
      assertNothingSent();
      answers.next(/^Let other extensions and agents upload files/, allowUploads);
      assert.equal((await api.upload(file, { provider })).size, readFileSync(file.fsPath).length);
      writeFileSync(file.fsPath, png(4_501));
      await api.upload(file, { provider });
      assert.equal(answers.asked.filter(({ isModal }) => isModal).length, 2);
    } finally {
      await settings.update('endpoint', before, vscode.ConfigurationTarget.Global);
    }
  });

  it('asks about the file of an imported upload, also inside the workspace', async () => {
    const value = `imported-${randomUUID()}.png`;
    const reference = { ...past.uploaded.reference, value };
    const record = { ...past.uploaded, ...past.sourceFile(), id: randomUUID(), reference } as UploadRecord;
    await importRecord(record);
    assert.equal((await api.uploads({ text: value, limit: 1 })).length, 1);
    await assertAsks(/^Upload hero\.png to/, () =>
      command('uploadAgain', { type: 'record', key: 'x', group: undefined, record }),
    );
  });

  it('includes no folder that the imported record of a picture names, whatever the answer', async () => {
    const value = `folder-${randomUUID()}.png`;
    const reference = { ...past.uploaded.reference, value, expiresAt: Date.now() - hour };
    const fileUri = vscode.Uri.file(elsewhere).toString();
    // Of no known content: a reference that still works would be taken instead, and the folder never looked at.
    await importRecord({ ...past.uploaded, id: randomUUID(), contentHash: '0'.repeat(64), fileUri, reference });
    const document = await past.open(workflow(value));
    void command('refreshExpired', document.uri);
    await answers.read(/isn't a file|Couldn't renew/);
    assertNothingSent();
  });

  it('includes one own upload outside again only while it is what it was', async () => {
    const file = join(elsewhere, 'changing.png');
    const value = past.ending(-hour);
    const record = past.history.findByReference(value);
    assert.ok(record);
    writeFileSync(file, readFileSync(vscode.Uri.parse(record.fileUri).fsPath));
    past.history.add({ ...record, fileUri: vscode.Uri.file(file).toString() });
    const row = { type: 'record', key: 'x', group: undefined, record };
    void command('uploadAgain', row);
    await answers.read(/^Renewed the reference of hero\.png/);
    assert.equal(fakeProvider(provider).files.length, 1);
    resetFakes();
    answers.clear();
    writeFileSync(file, png(6_000));
    const asked = await assertAsks(/^Upload changing\.png to/, () => command('uploadAgain', row));
    assert.match(asked.detail ?? '', /isn't what you uploaded before/);
  });

  it('asks about a file outside that the lightbulb is used on', async () => {
    const document = await past.open(workflow(secret));
    const start = document.positionAt(document.getText().indexOf(secret));
    const request = { document: document.uri.toString(), line: start.line, character: start.character };
    const asked = await assertAsks(/^Upload passport\.png to/, () =>
      command('replaceString', { ...request, value: secret, provider, cause: 'chosen' }),
    );
    assert.ok(asked.detail?.startsWith(secret));
    assert.equal(document.getText(), workflow(secret));
  });

  it('includes no file that a programme may not have, though the workflow names it', async () => {
    const resolved = await api.resolveWorkflow(workflow(secret), inWorkspace('w.json'), { provider });
    assert.deepEqual(
      resolved.problems.map(({ code }) => code),
      ['outsideWorkspace'],
    );
    assertNothingSent();
  });
});
