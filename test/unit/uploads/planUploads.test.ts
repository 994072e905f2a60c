import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { Reference } from '../../../src/core/providers/reference.ts';
import { accountScope } from '../../../src/core/uploads/accounts/account.ts';
import { uploadAll } from '../../../src/core/uploads/batch.ts';
import { planUploads } from '../../../src/core/uploads/plan/planUploads.ts';
import { type PlannedUpload, summarise, type UploadPlan } from '../../../src/core/uploads/plan/uploadPlan.ts';
import type { MediaInput } from '../../../src/core/workflow/mediaInput.ts';
import { locateFiles } from '../../../src/core/workflow/paths/locateFiles.ts';
import { scanWorkflow } from '../../../src/core/workflow/scan/scanWorkflow.ts';
import { mp4, png, wav } from './mediaSamples.ts';
import { useWorld, type World } from './uploadWorld.ts';

const now = Date.UTC(2026, 8, 1);
const { signal } = new AbortController();
const uriOf = (file: string): string => pathToFileURL(file).href;

interface Options {
  readonly reuse?: boolean;
  readonly document?: string;
}

/** Plans a document that lies in the world's folder, which is the workspace. */
async function planOf(
  world: World,
  text: string,
  { reuse = true, document = 'file:///w.json' }: Options = {},
): Promise<UploadPlan> {
  const context = {
    documentFolder: world.folder,
    assetFolders: [],
    workspaceFolders: [join(world.folder, 'media')],
    homeFolder: undefined,
  };
  const located = await locateFiles(scanWorkflow(text).inputs, context, signal);
  const account = world.account();
  const scope = accountScope(account, world.history.accountSalt);
  return planUploads(
    located.map((each) => ({ ...each, document })),
    { account, scope, history: world.history, reuse, now: world.clock.now(), uriOf },
  );
}

/** A ComfyUI prompt with one loader per name. */
function prompt(...names: string[]): string {
  return JSON.stringify(
    Object.fromEntries(names.map((image, id) => [id, { class_type: 'LoadImage', inputs: { image } }])),
  );
}

