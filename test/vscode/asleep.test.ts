import assert from 'node:assert/strict';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { until } from './support/answers.ts';
import { actionsAt, hintTexts, hoverOver } from './support/shownDocument.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const folder = join(root, 'asleep');

/** JSON of other tools, with everything in it that could be taken for media. */
const others: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify(
    { name: 'x', version: '1.0.0', icon: '../images/hero.png', files: ['../images/hero.png'], devDependencies: {} },
    null,
    2,
  ),
  'tsconfig.json': JSON.stringify({ compilerOptions: { outDir: '../images/hero.png' }, include: ['src'] }, null, 2),
  'package-lock.json': JSON.stringify(
    {
      name: 'x',
      lockfileVersion: 3,
      packages: Object.fromEntries(
        Array.from({ length: 2000 }, (_, index) => [
          `node_modules/package-${index}`,
          { version: '1.0.0', resolved: `https://registry.npmjs.org/package-${index}/-/image-${index}.png` },
        ]),
      ),
    },
    null,
    2,
  ),
  'settings.json': JSON.stringify({ 'editor.backgroundImage': '../images/hero.png' }, null, 2),
};

// Its name puts it before every suite that opens a workflow: what is loaded stays loaded for the whole window.
describe('a window with JSON that is no workflow', function () {
  this.timeout(60_000);
  const extension = vscode.extensions.getExtension('workflow-assets.workflow-assets');
  const dist = join(extension?.extensionPath ?? '', 'dist');
  const createWatcher = vscode.workspace.createFileSystemWatcher;
  let watchers = 0;
  replaceCreateWatcher((...args: Parameters<typeof createWatcher>) => {
    watchers += 1;
    return createWatcher(...args);
  });

  before(async () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(others)) {
      writeFileSync(join(folder, name), text);
    }
    await extension?.activate();
  });
  after(async () => {
    replaceCreateWatcher(createWatcher);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  async function show(name: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(join(folder, name));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
    return document;
  }

  it('loads nothing but the activation bundle, opens no history, starts no watcher, and offers nothing', async () => {
    for (const name of Object.keys(others)) {
      const document = await show(name);
      const text = name === 'package-lock.json' ? 'image-1999.png' : '../images/hero.png';
      // Each of these waits until the document is recognised, or found not to be a workflow.
      assert.doesNotMatch(await hoverOver(document, text), /command:workflowAssets/, name);
      assert.deepEqual(await hintTexts(document), [], name);
      assert.deepEqual(await actionsAt(document, text), [], name);
      assert.deepEqual(await sourceActions(document), [], name);
    }
    assert.equal(vscode.window.visibleTextEditors.length, Object.keys(others).length);
    assert.deepEqual(loadedFiles(dist), activationFiles(dist));
    assert.equal(watchers, 0);
    assert.deepEqual(storedFiles(), []);
  });

  it('has everything there once a document is a workflow', async () => {
    writeFileSync(
      join(folder, 'workflow.json'),
      '{ "1": { "class_type": "LoadImage", "inputs": { "image": "hero.png" } } }\n',
    );
    const document = await show('workflow.json');
    await until('the problem', () => vscode.languages.getDiagnostics(document.uri)[0]);
    const titles = (await actionsAt(document, 'hero.png')).map(({ title }) => title);
    assert.ok(titles.includes('Upload to ComfyUI and replace'), titles.join());
    assert.ok(loadedFiles(dist).some((file) => file.startsWith('languageFeatures')));
    assert.ok(watchers > 0);
    assert.ok(storedFiles().includes('uploads.db'));
  });
});

/** What "Source Action..." lists of ours. */
async function sourceActions(document: vscode.TextDocument): Promise<readonly string[]> {
  const range = new vscode.Range(0, 0, 0, 0);
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    'source',
  );
  return found.flatMap(({ title, command }) => (command?.command.startsWith('workflowAssets.') ? [title] : []));
}

function replaceCreateWatcher(value: unknown): void {
  Object.defineProperty(vscode.workspace, 'createFileSystemWatcher', { value, configurable: true, writable: true });
}

/** Names of the extension's files this process has loaded, as its own debugger knows them. */
function loadedFiles(dist: string): readonly string[] {
  const names = new Set<string>();
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    const path = url.replace(/^file:\/\//, '');
    if (dirname(path) === dist) {
      names.add(basename(path));
    }
  });
  // Reports every script there is before it returns.
  session.post('Debugger.enable');
  session.disconnect();
  return [...names].sort();
}

/** The file VS Code loads, and what it imports statically. */
function activationFiles(dist: string): readonly string[] {
  const names = new Set<string>();
  const visit = (name: string): void => {
    if (!names.has(name)) {
      names.add(name);
      const text = readFileSync(join(dist, name), 'utf8');
      for (const [, imported = ''] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
        visit(imported);
      }
    }
  };
  visit('extension.js');
  return [...names].sort();
}

/** Everything in the extension's storage. */
function storedFiles(): readonly string[] {
  const storage = globSync('**/globalStorage/workflow-assets.workflow-assets', { cwd: dirname(root) });
  return storage.flatMap((path) => {
    const full = join(dirname(root), path);
    return existsSync(full) ? globSync('**/*', { cwd: full }) : [];
  });
}
