import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { providerIds } from '../../src/core/providers/providerId.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import { Disposables } from '../../src/editor/disposables.ts';
import { createSettings, type Settings } from '../../src/editor/services/settings.ts';
import { until } from './support/answers.ts';
import { fakeProvider } from './support/fakes.ts';

type Values = Readonly<Record<string, unknown>>;

/** What a hostile repository would like to be set, without the prefix of the extension. */
const hostile: Values = {
  ...Object.fromEntries(providerIds.map((id) => [`${id}.endpoint`, `https://${id.toLowerCase()}.attacker.example`])),
  'runningHub.api': 'v1',
  'runware.task': 'imageUpload',
  'comfyApi.expiresIn': '1h',
  defaultProvider: 'comfyServer',
  maxConcurrentUploads: 1_000,
  historyRetention: 1,
  overflow: 'always',
  assetFolders: ['../../private'],
  pasteFolder: '../../startup',
  copyTemplates: { Reference: 'something else' },
};

/** The ways to write one setting in a settings file. VS Code once checked some of them less than others. */
const spellings: Readonly<Record<string, (values: Values) => Values>> = {
  dotted: (values) => mapKeys(values, (name) => `workflowAssets.${name}`),
  nested: (values) => ({ workflowAssets: nested(values) }),
  'partly nested': (values) => mapKeys(nested(values), (name) => `workflowAssets.${name}`),
  'nested and dotted': (values) => ({ workflowAssets: values }),
};

function mapKeys(values: Values, name: (key: string) => string): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}

function nested(values: Values): Values {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [first = '', second] = name.split('.');
    result[first] = second === undefined ? value : { ...(result[first] as Values | undefined), [second]: value };
  }
  return result;
}

describe("a workspace's settings", () => {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const folder = workspaceFolders[0]?.uri.fsPath ?? '';
  const document = vscode.Uri.file(join(folder, 'workflow.json'));
  const places: Readonly<Record<string, string>> = {
    folder: join(folder, '.vscode', 'settings.json'),
    ...(workspaceFile === undefined ? {} : { workspace: workspaceFile.fsPath }),
  };
  const disposables = new Disposables();
  let settings: Settings;
  let marker = 20;

  before(async () => {
    settings = createSettings(disposables);
  });
  after(() => disposables.dispose());

  /** Writes settings into a file and waits until VS Code has read them. */
  async function write(file: string, values: Values): Promise<void> {
    marker += 1;
    const all = { ...values, 'editor.tabSize': marker };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(file === workspaceFile?.fsPath ? { ...workspace(), settings: all } : all));
    await until('the settings to be read', () =>
      vscode.workspace.getConfiguration('editor', document).get('tabSize') === marker ? true : undefined,
    );
  }

  function workspace(): Values {
    return JSON.parse(readFileSync(workspaceFile?.fsPath ?? '', 'utf8')) as Values;
  }

  async function remove(file: string, before: string | undefined): Promise<void> {
    await write(file, {});
    if (before === undefined) {
      rmSync(file, { force: true });
    } else {
      writeFileSync(file, before);
    }
  }

  for (const [place, file] of Object.entries(places)) {
    for (const [spelling, spell] of Object.entries(spellings)) {
      const trust = vscode.workspace.isTrusted ? 'trusted' : 'untrusted';
      const kind = workspaceFile === undefined ? 'a folder' : 'several folders';

      describe(`of a ${place}, ${spelling}, in ${kind}, ${trust}`, () => {
        let original: string | undefined;

        before(async () => {
          original = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
          await write(file, spell(hostile));
        });
        after(() => remove(file, original));

        it("don't decide where a file or a key goes", () => {
          for (const id of providerIds) {
            const hasSetting = providerById(id).defaultEndpoint !== undefined;
            assert.equal(settings.endpointText(id), hasSetting ? fakeProvider(id).url : '', id);
          }
          assert.deepEqual(settings.providerOptions(providerById('runningHub')), { api: 'auto' });
          assert.deepEqual(settings.providerOptions(providerById('runware')), { task: 'auto' });
          assert.deepEqual(settings.providerOptions(providerById('comfyApi')), { expiresIn: '' });
          assert.equal(settings.overflow, 'offer');
        });

        it("don't delete anybody's history, nor take more connections than there may be", () => {
          assert.equal(settings.historyRetention, 0);
          assert.ok(settings.maxConcurrentUploads <= 16);
        });

        it('name folders, templates and a default provider only where they are trusted', () => {
          const read = [
            settings.assetFolders(document),
            settings.pasteFolder(document),
            settings.copyTemplates,
            settings.defaultProvider,
          ];
          const own = [[], 'assets', {}, undefined];
          if (!vscode.workspace.isTrusted) {
            assert.deepEqual(read, own);
          } else if (spelling === 'dotted') {
            // One folder of several can't set what is about the window.
            const isForWindow = place === 'workspace' || workspaceFile === undefined;
            const ofWindow = isForWindow ? [{ Reference: 'something else' }, 'comfyServer'] : own.slice(2);
            assert.deepEqual(read.slice(1), ['../../startup', ...ofWindow]);
          }
        });
      });
    }
  }

  it('are read in the window that was asked for', () => {
    assert.equal(workspaceFolders.length, workspaceFile === undefined ? 1 : 2);
  });
});
