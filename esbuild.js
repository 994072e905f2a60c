import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  plugins: [{ name: 'require', setup: (build) => build.onEnd(addRequire) }],
  minify: production,
  sourcemap: production ? false : 'linked',
  // The licences of what is bundled stand in a file of their own, with those that carry no legal comment.
  legalComments: 'none',
  metafile: production,
  // At this level esbuild says when a rebuild is done, which F5 in VS Code waits for.
  logLevel: watch ? 'info' : 'warning',
});

if (watch) {
  await bundles.watch();
} else {
  const { metafile } = await bundles.rebuild();
  await bundles.dispose();
  if (metafile !== undefined) {
    const packages = bundledPackages(metafile);
    writeFileSync('dist/ThirdPartyNotices.txt', notices(packages));
    writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(softwareBillOfMaterials(packages), undefined, 2)}\n`);
  }
}

/**
 * Packages in CommonJS ask for Node's own modules by `require`, which a module doesn't have. Only the chunk with esbuild's
 * helper for them reads it: as a `banner` it would be in all chunks, and several times in what every window loads.
 */
function addRequire() {
  const declaration =
    "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);";
  for (const name of readdirSync('dist').filter((file) => file.endsWith('.js'))) {
    const code = readFileSync(`dist/${name}`, 'utf8');
    if (code.includes('typeof require') && !code.startsWith(declaration)) {
      writeFileSync(`dist/${name}`, declaration + code);
    }
  }
}

/**
 * The packages a build has taken code from, by name. Read from what esbuild has put into the bundles and not from
 * package.json: what a dependency of a dependency brings along has a licence, too.
 *
 * @param {import('esbuild').Metafile} metafile
 */
function bundledPackages(metafile) {
  const folders = new Map();
  for (const input of Object.keys(metafile.inputs)) {
    const [folder, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
    if (folder !== undefined) {
      folders.set(name, folder);
    }
  }
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, folder]) => {
      const { version, license, homepage, repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const licenseFile = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
      if (license === undefined) {
        throw new Error(`${name} does not say under which licence it is published.`);
      }
      return {
        name,
        version,
        license,
        address: homepage ?? repository?.url ?? repository ?? '',
        text: licenseFile && readFileSync(`${folder}/${licenseFile}`, 'utf8').trim(),
      };
    });
}

/** The text every licence here asks to be shipped with the code. */
function notices(packages) {
  const line = '-'.repeat(80);
  const texts = packages.map(({ name, version, license, address, text }) =>
    [line, `${name} ${version} (${license})`, address, '', text ?? `Published under the ${license} licence.`].join(
      '\n',
    ),
  );
  return `Workflow Assets contains code of the following packages.\n\n${texts.join('\n\n')}\n`;
}

/** What is inside, in the format scanners read (CycloneDX 1.6); integrity as the lock file has it. */
function softwareBillOfMaterials(packages) {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  // The lock file beside this one: benchmarks build in a folder of their own.
  const locked = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8')).packages;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components: packages.map((each) => {
      const [algorithm, digest] = (locked[`node_modules/${each.name}`]?.integrity ?? '').split('-');
      return {
        type: 'library',
        name: each.name,
        version: each.version,
        purl: `pkg:npm/${each.name.replace('@', '%40')}@${each.version}`,
        licenses: [{ license: { id: each.license } }],
        ...(algorithm === 'sha512'
          ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
          : {}),
      };
    }),
  };
}
