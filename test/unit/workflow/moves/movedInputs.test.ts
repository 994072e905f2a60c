import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CancelledError } from '../../../../src/core/errors.ts';
import type { MediaInput } from '../../../../src/core/workflow/mediaInput.ts';
import { movedInputs, replacementsFor } from '../../../../src/core/workflow/moves/movedInputs.ts';
import { type Move, Moves } from '../../../../src/core/workflow/moves/moves.ts';
import { FolderNames } from '../../../../src/core/workflow/paths/folderNames.ts';
import type { PathContext } from '../../../../src/core/workflow/paths/resolvePath.ts';
import { WantedPaths } from '../../../../src/core/workflow/paths/wantedPaths.ts';

describe('The inputs of a document whose files were moved', () => {
  let root: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'moves-')));
    for (const folder of ['flows/shots', 'assets', 'input', 'art']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    for (const file of ['flows/hero.png', 'flows/shots/a.png', 'assets/b.png', 'input/c.png', 'art/hero.png']) {
      await writeFile(join(root, file), file);
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const documentOf = (values: readonly string[]): string =>
    JSON.stringify(values.map((image, id) => ({ id, taskType: 'imageInference', seedImage: image })));

  const contextOf = (document: string): PathContext => ({
    documentFolder: dirname(document),
    assetFolders: [join(root, 'assets')],
    workspaceFolders: [root],
    homeFolder: undefined,
    folderNames: new FolderNames(),
  });

  async function move(...moves: readonly (readonly [from: string, to: string])[]): Promise<Moves> {
    const made: Move[] = [];
    for (const [from, to] of moves) {
      await mkdir(dirname(join(root, to)), { recursive: true });
      await rename(join(root, from), join(root, to));
      made.push({ from: join(root, from), to: join(root, to) });
    }
    return new Moves(made);
  }

  /** @returns the new values by the old ones */
  async function newValues(
    values: readonly string[],
    moves: Moves,
    {
      document = 'flows/flow.json',
      signal = new AbortController().signal,
      isReference = async (_input: MediaInput): Promise<boolean> => false,
    } = {},
  ): Promise<Record<string, string | undefined>> {
    const now = join(root, document);
    const found = await movedInputs(documentOf(values), {
      moves,
      origins: await WantedPaths.of(moves.all.map(({ from }) => from)),
      before: contextOf(moves.before(now) ?? now),
      now: contextOf(now),
      signal,
      isReference,
    });
    return Object.fromEntries(found.map(({ input, newValue }) => [input.value, newValue]));
  }

  it('get the new name, each in its own form', async () => {
    const absolute = (name: string): string => join(root, 'flows', name);
    const values = ['hero.png', './hero.png', '../flows/hero.png', '.\\hero.png', absolute('hero.png'), 'shots/a.png'];
    assert.deepEqual(await newValues(values, await move(['flows/hero.png', 'flows/cat.png'])), {
      'hero.png': 'cat.png',
      './hero.png': './cat.png',
      '../flows/hero.png': '../flows/cat.png',
      '.\\hero.png': '.\\cat.png',
      [absolute('hero.png')]: absolute('cat.png'),
    });
  });

  it('lead into a renamed or moved folder', async () => {
    assert.deepEqual(await newValues(['shots/a.png'], await move(['flows/shots', 'flows/scenes'])), {
      'shots/a.png': 'scenes/a.png',
    });
    const back = await move(['flows/scenes', 'art/day/scenes']);
    assert.deepEqual(await newValues(['scenes/a.png'], back), { 'scenes/a.png': '../art/day/scenes/a.png' });
  });

  it('stay relative to the asset folder or to `input`, unless the file has left it', async () => {
    const inside = await move(['assets/b.png', 'assets/new/b.png'], ['input/c.png', 'input/d.png']);
    assert.deepEqual(await newValues(['b.png', 'c.png'], inside), { 'b.png': 'new/b.png', 'c.png': 'd.png' });
    const outside = await move(['assets/new/b.png', 'art/b.png']);
    assert.deepEqual(await newValues(['new/b.png'], outside), { 'new/b.png': '../art/b.png' });
  });

  it('are none where the path leads there all the same', async () => {
    assert.deepEqual(await newValues(['b.png'], await move(['assets/b.png', 'input/b.png'])), {});
    assert.deepEqual(await newValues(['hero.png'], await move(['flows/hero.png', 'flows/Hero.png'])), {});
  });

  it('are those whose file another one now hides', async () => {
    // `hero.png` would be found beside the document, which comes before the asset folder.
    await rename(join(root, 'assets', 'b.png'), join(root, 'assets', 'x.png'));
    assert.deepEqual(await newValues(['x.png'], await move(['assets/x.png', 'assets/hero.png'])), {
      'x.png': '../assets/hero.png',
    });
  });

  it('are not those that led to another file of the same name', async () => {
    assert.deepEqual(await newValues(['hero.png', '../art/hero.png'], await move(['art/hero.png', 'art/cat.png'])), {
      '../art/hero.png': '../art/cat.png',
    });
    await writeFile(join(root, 'flows', 'new.png'), 'x');
    assert.deepEqual(await newValues(['new.png'], await move(['art/cat.png', 'art/new.png'])), {});
  });

  it('are found in another case, as files are', async () => {
    assert.deepEqual(await newValues(['Hero.PNG', 'Shots/A.png'], await move(['flows/hero.png', 'flows/cat.png'])), {
      'Hero.PNG': 'cat.png',
    });
  });

  it('of a moved document lead to where its files have stayed', async () => {
    const moves = await move(['flows/hero.png', 'flows/kept.png']);
    await writeFile(join(root, 'flows', 'flow.json'), '');
    const elsewhere = await move(['flows/flow.json', 'art/flow.json']);
    const values = ['kept.png', 'shots/a.png', 'b.png', join(root, 'art', 'hero.png')];
    assert.deepEqual(await newValues(values, elsewhere, { document: 'art/flow.json' }), {
      'kept.png': '../flows/kept.png',
      'shots/a.png': '../flows/shots/a.png',
    });
    assert.deepEqual(await newValues(values, moves), {});
  });

  it('are none between a document and files that were moved together', async () => {
    const together = await move(['flows', 'art/flows']);
    const values = ['hero.png', './shots/a.png', 'b.png'];
    assert.deepEqual(await newValues(values, together, { document: 'art/flows/flow.json' }), {});
  });

  it('are all that a renamed asset folder or `input` had', async () => {
    assert.deepEqual(await newValues(['b.png'], await move(['assets', 'media'])), { 'b.png': '../media/b.png' });
  });

  it('are none that a provider holds under the name of the file', async () => {
    const moves = await move(['flows/hero.png', 'flows/cat.png']);
    const isReference = async ({ value }: MediaInput): Promise<boolean> => value === 'hero.png';
    assert.deepEqual(await newValues(['hero.png', './hero.png'], moves, { isReference }), {
      './hero.png': './cat.png',
    });
  });

  it('are none once the move has been undone', async () => {
    const away = await move(['flows/hero.png', 'flows/cat.png']);
    const back = await move(['flows/cat.png', 'flows/hero.png']);
    assert.deepEqual(await newValues(['hero.png'], back), {});
    assert.deepEqual(await newValues(['hero.png'], away.andThen(back)), {});
  });

  it('follow a folder that has several paths', async function () {
    if (process.platform === 'win32') {
      // Creating links needs a privilege there.
      this.skip();
    }
    await symlink(join(root, 'art'), join(root, 'flows', 'linked'));
    assert.deepEqual(await newValues(['linked/hero.png'], await move(['art/hero.png', 'art/cat.png'])), {
      'linked/hero.png': 'linked/cat.png',
    });
  });

  it('are replaced, as far as a path leads to the file', async () => {
    const moves = await move(['flows/hero.png', 'flows/cat.png']);
    const found = await movedInputs(documentOf(['hero.png']), {
      moves,
      origins: await WantedPaths.of(moves.all.map(({ from }) => from)),
      before: contextOf(join(root, 'flows', 'flow.json')),
      now: contextOf(join(root, 'flows', 'flow.json')),
      signal: new AbortController().signal,
      isReference: async () => false,
    });
    assert.deepEqual(
      replacementsFor(found).map(({ input, newValue }) => [input.value, newValue]),
      [['hero.png', 'cat.png']],
    );
    assert.deepEqual(replacementsFor(found.map((each) => ({ ...each, newValue: undefined }))), []);
  });

  it('are no longer looked for once that is cancelled', async () => {
    const moves = await move(['flows/hero.png', 'flows/cat.png']);
    await assert.rejects(newValues(['hero.png'], moves, { signal: AbortSignal.abort() }), CancelledError);
  });
});
