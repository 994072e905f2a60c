import { context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/**
 * The first bundle is what VS Code loads at activation; it asks for the second (HTTP client, database, providers, all that
 * follows a gesture) by a dynamic import of src/features.ts. Left to itself esbuild would put both into one file.
 */
const secondBundleStaysOutside = {
  name: 'second-bundle-stays-outside',
  setup(build) {
    build.onResolve({ filter: /\/features\.ts$/ }, (args) =>
      args.kind === 'dynamic-import' ? { path: './features.cjs', external: true } : undefined,
    );
  },
};

/** @param {import('esbuild').BuildOptions} options */
function bundle(options) {
  return context({
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    // The CommonJS form of jsonc-parser hides its imports from bundlers: it loads, and fails on first use.
    mainFields: ['module', 'main'],
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    // At this level esbuild says when a rebuild is done, which F5 in VS Code waits for.
    logLevel: watch ? 'info' : 'warning',
    ...options,
  });
}

const bundles = await Promise.all([
  bundle({ entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', plugins: [secondBundleStaysOutside] }),
  bundle({ entryPoints: ['src/features.ts'], outfile: 'dist/features.cjs' }),
]);

if (watch) {
  await Promise.all(bundles.map((each) => each.watch()));
} else {
  await Promise.all(bundles.map((each) => each.rebuild()));
  await Promise.all(bundles.map((each) => each.dispose()));
}
