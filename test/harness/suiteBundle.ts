import { globSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { outFolder, root } from './paths.ts';

/** What VS Code loads as its tests. */
export const suiteBundle = join(outFolder, 'test', 'vscode', 'index.cjs');

/**
 * Bundles test/vscode/index.ts and every suite beside it into one file, which gives all suites the same fake servers. It is
 * an ES module like the extension: earlier versions of VS Code give modules of either kind a `vscode` of their own, and the
 * suites could not answer the extension's questions.
 * @param only parts of file names; all suites where empty.
 * @throws Error where no suite's name contains any of them.
 */
export async function bundleSuites(only: readonly string[] = []): Promise<void> {
  const suites = globSync('test/vscode/**/*.test.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
    .sort();
  if (suites.length === 0) {
    throw new Error(`No suite in test/vscode has a name with ${only.join(' or ')} in it.`);
  }
  await build({
    stdin: {
      resolveDir: root,
      sourcefile: 'suites.ts',
      contents: `import { runSuites } from './test/vscode/index.ts';
        export const run = () => runSuites(async () => { ${suites.map((file) => `await import('./${file}');`).join(' ')} });`,
    },
    outfile: join(dirname(suiteBundle), 'suites.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // `proxy` reads its own package.json when it is loaded.
    external: ['vscode', 'mocha', 'proxy'],
    // As for the extension itself, see esbuild.js.
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);",
    },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  // VS Code loads its tests by `require`; and Node reads source maps only of what is loaded after this.
  const load = "exports.run = async () => (await import('./suites.mjs')).run();";
  writeFileSync(suiteBundle, `process.setSourceMapsEnabled(true);\n${load}\n`);
}
