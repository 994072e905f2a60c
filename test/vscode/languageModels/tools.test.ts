import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { Answers } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';

const provider = 'comfyServer';

/** Calls a tool as a chat would, VS Code's check of its input and its confirmation included. */
async function invoke(name: string, input: object, token?: vscode.CancellationToken): Promise<string> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(`workflowAssets_${name}`, options, token);
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

async function answerOf<T>(name: string, input: object): Promise<T> {
  return JSON.parse(await invoke(name, input)) as T;
}

describe('Tools for language models', () => {
  let past: PastUploads;
  let answers: Answers;
  /** A folder no window has opened. */
  let elsewhere: string;

  before(async () => {
    past = await pastUploads('tools');
    elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    writeFileSync(join(elsewhere, 'passport.png'), png(4_321));
    writeFileSync(join(elsewhere, 'private.json'), workflow('passport.png'));
    symlinkSync(join(elsewhere, 'passport.png'), join(past.folder, 'linkedPassport.png'));
    symlinkSync(join(elsewhere, 'private.json'), join(past.folder, 'linked.json'));
    answers = new Answers();
  });
  after(async () => {
    answers.dispose();
    past.close();
    rmSync(elsewhere, { recursive: true });
  });
  beforeEach(() => {
    resetFakes();
    answers.clear();
  });

  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(past.folder, name);
    writeFileSync(path, content);
    return path;
  };
  const sent = (): number => fakeProvider(provider).files.length;

  it('are offered with a description and a schema each', () => {
    const ours = vscode.lm.tools.filter(({ name }) => name.startsWith('workflowAssets_'));
    assert.deepEqual(ours.map(({ name }) => name).sort(), [
      'workflowAssets_checkWorkflow',
      'workflowAssets_listUploads',
      'workflowAssets_resolveWorkflow',
      'workflowAssets_uploadFile',
    ]);
    assert.ok(ours.every(({ description, inputSchema }) => description.length > 80 && inputSchema !== undefined));
  });

  describe('uploading a file', () => {
    it('returns the reference and how long it works, and sends the same content once', async () => {
      const filePath = write('tool.png', png(5_000));
      const first = await answerOf<{ reference: string; lifetime: string }>('uploadFile', { filePath, provider });
      assert.equal(first.lifetime, 'kept until deleted');
      assert.deepEqual(
        fakeProvider(provider).files.map(({ name }) => name),
        [first.reference],
      );
      const again = await answerOf<{ reference: string }>('uploadFile', {
        filePath: vscode.workspace.asRelativePath(filePath),
        provider,
      });
      assert.equal(again.reference, first.reference);
      assert.equal(sent(), 1);
    });

    it('refuses files outside, links that lead there and dotted paths, without a question', async () => {
      for (const filePath of [
        join(elsewhere, 'passport.png'),
        'tools/linkedPassport.png',
        '../passport.png',
        `${past.folder}/../${elsewhere}/passport.png`,
        '//server/share/passport.png',
        '\\\\server\\share\\passport.png',
      ]) {
        await assert.rejects(invoke('uploadFile', { filePath, provider }), (error: Error) => {
          assert.match(error.message, /outsideWorkspace: |fileMissing: /, filePath);
          assert.match(error.message, /What to do: /);
          return true;
        });
      }
      assert.equal(sent(), 0);
      assert.deepEqual(answers.asked, []);
    });

    it('asks by the gate where nobody has allowed uploads yet, and says that the person declined', async () => {
      answers.allowsUploads = false;
      await giveKey('runway');
      try {
        const filePath = write('declined.png', png(5_100));
        await assert.rejects(invoke('uploadFile', { filePath, provider: 'runway' }), /declined: .*if they ask for it/);
        assert.deepEqual(
          answers.asked.filter(({ isModal }) => isModal).map(({ message }) => message),
          ['Let other extensions and agents upload files in this workspace to Runway?'],
        );
        assert.equal(fakeProvider('runway').files.length, 0);
      } finally {
        await takeKey('runway', answers);
      }
    });

    it('reports a type the provider refuses by its code, with a step that helps', async () => {
      const filePath = write('animation.gif', 'GIF89a'.padEnd(2_000, ' '));
      await giveKey('runway');
      try {
        await assert.rejects(
          invoke('uploadFile', { filePath, provider: 'runway' }),
          /typeUnsupported: .*animation\.gif.*What to do: Convert the file/,
        );
      } finally {
        await takeKey('runway', answers);
      }
    });

    it('refuses a provider that does not exist before anything happens', async () => {
      const filePath = write('unknown.png', png(5_200));
      await assert.rejects(invoke('uploadFile', { filePath, provider: 'elsewhere' }));
      assert.equal(sent(), 0);
    });

    it('ends when it is called off', async () => {
      const filePath = write('cancelled.png', png(5_300));
      const source = new vscode.CancellationTokenSource();
      source.cancel();
      await assert.rejects(invoke('uploadFile', { filePath, provider }, source.token));
      assert.equal(sent(), 0);
      source.dispose();
    });
  });

  describe('resolving a workflow', () => {
    it('returns the text with references and says which inputs are left', async () => {
      write('scene.png', png(6_000));
      const path = write('scene.json', workflow('./scene.png'));
      const answer = await answerOf<{ workflow: string; replaced: number; problems: object[] }>('resolveWorkflow', {
        workflowPath: path,
        provider,
      });
      assert.equal(answer.replaced, 1);
      assert.deepEqual(answer.problems, []);
      assert.equal(sent(), 1);
      assert.ok(JSON.parse(answer.workflow));
    });

    it('returns no text of a file that a link leads out to', async () => {
      await assert.rejects(
        invoke('resolveWorkflow', { workflowPath: 'tools/linked.json', provider }),
        /outsideWorkspace: /,
      );
      assert.equal(sent(), 0);
    });

    it('names files that are missing', async () => {
      write('missing.json', workflow('nowhere/gone.png'));
      const { problems } = await answerOf<{ problems: { code: string; localPath: string }[] }>('resolveWorkflow', {
        workflowPath: join(past.folder, 'missing.json'),
        provider,
      });
      assert.deepEqual(
        problems.map(({ code, localPath }) => ({ code, localPath })),
        [{ code: 'fileMissing', localPath: 'nowhere/gone.png' }],
      );
    });
  });

  describe('checking a workflow', () => {
    interface Checked {
      readonly ready: boolean;
      readonly findings: readonly { readonly problem: string; readonly value?: string }[];
    }

    it('lists what keeps it from running, and sends nothing', async () => {
      write('local.png', png(6_500));
      write('unready.json', workflow('./local.png', 'nowhere/gone.png', past.ending(-hour), past.ending(hour)));
      const workflowPath = 'tools/unready.json';
      const now = await answerOf<Checked>('checkWorkflow', { workflowPath, provider });
      assert.equal(now.ready, false);
      assert.deepEqual(
        now.findings.map(({ problem }) => problem),
        ['local', 'missing', 'expired'],
      );
      const later = await answerOf<Checked>('checkWorkflow', { workflowPath, provider, forHours: 2 });
      assert.equal(later.findings.length, 4);
      assert.equal(sent(), 0);
    });

    it('says nothing about a workflow outside, or one that a link leads out to', async () => {
      for (const workflowPath of [join(elsewhere, 'private.json'), 'tools/linked.json']) {
        await assert.rejects(invoke('checkWorkflow', { workflowPath }), /outsideWorkspace: /);
      }
    });
  });

  describe('listing uploads', () => {
    it('lists those of the workspace only, and ended ones on request', async () => {
      const filePath = write('listed.png', png(7_000));
      await invoke('uploadFile', { filePath, provider });
      const ended = past.ending(-hour);
      const list = (input: object) =>
        answerOf<{ uploads: { file: string; reference?: string }[] }>('listUploads', { limit: 100, ...input });
      const living = await list({ text: 'listed' });
      assert.equal(living.uploads.length, 1);
      assert.match(living.uploads[0]?.file ?? '', /listed\.png$/);
      assert.ok(!(await list({})).uploads.some(({ reference }) => reference === ended));
      const record = past.history.findByReference(ended);
      assert.ok(record);
      past.history.add({
        ...record,
        id: `${record.id}-other`,
        workspaceUri: 'file:///other',
        fileUri: 'file:///other/a.png',
      });
      const all = await list({ includeEnded: true });
      assert.ok(all.uploads.some(({ reference }) => reference === ended));
      assert.ok(!all.uploads.some(({ file }) => file.endsWith('a.png')));
    });
  });
});