async function put(world: World, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(world.folder, 'media', name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

function request(world: World, { uri, form }: PlannedUpload) {
  return { path: relative(world.folder, fileURLToPath(uri)), form };
}

describe('the upload plan of a document', () => {
  const world = useWorld('comfyServer');

  it('has one upload per file, however many places name it and however they spell its path', async () => {
    await put(world(), 'a.png', png());
    const plan = await planOf(world(), prompt('media/a.png', './media/a.png', 'media/../media/a.png', 'media\\a.png'));
    assert.equal(plan.uploads.length, 1);
    assert.equal(plan.uploads[0]?.places.length, 4);
    assert.deepEqual(request(world(), plan.uploads[0] as PlannedUpload), {
      path: join('media', 'a.png'),
      form: 'inputName',
    });
  });

  it('treats a link and its target as one file', async () => {
    const target = await put(world(), 'target.png', png());
    await symlink(target, join(world().folder, 'media', 'link.png')).catch(() => undefined);
    const plan = await planOf(world(), prompt('media/link.png', 'media/target.png'));
    assert.equal(plan.uploads.length, 1);
  });

  it('keeps the order in which the document names the files', async () => {
    for (const name of ['z.png', 'a.png', 'm.png']) {
      await put(world(), name, png());
    }
    const plan = await planOf(world(), prompt('media/z.png', 'media/a.png', 'media/z.png', 'media/m.png'));
    assert.deepEqual(
      plan.uploads.map(({ uri }) => uri.split('/').at(-1)),
      ['z.png', 'a.png', 'm.png'],
    );
  });

  it('lists missing files once per path, with every place', async () => {
    const plan = await planOf(world(), prompt('nowhere.png', 'nowhere.png', 'lost/other.png'));
    assert.deepEqual(
      plan.missing.map(({ value, places }) => [value, places.length]),
      [
        ['nowhere.png', 2],
        ['lost/other.png', 1],
      ],
    );
    assert.equal(plan.uploads.length, 0);
  });

  it('marks a file outside the workspace, whatever else is wrong with it', async () => {
    await writeFile(join(world().folder, 'outside.png'), '');
    const plan = await planOf(world(), prompt('outside.png'));
    assert.equal(plan.uploads[0]?.obstacle, 'outside');
  });

  it("marks what the provider won't accept, by name and size alone", async () => {
    await put(world(), 'empty.png', new Uint8Array());
    await put(world(), 'scan.exr', png());
    await put(world(), 'fine.png', png());
    const plan = await planOf(world(), prompt('media/empty.png', 'media/scan.exr', 'media/fine.png'));
    assert.deepEqual(
      plan.uploads.map(({ obstacle }) => obstacle),
      ['fileEmpty', 'typeUnsupported', undefined],
    );
  });

  it("leaves strings alone that aren't local files", async () => {
    const plan = await planOf(world(), prompt('https://example.org/a.png', 'cut.png [output]', ''));
    assert.deepEqual([plan.uploads.length, plan.missing.length, plan.done.length], [0, 0, 0]);
  });
});

describe('the reuse in a plan', () => {
  const world = useWorld('comfyServer');

  it('is certain for a file that was uploaded unchanged, without reading anything', async () => {
    const path = await put(world(), 'known.png', png());
    await upload(world(), path);
    const plan = await planOf(world(), prompt('media/known.png'));
    assert.equal(plan.uploads[0]?.reuse, 'certain');
  });

  it('is only possible for another file of a size that was uploaded', async () => {
    await upload(world(), await put(world(), 'one.png', png(5000)));
    await put(world(), 'two.png', png(5000));
    await put(world(), 'three.png', png(5001));
    const plan = await planOf(world(), prompt('media/two.png', 'media/three.png'));
    assert.deepEqual(
      plan.uploads.map(({ reuse }) => reuse),
      ['possible', 'none'],
    );
  });

  it('is no longer certain once the file was written to', async () => {
    const path = await put(world(), 'touched.png', png());
    await upload(world(), path);
    await utimes(path, new Date(now), new Date(now));
    const plan = await planOf(world(), prompt('media/touched.png'));
    assert.equal(plan.uploads[0]?.reuse, 'possible');
  });

  it('is none if it is switched off or another account is used', async () => {
    const path = await put(world(), 'mine.png', png());
    await upload(world(), path);
    assert.equal((await planOf(world(), prompt('media/mine.png'), { reuse: false })).uploads[0]?.reuse, 'none');
    const [record] = world().history.query({ limit: 1 });
    await world().history.removeAll();
    world().history.add({ ...(record as UploadRecord), account: 'somebody else' });
    assert.equal((await planOf(world(), prompt('media/mine.png'))).uploads[0]?.reuse, 'none');
  });

  it('treats a name the server assigned as a reference, even if it reads like a path', async () => {
    const path = await put(world(), 'name.png', png());
    const { record } = await upload(world(), path);
    assert.equal(record.reference.value, 'name.png');
    // `name.png` leads nowhere on this disk; `media/name.png` does, and is a file.
    const plan = await planOf(world(), prompt('name.png', 'media/name.png'));
    assert.equal(plan.done.length, 1);
    assert.equal(plan.uploads.length, 1);
    assert.equal(plan.missing.length, 0);
  });

  it("doesn't treat a name as a reference if another file of that name is meant", async () => {
    await upload(world(), await put(world(), 'photo.png', png()));
    await writeFile(join(world().folder, 'photo.png'), png(777));
    const plan = await planOf(world(), prompt('photo.png'));
    assert.deepEqual([plan.done.length, plan.uploads.length], [0, 1]);
  });
});

describe('the form of reference in a plan', () => {
  const world = useWorld('runningHub');

  function input(value: string, ...forms: ('fileName' | 'downloadUrl')[]): MediaInput {
    const fits = forms.map((form) => ({ provider: 'runningHub' as const, form }));
    return {
      path: [value, ...forms],
      offset: 0,
      length: 2,
      value,
      state: 'local',
      kind: 'image',
      nodeType: undefined,
      fits,
      linked: [],
    };
  }

  function plan(inputs: readonly MediaInput[], ...records: readonly UploadRecord[]): UploadPlan {
    const account = world().account();
    const scope = accountScope(account, world().history.accountSalt);
    const file = {
      file: '/w/a.png',
      realPath: '/w/a.png',
      containment: 'inside' as const,
      workspaceFolder: '/w',
      size: 100,
      mtimeMs: 5,
    };
    const history = {
      findByReference: () => undefined,
      findByFile: () => records,
      hasSize: () => false,
    };
    return planUploads(
      inputs.map((each) => ({ document: 'd', input: each, file })),
      { account, scope, history, reuse: true, now, uriOf },
    );
  }

  function record(link: Partial<Reference>): UploadRecord {
    const { provider, origin, account } = accountScope(world().account(), world().history.accountSalt);
    const name: Reference = {
      form: 'fileName',
      value: 'api/x.png',
      lifetime: { type: 'undocumented' },
      expiresAt: undefined,
    };
    return {
      id: randomUUID(),
      fileUri: 'file:///w/a.png',
      fileName: 'a.png',
      size: 100,
      mtimeMs: 5,
      mediaType: 'image/png',
      kind: 'image',
      pixelSize: undefined,
      contentHash: '',
      provider,
      origin,
      account,
      reference: name,
      alternatives: [{ ...name, form: 'downloadUrl', value: 'https://x/a.png', ...link }],
      uploadedAt: 0,
      lastUsedAt: 0,
      workspaceUri: undefined,
    };
  }

  it('is the one that expires first if a file is needed in two forms', () => {
    assert.equal(plan([input('a', 'fileName'), input('b', 'downloadUrl')]).uploads[0]?.form, 'downloadUrl');
    assert.equal(plan([input('a', 'fileName')]).uploads[0]?.form, 'fileName');
    assert.equal(plan([input('a', 'fileName', 'downloadUrl')]).uploads[0]?.form, 'fileName');
  });

  it("decides whether an earlier upload can be reused: an expired link can't, the name can", () => {
    const ended = record({ expiresAt: now - 1 });
    assert.equal(plan([input('a', 'downloadUrl')], ended).uploads[0]?.reuse, 'none');
    assert.equal(plan([input('a', 'fileName')], ended).uploads[0]?.reuse, 'certain');
    assert.equal(
      plan([input('a', 'downloadUrl')], record({ expiresAt: now + 3_600_000 })).uploads[0]?.reuse,
      'certain',
    );
  });

  it('knows an older upload that still works where a newer one has expired', () => {
    const [newer, older] = [record({ expiresAt: now - 1 }), record({ expiresAt: now + 3_600_000 })];
    assert.equal(plan([input('a', 'downloadUrl')], newer, older).uploads[0]?.reuse, 'certain');
  });

  it('leaves out places where no reference of this provider works', () => {
    const unfit = { ...input('a'), fits: [{ provider: 'runway' as const, form: 'runwayUri' as const }] };
    const made = plan([unfit, input('b', 'fileName')]);
    assert.equal(made.unfit.length, 1);
    assert.equal(made.uploads[0]?.places.length, 1);
  });
});

describe('the summary of a plan', () => {
  const world = useWorld('comfyServer');

  it('counts files, bytes to send, reused and missing files', async () => {
    await upload(world(), await put(world(), 'old.png', png(3000)));
    await put(world(), 'new.png', png(2000));
    await put(world(), 'like-old.png', png(3000));
    const plan = await planOf(
      world(),
      prompt('media/old.png', 'media/new.png', 'media/like-old.png', 'gone.png', 'media/new.png'),
    );
    assert.deepEqual(summarise([plan], plan.uploads), {
      files: 3,
      bytes: 5000,
      reused: 1,
      perhapsReused: 1,
      missing: 1,
    });
    assert.deepEqual(summarise([plan], []), { files: 0, bytes: 0, reused: 0, perhapsReused: 0, missing: 1 });
  });
});

describe('a workflow with 200 inputs of 40 files', () => {
  const world = useWorld('comfyServer');

  async function send(plan: UploadPlan) {
    return uploadAll(
      world().uploader,
      await Promise.all(
        plan.uploads.map(({ uri, form }) => {
          const name = basename(fileURLToPath(uri));
          const source = { name, uri, open: (own: AbortSignal) => openAt(uri, own) };
          return world().request(source, { form });
        }),
      ),
    );
  }

  it('is sent in exactly 40 uploads, and again in none', async () => {
    const media = [png, mp4, wav];
    const names: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      const name = `file ${index}.${['png', 'mp4', 'wav'][index % 3]}`;
      await put(world(), name, (media[index % 3] ?? png)(1000 + index));
      names.push(`media/${name}`);
    }
    const text = prompt(...Array.from({ length: 200 }, (_, index) => names[(index * 7) % 40] as string));
    const plan = await planOf(world(), text);
    assert.equal(plan.uploads.length, 40);
    assert.equal(plan.uploads.flatMap(({ places }) => places).length, 200);
    const outcome = await send(plan);
    assert.equal(outcome.count('done'), 40);
    assert.equal(world().fakeProvider.files.length, 40);
    assert.ok(world().fakeProvider.peakConcurrency > 1, 'one after the other');
    assert.ok(world().fakeProvider.peakConcurrency <= 3);
    assert.equal(outcome.total, 40);

    const again = await planOf(world(), text);
    assert.ok(again.uploads.every(({ reuse }) => reuse === 'certain'));
    assert.equal(summarise([again], again.uploads).bytes, 0);
    await send(again);
    assert.equal(world().fakeProvider.files.length, 40);
  });

  it('is sent in fewer if files are copies of each other', async () => {
    const bytes = png(9000);
    const names = ['one.png', 'copy of one.png', 'third.png'];
    for (const name of names) {
      await put(world(), name, bytes);
    }
    const plan = await planOf(world(), prompt(...names.map((name) => `media/${name}`)));
    assert.equal(plan.uploads.length, 3);
    const outcome = await send(plan);
    assert.equal(outcome.count('done'), 1);
    assert.equal(outcome.count('reused'), 2);
    assert.equal(world().fakeProvider.files.length, 1);
  });
});

function openAt(uri: string, own: AbortSignal) {
  return openFileAsset(fileURLToPath(uri), uri, { signal: own });
}

async function upload(world: World, path: string) {
  const uri = uriOf(path);
  const name = basename(path);
  return world.upload({ name, uri, open: (own) => openAt(uri, own) });
}
