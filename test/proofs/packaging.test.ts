import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildAside } from '../bench/buildAside.ts';
import { root } from '../harness/paths.ts';
import { removeFolder, temporaryFolder } from '../harness/processes.ts';
import { readZip } from '../unit/archive/readZip.ts';

const run = promisify(execFile);
const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');

/** Everything that is published; a chunk's name ends in a hash of its content. */
const expected: readonly RegExp[] = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|package\.nls(\.zh-cn)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(extension\.js|[A-Za-z0-9]+-[0-9A-Z]{8}\.js|ThirdPartyNotices\.txt)$/,
  /^extension\/l10n\/bundle\.l10n(\.zh-cn)?\.json$/,
  /^extension\/media\/(icon\.png|view\.svg|walkthrough\/[a-z]+-(dark|light)\.png)$/,
  /^extension\/media\/troubleshooting(\.zh-cn)?\.md$/,
];

/** What keys of the providers, of cloud storage and of source hosts look like. */
const secrets: readonly RegExp[] = [
  /\bkey_[0-9a-f]{128}\b/,
  /\bcomfyui-[0-9a-f]{64}\b/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

describe('the package that is published', () => {
  let folder: string;
  let build: string;
  let files: ReadonlyMap<string, Buffer>;

  before(async function () {
    this.timeout(120_000);
    folder = temporaryFolder('packaging');
    build = await buildAside(folder);
    const entries = readZip(readFileSync(await packageTo('first.vsix')));
    files = new Map(entries.map(({ name, bytes }) => [name, bytes]));
  });

  after(() => removeFolder(folder));

  async function packageTo(name: string): Promise<string> {
    const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
    await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', name], { cwd: build, env });
    return join(build, name);
  }

  it('holds what is needed, and nothing else', () => {
    const names = [...files.keys()];
    assert.deepEqual(
      names.filter((name) => !expected.some((pattern) => pattern.test(name))),
      [],
    );
    for (const pattern of expected) {
      assert.ok(
        names.some((name) => pattern.test(name)),
        String(pattern),
      );
    }
  });

  it('names every package it has code of, with its licence', async () => {
    const notices = String(files.get('extension/dist/ThirdPartyNotices.txt'));
    const packages = await packagesInReadableBuild();
    assert.ok(packages.size > 10, [...packages].join());
    for (const name of packages) {
      const section = notices.split('-'.repeat(80)).find((each) => each.trimStart().startsWith(`${name} `));
      assert.match(section ?? `nothing about ${name}`, /copyright|permission is hereby granted/i);
    }
  });

  it('comes with a list of these packages for scanners, with the digests of the lock file', async () => {
    const { components } = JSON.parse(readFileSync(join(build, 'dist', 'sbom.cdx.json'), 'utf8'));
    const names = components.map(({ name }: { name: string }) => name);
    assert.deepEqual(new Set(names), await packagesInReadableBuild());
    for (const { name, hashes } of components) {
      assert.match(hashes?.[0]?.content ?? '', /^[0-9a-f]{128}$/, name);
    }
  });

  it('is the same to the byte when it is made again', async function () {
    this.timeout(120_000);
    await run(process.execPath, [join(root, 'esbuild.js'), '--production'], { cwd: build });
    const [first, second] = ['first.vsix', await packageTo('second.vsix').then(() => 'second.vsix')].map((name) =>
      createHash('sha256')
        .update(readFileSync(join(build, name)))
        .digest('hex'),
    );
    assert.equal(second, first);
  });

  it('holds nothing that looks like a key', () => {
    for (const [name, content] of files) {
      const text = content.toString('latin1');
      assert.deepEqual(
        secrets.filter((pattern) => pattern.test(text)),
        [],
        name,
      );
    }
  });

  /** Told by the comments esbuild puts before each file of a build that is not minified. */
  async function packagesInReadableBuild(): Promise<ReadonlySet<string>> {
    const readable = join(folder, 'readable');
    const { build: bundle } = await import('esbuild');
    await bundle({
      entryPoints: [join(root, 'src', 'extension.ts')],
      outdir: readable,
      bundle: true,
      format: 'esm',
      splitting: true,
      platform: 'node',
      external: ['vscode'],
      mainFields: ['module', 'main'],
    });
    const text = readdirSync(readable)
      .map((name) => readFileSync(join(readable, name), 'utf8'))
      .join('\n');
    const paths = text.matchAll(/^\s*\/\/ .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm);
    return new Set([...paths].map(([, name = '']) => name));
  }
});

describe('the lock file', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly resolved?: string }>>;
  };

  it('has a digest for every package, so that a registry cannot hand out another', () => {
    const without = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && !integrity);
    assert.deepEqual(
      without.map(([path]) => path),
      [],
    );
  });

  it('names no address a package would be fetched from but the registry in use', () => {
    assert.deepEqual(
      Object.values(packages).flatMap(({ resolved }) => resolved ?? []),
      [],
    );
  });
});
