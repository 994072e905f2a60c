import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { startScript } from '../childScript.ts';

const script = fileURLToPath(new URL('globalDispatcherProcess.ts', import.meta.url));
const source = fileURLToPath(new URL('../../../src/core/http/createHttpClient.ts', import.meta.url));

/** `fetch` in every extension of a window goes through the dispatcher that is set on `globalThis`. */
describe("the HTTP client and the process's global dispatcher", () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workflow-assets-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function assertNoneSet(file: string): Promise<void> {
    const child = startScript(script, [pathToFileURL(file).href]);
    assert.equal(await child.ended, 0);
    assert.deepEqual(child.lines, ['before: ', 'answer: here', 'after: ']);
  }

  it('sets none when it is loaded and used', () => assertNoneSet(source));

  it('sets none when it is bundled', async () => {
    const outfile = join(folder, 'client.mjs');
    const { metafile } = await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      metafile: true,
      format: 'esm',
      platform: 'node',
      // As in esbuild.js: packages in CommonJS ask for Node's own modules by `require`.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'silent',
    });
    assert.deepEqual(
      Object.keys(metafile.inputs).filter((path) => /undici\/(?:index|lib\/global)\.js$/.test(path)),
      [],
    );
    await assertNoneSet(outfile);
  });
});
