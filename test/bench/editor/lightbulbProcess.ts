import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openBenchWindow } from './benchWindow.ts';
import { type LightbulbDocument, lightbulbDocuments, prepareLightbulb } from './lightbulbDocuments.ts';
import { MirrorDocument } from './mirrorDocument.ts';
import { type LightbulbTimes, Questions } from './questions.ts';
import { Position, Uri } from './vscodeTypes.ts';

/**
 * Measures the extension's own code action providers as VS Code calls them: the bundles are activated, a large document is
 * shown, and the cursor is put in many places of it.
 * Arguments: the bundle, a workspace folder, a storage folder, how many places, how many characters.
 */
const [bundle = '', folder = '', storage = '', count = '400', length = '12e6'] = process.argv.slice(2);
await prepareLightbulb(folder, storage);
const vscode = await openBenchWindow({ bundle, workspaceFolder: folder, storageFolder: storage });

const results: LightbulbTimes[] = [];
for (const each of lightbulbDocuments(Number(length), Number(count))) {
  results.push(...(await timesOf(each)));
}
process.stdout.write(JSON.stringify(results), () => process.exit());

async function timesOf(of: LightbulbDocument): Promise<readonly LightbulbTimes[]> {
  const opened = new Questions(vscode, of, 'opened');
  // The first question of all loads the second bundle.
  await vscode.codeActions(documentOf(of), new Position(0, 0));
  for (const [line, character] of of.places) {
    await opened.ask(documentOf(of), new Position(line, character));
  }

  const document = documentOf(of);
  await vscode.show(document);
  const read = new Questions(vscode, of, 'read');
  for (const [line, character] of of.places) {
    await read.ask(document, new Position(line, character));
  }

  const edited = new Questions(vscode, of, 'edited');
  for (const [line, character] of of.places) {
    vscode.type(document, new Position(line, 0), ' ');
    // VS Code asks when the cursor has rested for 250 ms, and not in the middle of a key stroke.
    await turn();
    await edited.ask(document, new Position(line, character + 1));
  }

  const beingRead = new Questions(vscode, of, 'being read');
  while (beingRead.times.length < of.places.length) {
    const fresh = documentOf(of);
    vscode.forget(fresh);
    vscode.showUnread(fresh);
    while (fresh.reads.wholeTexts === 0) {
      await turn();
    }
    while (!vscode.isDrawn(fresh)) {
      const [line, character] = of.places[beingRead.times.length % of.places.length] ?? [0, 0];
      await beingRead.ask(fresh, new Position(line, character));
    }
  }
  return [opened, edited, beingRead, read].map((each) => each.result());
}

function documentOf({ lines }: LightbulbDocument): MirrorDocument {
  return new MirrorDocument(Uri.file(join(folder, 'workflow.json')), lines);
}
