import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { RecordNode } from '../../../src/editor/uploadsView/rows/uploadNodes.ts';
import { Answers } from '../support/answers.ts';
import { answering } from '../support/boxes.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads } from '../support/pastUploads.ts';
import { hoverOver, problemsOnce } from '../support/shownDocument.ts';

const setting = 'workflowAssets.connections';

describe('a connection to a storage', () => {
  let past: PastUploads;
  let answers: Answers;
  let file: vscode.Uri;
  let link: string;

  before(async () => {
    past = await pastUploads('storage');
    answers = new Answers();
    file = vscode.Uri.file(join(past.folder, 'hero.png'));
    const picture = readFileSync(join(past.root, 'images', 'hero.png'));
    writeFileSync(file.fsPath, Buffer.concat([picture, Buffer.from(randomUUID())]));
  });
  beforeEach(() => answers.clear());
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await configure(setting, undefined);
    await configure('workflowAssets.reuseUploads', undefined);
    answers?.dispose();
    past?.close();
    resetFakes();
  });

  const storage = () => fakeProvider('s3');
  const methods = () => storage().requests.map(({ method }) => method);

  async function configure(name: string, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  }

  function recordOf(value: string): UploadRecord {
    const record = past.history.findByReference(value);
    assert.ok(record, value.replace(/\?.*/, ''));
    return record;
  }

  function run(command: string, record: UploadRecord): Thenable<unknown> {
    const row: RecordNode = {
      type: 'record',
      key: record.id,
      group: undefined,
      record,
      facts: {} as RecordNode['facts'],
    };
    return vscode.commands.executeCommand(`workflowAssets.${command}`, row, [row]);
  }

  async function upload(): Promise<string> {
    await vscode.commands.executeCommand('workflowAssets.uploadTo.s3', file, [file]);
    return vscode.env.clipboard.readText();
  }

  /** What another client finds under the key of a link. */
  async function readBack(of: string): Promise<Readonly<Record<string, string>>> {
    const root = projectFolder(import.meta.dirname);
    const key = decodeURIComponent(new URL(of).pathname).replace('/media-bucket/', '');
    const node = join(root, 'node_modules/node/bin/node');
    const program = join(root, 'test/fakes/readStoredObject.ts');
    const given = [program, storage().url, storage().key, 'media-bucket', key];
    return JSON.parse((await promisify(execFile)(node, given, { env: {} })).stdout);
  }

  it('is added by answering its questions, and tested with an object that is deleted again', async () => {
    const { accessKeyId, secretAccessKey } = JSON.parse(storage().key);
    answers.next(/was added/, 'Use in This Workspace');
    const titles = await answering(
      [
        'MinIO',
        storage().url,
        'media-bucket',
        'inputs/ü',
        'Presigned links',
        '3600',
        'NAS',
        accessKeyId,
        secretAccessKey,
        '',
      ],
      () => vscode.commands.executeCommand('workflowAssets.addConnection', 's3'),
    );
    assert.equal(titles.at(-1), 'Session token for S3-Compatible Storage (NAS)');
    const [added] = vscode.workspace.getConfiguration().get<Record<string, unknown>[]>(setting) ?? [];
    assert.deepEqual([added?.name, added?.provider, added?.endpoint], ['NAS', 's3', storage().url]);
    assert.doesNotMatch(JSON.stringify(added), new RegExp(accessKeyId));
    assert.deepEqual(methods(), ['PUT', 'GET', 'DELETE']);
  });

  it('gets a file once, which another client finds as it was, and the link downloads it', async () => {
    resetFakes();
    link = await upload();
    assert.deepEqual(methods(), ['HEAD', 'PUT']);
    const sha256 = createHash('sha256').update(readFileSync(file.fsPath)).digest('hex');
    assert.ok(link.startsWith(`${storage().url}/media-bucket/inputs/%C3%BC/${sha256}.png?`), link.replace(/\?.*/, ''));
    assert.deepEqual(await readBack(link), { sha256, type: 'image/png' });
    const downloaded = Buffer.from(await (await fetch(link)).arrayBuffer());
    assert.ok(downloaded.equals(readFileSync(file.fsPath)));
    const { reference } = recordOf(link);
    assert.deepEqual([reference.form, reference.lifetime], ['presignedUrl', { type: 'fixed', milliseconds: hour }]);
  });

  it('gets nothing of a file that is there already, whoever has sent it', async () => {
    // As on another computer, whose history knows nothing of it.
    await configure('workflowAssets.reuseUploads', false);
    const sent = storage().requests.length;
    const again = await upload();
    await configure('workflowAssets.reuseUploads', undefined);
    assert.deepEqual(methods().slice(sent), ['HEAD']);
    assert.equal(new URL(again).pathname, new URL(link).pathname);
    await answers.read(/hero\.png/);
    link = again;
  });

  it('signs a link that has ended again without sending the file', async () => {
    const record = recordOf(link);
    const now = Date.now();
    const ended = link.replace(/X-Amz-Date=\w+/, 'X-Amz-Date=20250101T000000Z');
    const uploads = past.history.query({ fileUris: [file.toString()], limit: 100 });
    await past.history.remove(uploads.map(({ id }) => id));
    past.history.add({
      ...record,
      id: randomUUID(),
      uploadedAt: now - 2 * hour,
      reference: { ...record.reference, value: ended, expiresAt: now - hour },
    });
    const document = await past.open(`[{ "taskType": "imageInference", "seedImage": ${JSON.stringify(ended)} }]\n`);
    const [problem] = await problemsOnce(document, 1);
    assert.match(problem?.message ?? '', /hero\.png at S3-Compatible Storage.* expired on/);
    const hover = (await hoverOver(document, ended)).replaceAll('&nbsp;', ' ');
    assert.match(hover, /Whoever has a signed link can download its file until the link ends/);
    const sent = storage().requests.length;
    await vscode.commands.executeCommand('workflowAssets.refreshExpired', document.uri.toString());
    await answers.read(/Renewed the reference of hero\.png/);
    assert.deepEqual(methods().slice(sent), ['HEAD']);
    const [{ seedImage }] = JSON.parse(document.getText());
    assert.notEqual(seedImage, ended);
    assert.equal((await fetch(seedImage)).status, 200);
    link = seedImage;
  });

  it('deletes an upload at the storage', async () => {
    assert.equal((await readBack(link)).error, undefined);
    answers.next(/[Dd]elete/, 'Delete');
    await run('deleteAtProvider', recordOf(link));
    assert.deepEqual(await readBack(link), { error: 'NoSuchKey' });
  });
});

/** Suites run from a bundle elsewhere in the project. */
function projectFolder(folder: string): string {
  return existsSync(join(folder, 'node_modules/@aws-sdk/client-s3')) ? folder : projectFolder(dirname(folder));
}
