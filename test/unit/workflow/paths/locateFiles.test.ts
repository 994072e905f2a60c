import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError } from '../../../../src/core/errors.ts';
import { locateFiles } from '../../../../src/core/workflow/paths/locateFiles.ts';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';

describe('locating the files of a document', () => {
  let folder: string;
  const context = () => ({
    documentFolder: folder,
    assetFolders: [],
    workspaceFolders: [folder],
    homeFolder: undefined,
  });
  const inputsOf = (...names: string[]) =>
    scanWorkflow(
      JSON.stringify(
        Object.fromEntries(names.map((image, id) => [id, { class_type: 'LoadImage', inputs: { image } }])),
      ),
    ).inputs;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'workflow-assets-')));
    await writeFile(join(folder, 'a.png'), 'twelve bytes');
    await mkdir(join(folder, 'folder.png'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('gives size and time of each file, and its real path', async () => {
    const [found] = await locateFiles(inputsOf('a.png'), context(), new AbortController().signal);
    assert.equal(found?.file?.size, 12);
    assert.equal(found?.file?.realPath, join(folder, 'a.png'));
    assert.equal(found?.file?.containment, 'inside');
    assert.ok((found?.file?.mtimeMs ?? 0) > 0);
  });

  it('gives a name that is only a content hash where there is such a file, and else assumes nothing', async () => {
    const [here, gone] = ['a', 'b'].map((digit) => `${digit.repeat(64)}.png`) as [string, string];
    await writeFile(join(folder, here), 'x');
    const found = await locateFiles(inputsOf(here, gone), context(), new AbortController().signal);
    assert.deepEqual(
      found.map(({ input }) => input.value),
      [here],
    );
  });

  it('gives every local input in order, also those that lead nowhere', async () => {
    const inputs = inputsOf('gone.png', 'a.png', 'https://example.org/b.png', 'folder.png', 'a.png');
    const found = await locateFiles(inputs, context(), new AbortController().signal);
    assert.deepEqual(
      found.map(({ input, file }) => [input.value, file !== undefined]),
      [
        ['gone.png', false],
        ['a.png', true],
        ['folder.png', false],
        ['a.png', true],
      ],
    );
  });

  it('looks up a value once, however often it occurs', async () => {
    const found = await locateFiles(
      inputsOf(...new Array<string>(500).fill('a.png')),
      context(),
      new AbortController().signal,
    );
    assert.equal(found.length, 500);
    assert.ok(found.every(({ file }) => file === found[0]?.file));
  });

  it('ends as soon as it is cancelled', async () => {
    const cancelled = AbortSignal.abort();
    await assert.rejects(locateFiles(inputsOf('a.png'), context(), cancelled), (error) => CancelledError.is(error));
  });
});
