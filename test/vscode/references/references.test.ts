import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';
import { hintTexts, hoverOver, inlayHints, problems, problemsOnce } from '../support/shownDocument.ts';

describe('references in a document', () => {
  let past: PastUploads;

  before(async () => {
    past = await pastUploads('freshness');
  });
  after(() => past?.close());
  beforeEach(resetFakes);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  describe('diagnostics', () => {
    it('tell what is local, missing, expiring and expired, each with its own severity', async () => {
      const expired = past.ending(-hour);
      const expiring = past.ending(2 * hour);
      const alive = past.ending(20 * hour);
      const kept = past.ending(undefined);
      const images = [expired, expiring, alive, kept, '../images/portrait.jpg', '../images/gone.png', 'elsewhere.png'];
      const document = await past.open(workflow(...images));
      const found = await problemsOnce(document, 5);
      assert.deepEqual(
        found.map(({ code, severity, range }) => [code, severity, JSON.parse(document.getText(range))]),
        [
          ['expired-reference', vscode.DiagnosticSeverity.Warning, expired],
          ['expiring-reference', vscode.DiagnosticSeverity.Information, expiring],
          ['local-path', vscode.DiagnosticSeverity.Hint, '../images/portrait.jpg'],
          ['missing-file', vscode.DiagnosticSeverity.Warning, '../images/gone.png'],
          ['missing-file', vscode.DiagnosticSeverity.Information, 'elsewhere.png'],
        ],
      );
      assert.match(found[0]?.message ?? '', /hero\.png at ComfyUI expired on /);
    });

    it('say of a reference nobody here knows that it is unknown, and nothing of what any provider could hold', async () => {
      const document = await past.open('{ "model": "gen4_turbo", "promptImage": "runway://an-unknown-one" }');
      const [found] = await problemsOnce(document, 1);
      assert.equal(found?.code, 'unknown-reference');
      assert.equal(found?.severity, vscode.DiagnosticSeverity.Information);
      assert.match(await hoverOver(document, 'runway://'), /Unknown&nbsp;reference/);
      assert.deepEqual(await hintTexts(document), []);
      const shared = await past.open(workflow(randomUUID(), `${'b'.repeat(64)}.png`));
      assert.deepEqual(await hintTexts(shared), []);
      assert.deepEqual(problems(shared), []);
    });

    it('send people to the reference that takes the place of an expired one', async () => {
      const same = past.sourceFile();
      const expired = past.ending(-hour, same);
      past.ending(20 * hour, same);
      const [found] = await problemsOnce(await past.open(workflow(expired)), 1);
      assert.equal(found?.code, 'expired-reference');
      assert.match(
        found?.message ?? '',
        /expired on .*, and has been renewed\. Replace it with the renewed reference\./,
      );
    });

    it('follow the clock: what expires is said without a change of the document', async () => {
      const document = await past.open(workflow(past.ending(2_500)));
      const [before] = await problemsOnce(document, 1);
      assert.equal(before?.code, 'expiring-reference');
      await until('the end', () => (problems(document)[0]?.code === 'expired-reference' ? true : undefined));
      assert.deepEqual(await hintTexts(document), ['expired · hero.png']);
    });

    it('are gone with the last tab of a document, and back when it is opened again', async () => {
      const document = await past.open(workflow('../images/gone.png'));
      await problemsOnce(document, 1);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await problemsOnce(document, 0);
      await vscode.window.showTextDocument(document);
      await problemsOnce(document, 1);
    });

    it('follow the disk: a file that appears is not missing any more', async () => {
      const document = await past.open(workflow('appears.png', './later.png'));
      await problemsOnce(document, 2);
      await vscode.workspace.fs.copy(
        vscode.Uri.file(join(past.root, 'images', 'hero.png')),
        vscode.Uri.file(join(past.folder, 'later.png')),
      );
      await until('the file', () => (problems(document)[1]?.code === 'local-path' ? true : undefined));
    });

    it('leave JSON that is no workflow alone, and say nothing about its files', async () => {
      const document = await past.open(
        '{ "icon": "../images/hero.png", "gone": "../images/gone.png" }\n',
        'notes.json',
      );
      assert.deepEqual(await hintTexts(document), []);
      assert.equal(await hoverOver(document, '../images/hero.png'), '');
      assert.deepEqual(problems(document), []);
    });

    it('do not take a file name for a reference where such references do not run', async () => {
      const value = past.uploaded.reference.value;
      writeFileSync(join(past.folder, value), 'x');
      const document = await past.open(`{ "icon": ${JSON.stringify(value)} }\n`);
      assert.deepEqual(await hintTexts(document), []);
      rmSync(join(past.folder, value));
    });
  });

  describe('inlay hints', () => {
    it('name the local file and the time left after each known reference', async () => {
      const document = await past.open(
        workflow(past.ending(-hour), past.ending(3 * hour + 90_000), past.ending(undefined), '../images/hero.png'),
      );
      assert.deepEqual(await hintTexts(document), ['expired · hero.png', '3 h 1 m · hero.png', 'no expiry · hero.png']);
    });

    it('stand before a reference too long to look behind, and behind any other', async () => {
      const long = `long-${'x'.repeat(200)}.png`;
      const { reference } = past.uploaded;
      past.ending(undefined, { reference: { ...reference, value: long } });
      const short = past.ending(undefined);
      const document = await past.open(workflow(long, short));
      const around = (await inlayHints(document)).map(({ position }) => {
        const text = document.lineAt(position).text;
        return [text.slice(0, position.character).at(-1), text.slice(position.character).at(0)];
      });
      assert.deepEqual(around, [
        [' ', '"'],
        ['"', ' '],
      ]);
    });

    it('leave the time whole where VS Code would cut off a long name', async () => {
      const fileName = `${'a long name '.repeat(10)}.png`;
      const document = await past.open(workflow(past.ending(3 * hour + 90_000, { fileName })));
      const [text = ''] = await hintTexts(document);
      assert.match(text, /^3 h 1 m · a long name .*…/);
      assert.match(text, /\.png$/);
      assert.ok(text.length <= 43, text);
    });

    it('say that an expired reference has been renewed, and that another is missing its file', async () => {
      const same = past.sourceFile();
      const renewed = past.ending(-hour, same);
      past.ending(20 * hour, same);
      const fileUri = vscode.Uri.file(join(past.folder, 'gone.png')).toString();
      const missing = past.ending(20 * hour + 90_000, { fileUri });
      const document = await past.open(workflow(renewed, missing));
      assert.deepEqual(await hintTexts(document), ['renewed · hero.png', 'missing · 20 h 1 m · hero.png']);
    });

    it('say that the local file has changed since', async () => {
      const changed = past.ending(20 * hour + 90_000, { size: past.uploaded.size + 1 });
      const document = await past.open(workflow(changed));
      assert.deepEqual(await hintTexts(document), ['changed · 20 h 1 m · hero.png']);
    });

    it('can be turned off', async () => {
      const settings = vscode.workspace.getConfiguration('workflowAssets');
      await settings.update('inlayHints', false, vscode.ConfigurationTarget.Workspace);
      try {
        const document = await past.open(workflow(past.ending(hour)));
        await problemsOnce(document, 1);
        assert.deepEqual(await hintTexts(document), []);
      } finally {
        await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  });

  describe('a hover', () => {
    it('shows thumbnail, file, size, time of upload, end and links that run three commands only', async () => {
      const value = past.ending(3 * hour + 90_000);
      const document = await past.open(workflow(value));
      const text = await hoverOver(document, value);
      assert.match(text, /!\[Preview of hero\\?\.png\]\(file:\/\/\/\S+hero\.png\|width=\d+,height=\d+\)/);
      assert.match(text, /ComfyUI/);
      assert.match(text, /Expires&nbsp;in&nbsp;3&nbsp;h&nbsp;1&nbsp;m/);
      assert.match(text, /image\/png/);
      assert.match(text, /Uploaded&nbsp;/);
      assert.deepEqual(
        [...text.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command),
        ['workflowAssets.renewReference', 'workflowAssets.restoreLocalPath', 'workflowAssets.revealSource'],
      );
    });

    it('has links that do what they say', async () => {
      const changed = join(past.folder, 'changed.png');
      writeFileSync(changed, Buffer.concat([readFileSync(join(past.root, 'images', 'hero.png')), Buffer.from('old')]));
      const value = past.ending(hour, { fileUri: vscode.Uri.file(changed).toString() });
      const document = await past.open(workflow(value));

      await until('the file to be selected in the Explorer', async () => {
        // Followed again, because the Explorer selects nothing before it has noticed the new file.
        await follow(document, value, 'Reveal file');
        await vscode.env.clipboard.writeText('');
        await vscode.commands.executeCommand('copyFilePath');
        return (await vscode.env.clipboard.readText()) === changed || undefined;
      });

      await vscode.window.showTextDocument(document);
      await follow(document, value, 'Upload the new version');
      const [file] = fakeProvider('comfyServer').files;
      assert.equal(document.getText(), workflow(file?.reference ?? ''));

      await follow(document, file?.reference ?? '', 'Restore local path');
      assert.equal(document.getText(), workflow('changed.png'));
    });

    it('renews a reference by its link', async () => {
      const value = past.ending(hour);
      const document = await past.open(workflow(value));
      await follow(document, value, 'Renew and replace');
      const [file] = fakeProvider('comfyServer').files;
      assert.equal(document.getText(), workflow(file?.reference ?? ''));
    });

    it('lets a file name be nothing but text', async () => {
      const fileName = '[x](command:workbench.action.quit) ![](http:x) <b>.png';
      const value = past.ending(hour, { fileName });
      const text = await hoverOver(await past.open(workflow(value)), value);
      assert.doesNotMatch(text, /\]\(command:workbench/);
      assert.doesNotMatch(text, /(?<!\\)<b>/);
    });

    it('says that the file has changed, and offers the new version', async () => {
      const value = past.ending(hour, { size: past.uploaded.size + 1 });
      const text = await hoverOver(await past.open(workflow(value)), value);
      assert.match(text, /changed&nbsp;since/);
      assert.match(text, /\[Upload the new version\]/);
    });

    it('offers the reference that takes the place of an expired one, for which nothing is sent', async () => {
      const same = past.sourceFile();
      const expired = past.ending(-hour, same);
      const living = past.ending(20 * hour, same);
      const document = await past.open(workflow(expired, expired));
      assert.match(await hoverOver(document, expired), /A&nbsp;renewed&nbsp;reference&nbsp;is&nbsp;available/);
      await follow(document, expired, 'Replace with the renewed reference');
      assert.equal(document.getText(), workflow(living, living));
      assert.equal(fakeProvider('comfyServer').requests.length, 0);
    });

    it('offers that also where the file is gone', async () => {
      const same = past.sourceFile();
      const fileUri = vscode.Uri.file(join(past.folder, 'moved away.png')).toString();
      const expired = past.ending(-hour, { ...same, fileUri });
      const living = past.ending(20 * hour, same);
      const document = await past.open(workflow(expired));
      await follow(document, expired, 'Replace with the renewed reference');
      assert.equal(document.getText(), workflow(living));
      assert.equal(fakeProvider('comfyServer').requests.length, 0);
    });

    it('says that the file is gone, without a thumbnail', async () => {
      const fileUri = vscode.Uri.file(join(past.folder, 'gone for good.png')).toString();
      const value = past.ending(hour, { fileUri });
      const text = await hoverOver(await past.open(workflow(value)), value);
      assert.match(text, /local&nbsp;file&nbsp;is&nbsp;missing/);
      assert.doesNotMatch(text, /!\[|renewReference|revealSource/);
    });

    it('shows what a local path leads to: picture, path, size, pixels, who takes it, and what can be done', async () => {
      const document = await past.open(workflow('../images/portrait.jpg'));
      const text = await hoverOver(document, '../images/portrait.jpg');
      assert.match(text, /!\[Preview of portrait\\?\.jpg\]\(file:\/\/\/\S+portrait\.jpg\|width=\d+,height=\d+\)/);
      assert.match(text.replaceAll('\\', ''), /images\/portrait\.jpg {2}\n/);
      assert.match(text.replaceAll('\\', ''), /image\/jpeg&nbsp;·&nbsp;480&nbsp;×&nbsp;640&nbsp;px/);
      assert.match(text, /Works&nbsp;with&nbsp;.*ComfyUI/);
      const titles = [...text.matchAll(/\[([^\]]+)\]\(command:/g)].map(([, title]) => title);
      assert.deepEqual(titles.slice(-2), ['Pick another file...', 'Reveal file']);
      assert.ok(titles.includes('Upload to ComfyUI and replace'), titles.join());
      await follow(document, '../images/portrait.jpg', 'Upload to ComfyUI and replace');
      const sent = fakeProvider('comfyServer').files.at(-1)?.reference;
      assert.equal(document.getText(), workflow(sent ?? ''));
    });

    it('says of a local file which providers refuse it and why, by its content', async () => {
      writeFileSync(join(past.folder, 'disguised.png'), 'GIF89a\x01\x00\x01\x00\x80\x00\x00');
      const text = await hoverOver(await past.open(workflow('disguised.png')), 'disguised.png');
      assert.match(text, /RunningHub:&nbsp;doesn't&nbsp;support&nbsp;this&nbsp;file&nbsp;type/);
      assert.doesNotMatch(text, /Upload to RunningHub/);
    });

    it('says where a missing file was looked for, and offers another one', async () => {
      const document = await past.open(workflow('../images/gone.png'));
      const text = (await hoverOver(document, '../images/gone.png')).replaceAll('\\', '');
      assert.match(text, /File&nbsp;not&nbsp;found/);
      assert.ok(text.includes(join(past.root, 'images', 'gone.png')), text);
      assert.match(text, /\[Pick another file\.\.\.\]/);
    });

    it('looks for nothing on other computers', async () => {
      const text = await hoverOver(await past.open(workflow('//server/share/hero.png')), '//server/share/hero.png');
      assert.match(text, /on&nbsp;another&nbsp;computer/);
    });
  });
});

/** Runs the command behind a link of the hover over a text, as VS Code does when the link is clicked. */
async function follow(document: vscode.TextDocument, text: string, title: string): Promise<void> {
  const link = await until(`the link ${title}`, async () => {
    const links = (await hoverOver(document, text)).matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^)]*)\)/g);
    return [...links].find(([, each]) => each === title);
  });
  const [, , command = '', query = ''] = link;
  const [argument] = JSON.parse(decodeURIComponent(query)) as readonly unknown[];
  await vscode.commands.executeCommand(command, argument);
}
