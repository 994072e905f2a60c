import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryStore } from '../../src/core/history/historyStore.ts';
import { providerIds } from '../../src/core/providers/providerId.ts';
import type { WorkflowAssetsApi } from '../../src/editor/api.ts';
import { commandId, contributedCommands, internalCommands } from '../../src/editor/ids/commandIds.ts';
import { openUploadHistory } from '../harness/uploadHistory.ts';
import { sampleRecord } from '../unit/history/sampleRecords.ts';
import { png } from '../unit/uploads/mediaSamples.ts';
import { type Dismissal, dismissQuestions } from './support/dismissal.ts';
import { fakeProvider, resetFakes } from './support/fakes.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const commands = [
  ...contributedCommands.map(commandId),
  ...internalCommands.map(commandId),
  ...providerIds.map((id) => commandId(`uploadTo.${id}`)),
];

/** The same sequence in every run: a failure can be repeated. */
function pseudorandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('Commands called with crafted arguments', () => {
  /** A folder no window has opened, with a private picture and a history that would bring in others. */
  let elsewhere: string;
  let secret: vscode.Uri;
  let history: HistoryStore;
  let dismissal: Dismissal;
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);

  before(async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    await (await extension.activate()).uploads();
    elsewhere = mkdtempSync(join(tmpdir(), 'crafted-'));
    secret = vscode.Uri.file(join(elsewhere, 'passport.png'));
    writeFileSync(secret.fsPath, png(5_555));
    const planted = { ...sampleRecord(3), fileUri: secret.toString() };
    writeFileSync(
      join(elsewhere, 'history.json'),
      JSON.stringify({ format: 'workflow-assets-uploads', version: 1, records: [planted] }),
    );
    history = await openUploadHistory(root);
    await history.restore([sampleRecord(1), sampleRecord(2)]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    dismissal = dismissQuestions();
    process.on('unhandledRejection', onRejection);
  });
  beforeEach(() => {
    resetFakes();
    rejections.length = 0;
  });
  after(async () => {
    process.off('unhandledRejection', onRejection);
    dismissal?.end();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await history?.removeAll();
    history?.close();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  /** What somebody else's link, extension or task could pass. */
  function craftedValues(): readonly unknown[] {
    const forged = { ...sampleRecord(77), fileUri: secret.toString() };
    const polluting: unknown = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    const cyclic: Record<string, unknown> = { type: 'record', key: 'x' };
    cyclic.record = cyclic;
    return [
      undefined,
      null,
      0,
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      true,
      '',
      'a'.repeat(1_000_000),
      '\u202E]('.repeat(1_000),
      'runway://x',
      '../../../../etc/passwd',
      secret.toString(),
      [],
      [[]],
      [null, undefined],
      [secret],
      {},
      secret,
      vscode.Uri.file(elsewhere),
      vscode.Uri.file(join(elsewhere, 'history.json')),
      vscode.Uri.file(join(elsewhere, 'missing.png')),
      vscode.Uri.parse('file://attacker.invalid/share/x.png'),
      vscode.Uri.file('//attacker.invalid/share/x.png'),
      vscode.Uri.parse('file:///dev/zero'),
      vscode.Uri.parse('unknown-scheme://host/x.png'),
      vscode.Uri.parse('https://attacker.invalid/x.png'),
      vscode.Uri.parse('command:workbench.action.closeWindow'),
      vscode.Uri.from({ scheme: 'untitled', path: 'never-saved.json' }),
      { scheme: 'file', path: secret.path, fsPath: secret.fsPath },
      { type: 'record', key: 'x', group: undefined, record: forged },
      { type: 'record', key: 'x', group: undefined, record: { id: { toString: null } } },
      { type: 'record', key: 'x', group: undefined, record: null },
      { type: 'record', key: 'x' },
      { type: 'running', key: 'x', upload: { id: '1', fileUri: secret.toString(), cancel: 'no function' } },
      { type: 'running', key: 'x' },
      { type: 'more', key: {}, group: { key: {}, type: 'group' } },
      { type: 'group', key: 'x', content: {} },
      { type: 'connection', connection: 'nobody' },
      { type: 'connection', connection: { id: 'nobody', provider: { id: 'runware' } } },
      'nobody',
      cyclic,
      polluting,
      { document: 'file:///nowhere/x.json', offset: -5, value: 'x', line: -1, character: 1e9, provider: 'nobody' },
      { document: secret.toString(), offset: 0, value: 'x', line: 0, character: 0, recordId: 'nobody' },
      { document: 'file://attacker.invalid/share/x.json', offset: 0, value: '', line: 0, character: 0 },
      { document: 5, offset: '0', value: {}, line: null, character: [] },
    ];
  }

  /** Everything that a command could have sent, removed, brought in or changed. */
  function traces(): unknown {
    return {
      requests: providerIds.flatMap((id) =>
        fakeProvider(id).requests.map(({ method, path }) => `${id} ${method} ${path}`),
      ),
      uploads: history.query({ limit: 99 }).map(({ id, fileUri }) => [id, fileUri]),
      files: readdirSync(elsewhere).map((name) => [name, statSync(join(elsewhere, name)).size]),
      secret: readFileSync(secret.fsPath).length,
      polluted: Reflect.get({}, 'polluted'),
    };
  }

  for (const command of commands) {
    it(`does nothing unasked for ${command}`, async () => {
      const before = traces();
      const values = craftedValues();
      const next = pseudorandom(20_261_121);
      const calls = [
        ...values.map((value) => [value]),
        ...Array.from({ length: 12 }, () => [values[next(values.length)], values[next(values.length)]]),
      ];
      for (const [index, args] of calls.entries()) {
        await dismissal.run(`call ${index} of ${command}`, () => vscode.commands.executeCommand(command, ...args));
      }
      assert.deepEqual(traces(), before);
      assert.deepEqual(rejections, []);
    }).timeout(120_000);
  }

  it('covers every command that the extension has registered', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((id) =>
      /^workflowAssets\.\w+(?:\.\w+)?$/.test(id),
    );
    const ours = registered.filter((id) => !/\.(?:focus|open|resetViewLocation|toggleVisibility|removeView)$/.test(id));
    assert.deepEqual(
      ours.filter((id) => !commands.includes(id)),
      [],
    );
  });
});
