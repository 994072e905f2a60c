import { globSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { outFolder, root } from './paths.ts';

/** What VS Code loads as its tests. */
export const suiteBundle = join(outFolder, 'test', 'vscode', 'index.cjs');

/**
 * Bundles test/vscode/index.ts and every suite beside it into one file: VS Code's own loader knows neither TypeScript
 * nor our module style, and one file gives all suites the same fake servers.
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
        export const run = () => runSuites(() => { ${suites.map((file) => `require('./${file}');`).join(' ')} });`,
    },
    outfile: join(dirname(suiteBundle), 'suites.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  // In a file of its own: Node reads source maps only of what is loaded after this.
  writeFileSync(suiteBundle, "process.setSourceMapsEnabled(true);\nmodule.exports = require('./suites.cjs');\n");
}
