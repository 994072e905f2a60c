import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { SampleUploads } from './sampleUploads.ts';
import type { Workbench } from './workbench.ts';

const hour = 3_600_000;

/** An upload in each state, by what it shows. */
export interface StateSamples {
  readonly valid: UploadRecord;
  readonly withoutEnd: UploadRecord;
  readonly undocumented: UploadRecord;
  readonly expiring: UploadRecord;
  readonly expired: UploadRecord;
  readonly renewed: UploadRecord;
  readonly renewal: UploadRecord;
  readonly changed: UploadRecord;
  readonly missing: UploadRecord;
}

export function stateSamples(view: SampleUploads): StateSamples {
  let age = 0;
  const upload = (id: string, path: string, left: number): UploadRecord => {
    age += 0.01 * hour;
    return view.record({ id, path, provider: 'runway', age, left });
  };
  const withoutEnd = view.record({ id: 'kept', path: 'images/portrait.jpg', provider: 'comfyServer', age: hour });
  const undocumented = view.record({ id: 'rh', path: 'audio/voice.wav', provider: 'runningHub', age: hour });
  const renewal = upload('renewal', 'audio/music.mp3', 23 * hour);
  const renewed = upload('renewed', 'audio/music.mp3', -hour);
  return {
    valid: upload('valid', 'images/hero.png', 23.5 * hour),
    withoutEnd: { ...withoutEnd, reference: { ...withoutEnd.reference, form: 'inputName', value: 'portrait.jpg' } },
    undocumented: {
      ...undocumented,
      reference: { ...undocumented.reference, form: 'fileName', lifetime: { type: 'undocumented' } },
    },
    expiring: upload('expiring', 'images/texture.webp', 1.5 * hour),
    expired: upload('expired', 'video/clip.mp4', -hour),
    renewed: { ...renewed, contentHash: renewal.contentHash },
    renewal,
    changed: { ...upload('changed', 'images/loop.gif', 20 * hour), mtimeMs: 5 },
    missing: upload('missing', 'images/lost.png', 20 * hour),
  };
}

/** Writes a workflow that uses these uploads. @returns its path in the workspace */
export function workflowOf(workbench: Workbench, records: readonly UploadRecord[], name = 'used.json'): string {
  const path = `workflows/${name}`;
  const tasks = records.map(({ reference }) => ({
    promptImage: reference.value,
    model: 'gen4_turbo',
    ratio: '1280:720',
  }));
  writeFileSync(join(workbench.folder, path), JSON.stringify(tasks.length === 1 ? tasks[0] : tasks, null, 2));
  return path;
}

/** Images that are all different. @param folder in the workspace */
export function fillFolder(workbench: Workbench, folder: string, count: number): void {
  mkdirSync(join(workbench.folder, folder), { recursive: true });
  for (let number = 1; number <= count; number++) {
    const bytes = Buffer.concat([workbench.readBytes('images/hero.png'), Buffer.from(`${folder}${number}`)]);
    writeFileSync(join(workbench.folder, folder, `take-${number}.png`), bytes);
  }
}

/** Uploads a folder of images, and answers the question that many files bring. */
export async function uploadFolder(workbench: Workbench, folder: string, provider: string): Promise<void> {
  await (await workbench.explorer.row(folder)).click();
  await workbench.rightClick(folder, 'Upload to', provider);
  const question = await workbench.notifications.readDialog();
  await workbench.notifications.answerDialog(
    /Upload (\d+) media files/.exec(question)?.[0].replace(/ media files/, ' Files') ?? 'Upload',
  );
}
