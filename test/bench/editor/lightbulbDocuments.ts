import { createHash } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/core/clock.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { recordingLog, sampleRecord } from '../../unit/history/sampleRecords.ts';
import { bigWorkflow } from '../bigWorkflow.ts';

/** A document of the bench, and the places in it where the cursor is put. */
export interface LightbulbDocument {
  readonly name: string;
  readonly lines: readonly string[];
  /** Offsets into lines. */
  readonly places: readonly (readonly [line: number, character: number])[];
}

const uploads = 5_000;
const files = 500;

/**
 * Writes files to upload, and a history that knows thousands of uploads, many of them by names which documents use.
 *
 * @param folder the workspace folder, where documents and files lie
 */
export async function prepareLightbulb(folder: string, storageFolder: string): Promise<void> {
  const scenes = join(folder, 'scenes');
  mkdirSync(scenes, { recursive: true });
  mkdirSync(storageFolder, { recursive: true });
  const records: UploadRecord[] = [];
  for (let number = 0; number < files; number++) {
    const file = join(scenes, sceneFile(number));
    writeFileSync(file, `picture ${number}`);
    const { size, mtimeMs } = statSync(file);
    const fileUri = pathToFileURL(file).href;
    // Every second one is in use elsewhere already: then there is more to offer.
    if (number % 2 === 0) {
      const own = { fileUri, size, mtimeMs };
      records.push(sampleRecord(uploads + number, own), ownServerRecord(uploads + number, `scene_${number}.png`, own));
    }
  }
  for (let number = 0; number < uploads; number++) {
    records.push(sampleRecord(number), ownServerRecord(number, bareName(number)));
  }
  const history = await openHistory(storageFolder, { log: recordingLog(), clock: systemClock });
  await history.restore(records);
  history.close();
}

/**
 * The documents that are hard in different ways.
 *
 * @param length of each, in UTF-16 units
 * @param places in each where the cursor is put
 */
export function lightbulbDocuments(length: number, places: number): readonly LightbulbDocument[] {
  const hash = (number: number): string =>
    `openapi/${createHash('sha256').update(`content ${number}`).digest('hex')}.png`;
  return [
    // Half of them are known to the history.
    document(
      'references by content hash',
      loaders(length, (number) => hash(number % (2 * uploads)), 2),
      '"image": ',
      places,
    ),
    document(
      'bare names, which may be references',
      loaders(length, (number) => bareName(number % (2 * uploads)), 2),
      '"image": ',
      places,
    ),
    document(
      'one line',
      loaders(length, (number) => `scenes/${sceneFile(number % (2 * files))}`),
      undefined,
      places,
    ),
    // Half of them are there.
    document(
      'local paths',
      loaders(length, (number) => `scenes/${sceneFile(number % (2 * files))}`, 2),
      '"image": ',
      places,
    ),
    document('anywhere in a workflow', bigWorkflow(length, 2), undefined, places),
  ];
}

/** As ComfyUI itself calls what it makes. */
function bareName(number: number): string {
  return `ComfyUI_${String(number).padStart(5, '0')}_.png`;
}

function sceneFile(number: number): string {
  return `frame_${number}.png`;
}

function ownServerRecord(number: number, name: string, changes: Partial<UploadRecord> = {}): UploadRecord {
  return sampleRecord(number, {
    id: `own-${number}`,
    provider: 'comfyServer',
    origin: 'http://127.0.0.1:8188',
    account: '',
    fileName: name,
    reference: { form: 'inputName', value: name, lifetime: { type: 'kept' }, expiresAt: undefined },
    alternatives: [],
    ...changes,
  });
}

/** One loader after the other, in ComfyUI's API format. */
function loaders(length: number, image: (number: number) => string, indent?: number): string {
  const nodes: Record<string, unknown> = {};
  const node = (number: number): unknown => ({
    class_type: 'LoadImage',
    inputs: { image: image(number), upload: 'image' },
    _meta: { title: `Frame ${number}` },
  });
  const perNode = JSON.stringify({ 100000: node(100_000) }, null, indent).length - (indent ? 3 : 1);
  for (let number = 0; number < length / perNode; number++) {
    nodes[100_000 + number] = node(number);
  }
  return JSON.stringify(nodes, null, indent);
}

/** @param mark where given, places are put inside the value that follows it */
function document(name: string, text: string, mark: string | undefined, count: number): LightbulbDocument {
  const lines = text.split('\n');
  const marked = mark === undefined ? [] : lines.flatMap((line, index) => (line.includes(mark) ? [index] : []));
  const places = Array.from({ length: count }, (_, index): [number, number] => {
    const share = (index + 0.5) / count;
    if (mark !== undefined) {
      const line = marked[Math.floor(share * marked.length)] ?? 0;
      return [line, (lines[line]?.length ?? 0) - 6];
    }
    const line = Math.floor(share * lines.length);
    return lines.length > 1 ? [line, Math.floor((lines[line]?.length ?? 0) / 2)] : [0, placeInLine(text, share)];
  });
  return { name, lines, places };
}

/** Inside the next path: what stands between has been asked about in the other documents. */
function placeInLine(text: string, share: number): number {
  const found = text.indexOf('.png', Math.floor(share * (text.length - 1000)));
  return found < 0 ? Math.floor(share * text.length) : found;
}
