import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';
import { withWindow } from '../support/replacedWindow.ts';

/** The command that a link runs where there is nothing it could open. */
const explains = 'command:workflowAssets.openSourceOf';

describe('Navigation in a workflow', () => {
  let past: PastUploads;

  before(async () => {
    past = await pastUploads('navigation');
  });
  after(() => past?.close());
  beforeEach(resetFakes);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** The extension's links, once there are `count`: VS Code's own lead to web addresses. */
  function linksOnce(document: vscode.TextDocument, count: number): Promise<readonly vscode.DocumentLink[]> {
    return until(`${count} links`, async () => {
      const all = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
        1_000,
      );
      const found = all.filter(({ target }) => target?.scheme !== 'http' && target?.scheme !== 'https');
      return found.length === count ? found : undefined;
    });
  }

  /** Runs the command of a link. */
  async function follow({ target }: vscode.DocumentLink): Promise<void> {
    assert.ok(target);
    assert.ok(target.toString().startsWith(explains), `${target}`);
    await vscode.commands.executeCommand(target.path, ...JSON.parse(target.query));
  }

  async function symbolsOf(document: vscode.TextDocument): Promise<readonly vscode.DocumentSymbol[]> {
    const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    return found ?? [];
  }

  describe('links', () => {
    it('lead from a path to its file, and from a reference to its source', async () => {
      const reference = past.ending(20 * hour);
      const record = past.history.findByReference(reference);
      const document = await past.open(
        workflow('../images/portrait.jpg', reference, '../images/gone.png', 'https://example.com/a.png'),
      );
      const links = await linksOnce(document, 2);
      assert.deepEqual(
        links.map(({ range, target }) => [document.getText(range), target?.toString()]),
        [
          ['../images/portrait.jpg', vscode.Uri.file(join(past.root, 'images', 'portrait.jpg')).toString()],
          [reference, record?.fileUri],
        ],
      );
    });

    it('appear with the file they lead to, and disappear with it', async () => {
      const document = await past.open(workflow('./appears.png'));
      await linksOnce(document, 0);
      copyFileSync(join(past.root, 'images', 'hero.png'), join(past.folder, 'appears.png'));
      await linksOnce(document, 1);
      rmSync(join(past.folder, 'appears.png'));
      await linksOnce(document, 0);
    });

    it('say so where the file is gone when they are followed', async () => {
      const source = past.sourceFile();
      const reference = past.ending(20 * hour, source);
      const document = await past.open(workflow(reference));
      await linksOnce(document, 1);
      rmSync(vscode.Uri.parse(source.fileUri ?? '').fsPath);
      const [link] = await linksOnce(document, 1);
      assert.ok(link);
      const warnings: string[] = [];
      await withWindow({ showWarningMessage: async (message: string) => void warnings.push(message) }, async () => {
        await follow(link);
      });
      assert.match(warnings.join(), /hero\.png no longer exists: /);
    });

    it('do not lead to another computer without a question', async () => {
      const reference = past.ending(20 * hour, { fileUri: 'file://server.example/share/hero.png' });
      const document = await past.open(workflow(reference));
      const [link] = await linksOnce(document, 1);
      assert.ok(link);
      const warnings: string[] = [];
      await withWindow({ showWarningMessage: async (message: string) => void warnings.push(message) }, async () => {
        await follow(link);
      });
      assert.match(warnings.join(), /^Connect to the computer that has /);
    });

    it('are none in JSON that is no workflow', async () => {
      const workflows = await past.open(workflow('../images/hero.png'));
      await linksOnce(workflows, 1);
      const notes = await past.open('{ "icon": "../images/hero.png" }\n', 'notes.json');
      await linksOnce(notes, 0);
    });
  });

  describe('the outline', () => {
    it('names nodes by title and class, with their media and what these are below them', async () => {
      const text = JSON.stringify({
        10: { class_type: 'LoadImage', inputs: { image: '../images/hero.png' }, _meta: { title: 'Portrait' } },
        11: { class_type: 'LoadImage', inputs: { image: '../images/gone.png' } },
      });
      const document = await past.open(text);
      const lines = await until('the outline', async () => {
        const symbols = (await symbolsOf(document)).filter(({ name }) => name !== '10' && name !== '11');
        const drawn = symbols.flatMap(({ name, detail, children }) => [
          `${name} | ${detail}`,
          ...children.map((child) => `  ${child.name} | ${child.detail}`),
        ]);
        return drawn.length === 4 && drawn[1]?.includes('local') ? drawn : undefined;
      });
      assert.deepEqual(lines, [
        'Portrait | LoadImage #10',
        '  hero.png | image · local file',
        'LoadImage | #11',
        '  gone.png | image · missing',
      ]);
    });

    it('shows hostile titles and values as what they are', async () => {
      const hostile = '\u202Egnp$(flame)[x](command:workbench.action.quit)\u200B';
      const text = JSON.stringify({
        1: { class_type: hostile, inputs: { image: `./${hostile}.png` }, _meta: { title: hostile } },
        2: { class_type: 'LoadImage', inputs: { image: `./${hostile}.png` }, _meta: { title: '' } },
      });
      const document = await past.open(text);
      const own = await until('the outline', async () => {
        const symbols = (await symbolsOf(document)).filter(({ detail }) => detail.includes('#'));
        return symbols.length === 2 ? symbols : undefined;
      });
      for (const { name, detail, children } of own) {
        for (const shown of [name, detail, ...children.flatMap((child) => [child.name, child.detail])]) {
          assert.doesNotMatch(shown, /\u202E|\u200B|\$\(|\]\(/);
        }
      }
    });
  });
});
