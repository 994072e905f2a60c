import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** Tests that hold for any provider, whoever it is. */
const testsOfAnyProvider = [
  'unit/providers/registry.test.ts',
  'unit/manifest/generated.test.ts',
  'unit/manifest/ids.test.ts',
  'unit/manifest/manifest.test.ts',
  'unit/uploads/uploader.test.ts',
];

describe('Adding a provider', function () {
  this.timeout(120_000);
  let copy: string;
  const read = (path: string): string => readFileSync(join(copy, path), 'utf8');

  before('one provider file, one registry line, one fake server and one test file are added to a copy', async () => {
    copy = mkdtempSync(join(tmpdir(), 'workflow-assets-acme-'));
    const files = readdirSync(root).filter((name) => /^(?:src|test|README\.md|.*\.json)$/.test(name));
    for (const name of files) {
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    for (const name of ['node_modules', 'media']) {
      symlinkSync(join(root, name), join(copy, name), 'junction');
    }
    cpSync(join(root, 'test/fixtures/madeUpProvider'), copy, { recursive: true });
    const registry = join(copy, 'src/core/providers/registry.ts');
    const text = readFileSync(registry, 'utf8');
    writeFileSync(
      registry,
      `import { acme } from './acme.ts';\n${text.replace(/(providers: .* = \[[^\]]+)/, '$1, acme')}`,
    );
    await node('test/generate/generate.ts');
  });

  after(() => rmSync(copy, { recursive: true, force: true }));

  async function node(...args: readonly string[]): Promise<void> {
    try {
      await run(process.execPath, args, { cwd: copy, maxBuffer: 2 ** 24 });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      assert.fail(`${args.join(' ')}\n${stdout}\n${stderr}`);
    }
  }

  it('needs no change in any other file for the compiler', async () => {
    await node('node_modules/typescript/bin/tsc', '-p', '.');
  });

  it('needs no change in any other test, and its own tests pass', async () => {
    const tests = ['unit/providers/acme.test.ts', ...testsOfAnyProvider].map((path) => `test/${path}`);
    await node('node_modules/mocha/bin/mocha.js', '--timeout', '30000', ...tests);
  });

  it('gives it a command, a menu entry and a file type of its own in the manifest', () => {
    const { contributes } = JSON.parse(read('package.json'));
    const command = 'workflowAssets.uploadTo.acme';
    assert.ok(contributes.commands.some((each: { command: string }) => each.command === command));
    const menu: { command: string; when: string }[] = contributes.menus['workflowAssets.uploadTo'];
    assert.equal(
      menu.find((each) => each.command === command)?.when,
      'explorerResourceIsFolder || resourceExtname =~ /^\\.(png|apng|tiff|tif)$/i',
    );
  });

  it('gives it settings, with texts in every language', () => {
    const { contributes } = JSON.parse(read('package.json'));
    const settings = Object.assign(
      {},
      ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
    );
    const endpoint = settings['workflowAssets.acme.endpoint'];
    assert.equal(endpoint.default, 'https://api.acme.example');
    assert.equal(endpoint.scope, 'machine');
    assert.deepEqual(settings['workflowAssets.acme.region'].enum, ['nearest', 'europe']);
    assert.equal(settings['workflowAssets.defaultProvider'].enum.at(-1), 'acme');
    const english = JSON.parse(read('package.nls.json'));
    assert.match(
      english['setting.acme.endpoint'],
      /^Address of Acme\. Acme has one address for the whole world\. Leave it empty for the default\. /,
    );
    assert.equal(english['setting.acme.region.europe'], 'Always in Europe.');
    const chinese = JSON.parse(read('package.nls.zh-cn.json'));
    assert.match(chinese['setting.acme.endpoint'], /^Acme 的地址/);
  });

  it('gives it a column in the README', () => {
    const rows = read('README.md').split('\n');
    const cellOf = (title: string): string | undefined =>
      rows
        .find((row) => row.startsWith(`| ${title} |`))
        ?.split(' | ')
        .at(-1);
    assert.equal(cellOf('Images'), 'PNG, TIFF |');
    assert.equal(cellOf('Video'), '– |');
    assert.equal(cellOf('Size'), 'up to 8 MB |');
    assert.equal(cellOf('Lifetime'), '6 hours |');
    assert.equal(cellOf('API key from'), '[acme.example](https://acme.example/keys) |');
  });
});
