import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { localNetworkAddress } from '../../harness/localNetworkAddress.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { Answers } from '../support/answers.ts';
import { type PastUploads, pastUploads } from '../support/pastUploads.ts';

const provider = 'comfyServer';
const host = localNetworkAddress();
const question = /^Send files to .+ without encryption\?$/;

if (host === undefined) {
  describe('A ComfyUI in the local network (no address in a local network on this machine)', () => {
    it.skip('is asked about before anything is sent');
  });
} else {
  describe('A ComfyUI in the local network', () => {
    let past: PastUploads;
    let answers: Answers;
    let server: FakeProvider;
    let usual: unknown;
    const settings = (): vscode.WorkspaceConfiguration =>
      vscode.workspace.getConfiguration(`workflowAssets.${provider}`);

    before(async () => {
      past = await pastUploads('plainHttp');
      answers = new Answers();
      // Its port is a new one in each run, so nobody has been asked about it.
      server = await startFakeProvider(provider, { host });
      usual = settings().inspect('endpoint')?.globalValue;
      await settings().update('endpoint', server.url, vscode.ConfigurationTarget.Global);
    });
    after(async () => {
      await settings().update('endpoint', usual, vscode.ConfigurationTarget.Global);
      answers.dispose();
      await server.close();
      past.close();
    });
    beforeEach(() => answers.clear());

    function newFile(): vscode.Uri {
      const file = join(past.folder, `${randomUUID()}.png`);
      writeFileSync(file, png(4_000));
      return vscode.Uri.file(file);
    }

    const upload = (file: vscode.Uri): Thenable<unknown> =>
      vscode.commands.executeCommand(`workflowAssets.uploadTo.${provider}`, file);

    it('is sent nothing by another extension before somebody has agreed', async () => {
      const refusal = { code: 'endpointInvalid', message: /Nobody has agreed to send files to .* over plain http/ };
      await assert.rejects(past.api.upload(newFile(), { provider }), refusal);
      const workflow = vscode.Uri.file(join(past.folder, 'workflow.json'));
      await assert.rejects(past.api.resolveWorkflow('{}', workflow, { provider }), refusal);
      assert.deepEqual([answers.asked, server.requests], [[], []]);
    });

    it('is sent nothing after a refusal', async () => {
      await upload(newFile());
      const { message, detail, isModal } = await answers.read(question);
      assert.ok(message.includes(new URL(server.url).host), message);
      assert.match(detail ?? '', /Anyone on the network/);
      assert.ok(isModal);
      assert.deepEqual(server.requests, []);
    });

    it('is asked about once', async () => {
      answers.next(question, 'Allow Plain HTTP');
      for (const file of [newFile(), newFile()]) {
        const name = file.path.split('/').at(-1) ?? '';
        void upload(file);
        await answers.read(new RegExp(`^${name} was uploaded to ComfyUI`));
      }
      assert.equal(server.files.length, 2);
      assert.equal(answers.asked.filter(({ message }) => question.test(message)).length, 1);
    });

    it('is open to other extensions once somebody has agreed', async () => {
      const { origin } = await past.api.upload(newFile(), { provider });
      assert.equal(origin, new URL(server.url).origin);
    });
  });
}
