import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { openBenchWindow } from './benchWindow.ts';
import { MirrorDocument } from './mirrorDocument.ts';
import { Position, Uri } from './vscodeTypes.ts';

/** Milliseconds that the first code action of a window takes, and how much it offers. */
export interface FirstLightbulb {
  readonly time: number;
  readonly offered: number;
}

/**
 * Asks for the first code action of a window that shows a workflow.
 * Arguments: the bundle, a workspace folder and a storage folder as `prepareLightbulb` leaves them, and how long after the
 * activation to ask, in milliseconds: VS Code asks when the cursor has rested for 250.
 */
const [bundle = '', workspaceFolder = '', storageFolder = '', delay = '0'] = process.argv.slice(2);
const node = (image: string): object => ({ class_type: 'LoadImage', inputs: { image, upload: 'image' } });
const text = JSON.stringify({ 1: node('scenes/frame_0.png'), 2: node('scenes/frame_1.png') }, null, 2);
const lines = text.split('\n');
const line = lines.findIndex((each) => each.includes('frame_1'));
const document = new MirrorDocument(Uri.file(join(workspaceFolder, 'workflow.json')), lines);
const vscode = await openBenchWindow({ bundle, workspaceFolder, storageFolder, shown: document });
await after(Number(delay));

const start = performance.now();
const actions = await vscode.codeActions(document, new Position(line, (lines[line] ?? '').indexOf('frame_1')));
const result: FirstLightbulb = { time: performance.now() - start, offered: actions.length };
process.stdout.write(JSON.stringify(result), () => process.exit());
