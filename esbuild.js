import { rmSync } from 'node:fs';
import { context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

// Names of chunks hold a hash of their content: those of an earlier build would be packaged with the new ones.
rmSync('dist', { recursive: true, force: true });

/**
 * What is loaded on first use stands behind a dynamic import and becomes a file of its own, so that every window loads no
 * more than the registrations. What several of these files share is one chunk, loaded once.
 */
const bundles = await context({
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  chunkNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // The CommonJS form of jsonc-parser hides its imports from bundlers: it loads, and fails on first use.
  mainFields: ['module', 'main'],
  // Packages in CommonJS ask for Node's own modules by `require`, which a module does not have.
  banner: {
    js: "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);",
  },
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  // At this level esbuild says when a rebuild is done, which F5 in VS Code waits for.
  logLevel: watch ? 'info' : 'warning',
});

if (watch) {
  await bundles.watch();
} else {
  await bundles.rebuild();
  await bundles.dispose();
}
