import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../src/core/clock.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { Log } from '../../../src/core/log.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
export const startOfTests = Date.UTC(2026, 4, 1, 12);

const folders: string[] = [];

/** A new folder; `removeFolders` removes all of them. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A log whose lines a test can read. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string): void => {
      lines.push(`${level} ${message}`);
    };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export function clockAt(now: number): Clock {
  return { ...systemClock, now: () => now };
}

/** Options of `openHistory` for tests that don't depend on them. */
export function testOptions(): { log: ReturnType<typeof recordingLog>; clock: Clock } {
  return { log: recordingLog(), clock: clockAt(startOfTests) };
}

/** A record like those of real uploads; each `number` makes another one, later than those with lower numbers. */
export function sampleRecord(number: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  const hash = createHash('sha256').update(`content ${number}`).digest('hex');
  const uploadedAt = startOfTests + number * 1000;
  return {
    id: `record-${String(number).padStart(6, '0')}`,
    fileUri: `file:///home/person/projects/spring/assets/picture_${number}.png`,
    fileName: `picture_${number}.png`,
    size: 10_000 + number,
    mtimeMs: startOfTests - day + number + 0.25,
    mediaType: 'image/png',
    kind: 'image',
    pixelSize: { width: 1024, height: 768 },
    contentHash: hash,
    provider: 'runningHub',
    origin: 'https://www.runninghub.ai',
    account: '0123456789abcdef',
    reference: {
      form: 'fileName',
      value: `openapi/${hash}.png`,
      lifetime: { type: 'undocumented' },
      expiresAt: undefined,
    },
    alternatives: [
      {
        form: 'downloadUrl',
        value: `https://rh-images.example.com/input/openapi/${hash}.png`,
        lifetime: { type: 'fixed', milliseconds: day },
        expiresAt: uploadedAt + day,
      },
    ],
    uploadedAt,
    lastUsedAt: uploadedAt,
    workspaceUri: 'file:///home/person/projects/spring',
    ...changes,
  };
}

/** The same with a Runway reference, which works for 24 hours. */
export function runwayRecord(number: number, changes: Partial<UploadRecord> = {}): UploadRecord {
  const record = sampleRecord(number);
  return {
    ...record,
    provider: 'runway',
    origin: 'https://api.dev.runwayml.com',
    reference: {
      form: 'runwayUri',
      value: `runway://${record.contentHash}`,
      lifetime: { type: 'fixed', milliseconds: day },
      expiresAt: record.uploadedAt + day,
    },
    alternatives: [],
    ...changes,
  };
}

export function ids(records: readonly UploadRecord[]): string[] {
  return records.map(({ id }) => id);
}
