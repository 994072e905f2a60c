import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { Reference } from '../../../src/core/providers/reference.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { until } from './retry.ts';
import type { Workbench } from './workbench.ts';

const hour = 3_600_000;
const day = 24 * hour;
const title = 'Workflow Assets';

export interface Sample {
  readonly id: string;
  readonly path: string;
  readonly provider: ProviderId;
  /** Milliseconds ago. */
  readonly age: number;
  /** Milliseconds until the end; none where left out. */
  readonly left?: number;
  readonly value?: string;
}

/** Uploads of all kinds: new and old, expiring, expired, kept, changed since, and of a file that was deleted. */
export const samples: readonly Sample[] = [
  { id: 'fresh', path: 'images/hero.png', provider: 'runway', age: 0.1 * hour, left: 23.9 * hour },
  { id: 'name', path: 'images/portrait.jpg', provider: 'comfyServer', age: 0.2 * hour, value: 'portrait.jpg' },
  { id: 'ending', path: 'images/texture.webp', provider: 'runway', age: 0.3 * hour, left: 1.5 * hour },
  { id: 'ended', path: 'video/clip.mp4', provider: 'runway', age: 0.4 * hour, left: -0.2 * hour },
  {
    id: 'uuid',
    path: 'audio/music.mp3',
    provider: 'runware',
    age: 9 * day,
    value: '0f0f0f0f-1234-4abc-8def-001122334455',
  },
  { id: 'gone', path: 'images/deleted.png', provider: 'runware', age: 40 * day, left: -9 * day },
];

/** What the view shows of them when nothing is set. */
export const byTime = [
  'Today',
  'hero.png',
  'portrait.jpg',
  'texture.webp',
  'clip.mp4',
  'Last 30 Days',
  'music.mp3',
  'Older',
  'deleted.png',
];

/** The Uploads view of a workbench, with uploads no fake server can make today. */
export class SampleUploads {
  readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** Waits until the extension has opened its history. */
  async opened(): Promise<void> {
    await this.workbench.uploads.show();
    await until('the history', async () => {
      try {
        return await this.inHistory(() => true);
      } catch {
        return undefined;
      }
    });
  }

  /** For `beforeEach`: exactly the samples are in the history, and all of them are shown. */
  async reset(): Promise<void> {
    await this.workbench.notifications.clear();
    await this.inHistory(async (history) => {
      await history.removeAll();
      await history.restore(samples.map((sample) => this.record(sample)));
    });
    await this.workbench.uploads.show();
    await this.showAllByTime();
  }

  record(sample: Sample): UploadRecord {
    const { id, path, provider, age, left } = sample;
    const file = join(this.workbench.folder, path);
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 10, mtimeMs: 10 };
    const kind = path.startsWith('video') ? 'video' : path.startsWith('audio') ? 'audio' : 'image';
    const expiresAt = left === undefined ? undefined : Date.now() + left;
    const reference: Reference = {
      form: provider === 'runway' ? 'runwayUri' : provider === 'runware' ? 'mediaUuid' : 'inputName',
      value: sample.value ?? `runway://${id}-${'0123456789abcdef'.repeat(2)}`,
      lifetime: left === undefined ? { type: 'kept' } : { type: 'fixed', milliseconds: 60 * day },
      expiresAt,
    };
    const uploadedAt = Date.now() - age;
    return {
      id,
      fileUri: pathToFileURL(file).href,
      fileName: path.split('/').at(-1) ?? '',
      size,
      mtimeMs,
      mediaType: kind === 'image' ? 'image/png' : `${kind}/x`,
      kind,
      pixelSize: kind === 'image' ? { width: 640, height: 480 } : undefined,
      contentHash: id,
      provider,
      origin: new URL(this.workbench.fakeProvider(provider).url).origin,
      account: 'somebody',
      reference,
      alternatives: [],
      uploadedAt,
      lastUsedAt: uploadedAt,
      workspaceUri: pathToFileURL(this.workbench.folder).href,
    };
  }

  /** As another window would use it. */
  async inHistory<T>(use: (history: HistoryStore) => T | Promise<T>): Promise<T> {
    const history = await openUploadHistory(this.workbench.folder);
    try {
      return await use(history);
    } finally {
      history.close();
    }
  }

  async names(): Promise<string[]> {
    return (await this.workbench.uploads.lines()).map(({ label }) => label);
  }

  async namesBecome(expected: readonly string[]): Promise<void> {
    await until(
      `the rows ${expected.join(', ')}`,
      async () => ((await this.names()).join() === expected.join() ? true : undefined),
      () => this.names(),
    );
  }

  async choose(command: string, ...entries: string[]): Promise<void> {
    await this.workbench.runCommand(`${title}: ${command}`);
    for (const entry of entries) {
      await this.workbench.quickInput.pick(entry);
    }
  }

  async tick(...labels: string[]): Promise<void> {
    await this.workbench.runCommand(`${title}: Filter Uploads...`);
    for (const label of labels) {
      await this.workbench.quickInput.pick(label);
    }
    await this.workbench.quickInput.accept();
  }

  async search(text: string): Promise<void> {
    await this.workbench.runCommand(`${title}: Search Uploads...`);
    await this.workbench.quickInput.type(text);
    await this.workbench.quickInput.accept();
  }

  /** Resets what the test before has left, also where it failed half-way; each step only where it is needed. */
  async showAllByTime(): Promise<void> {
    const filtered = this.workbench.page.locator('.sidebar .pane-header .action-label[aria-label^="Clear Filter"]');
    if (!(await this.#showsAll()) && (await filtered.count()) > 0) {
      await this.workbench.uploads.clickTitleAction('Clear Filter');
    }
    if (!(await this.#showsAll())) {
      await this.choose('Group Uploads By...', 'Time');
    }
    if (!(await this.#showsAll())) {
      await this.choose('Sort Uploads By...', 'Newest First');
    }
    await this.namesBecome(byTime);
  }

  async #showsAll(): Promise<boolean> {
    // Short: at worst a step is taken that changes nothing.
    const deadline = Date.now() + 700;
    while ((await this.names()).join() !== byTime.join()) {
      if (Date.now() > deadline) {
        return false;
      }
      await this.workbench.page.waitForTimeout(100);
    }
    return true;
  }
}
