import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, '.github', 'workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const names = readdirSync(folder);
const read = (name: string): Workflow => parse(readFileSync(join(folder, name), 'utf8')) as Workflow;
const commandsOf = ({ steps }: Job): string => steps.map(({ run }) => run ?? '').join('\n');

describe('The workflows on GitHub', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

  for (const name of names) {
    const workflow = read(name);
    const jobs = Object.values(workflow.jobs);

    it(`${name} runs only what exists`, () => {
      const commands = jobs.map(commandsOf).join('\n');
      const called = [...commands.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script);
      assert.deepEqual(
        called.filter((script) => !(script in scripts)),
        [],
      );
      assert.ok(!commands.includes('.ci/run') || existsSync(join(root, '.ci', 'run')));
    });

    it(`${name} may do no more than it has to, and ends by itself`, () => {
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      const writes = jobs.flatMap(({ permissions = {} }) =>
        Object.entries(permissions).filter(([, access]) => access === 'write'),
      );
      const allowed = name === 'release.yml' ? ['id-token', 'attestations', 'contents'] : [];
      assert.ok(writes.every(([what]) => allowed.includes(what)));
      assert.ok(jobs.every((job) => (job['timeout-minutes'] ?? 0) > 0));
    });

    it(`${name} uses no stored secret, and leaves no token in a checkout that runs our code`, () => {
      assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /\$\{\{\s*secrets\./);
      const checkouts = jobs.flatMap(({ steps }) => steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')));
      assert.ok(checkouts.length > 0);
      assert.ok(checkouts.every((step) => step.with?.['persist-credentials'] === false));
    });
  }

  it('test on Linux as CI does, and in desktop VS Code on Windows and macOS', () => {
    const { linux, desktop } = read('test.yml').jobs;
    assert.ok(linux && desktop);
    assert.match(commandsOf(linux), /^\.ci\/run$/m);
    assert.match(commandsOf(desktop), /npm run test:desktop/);
    assert.match(readFileSync(join(folder, 'test.yml'), 'utf8'), /windows-latest, macos-latest/);
  });

  it('publish one file, made once, and only after its tests', () => {
    const { on, jobs } = read('release.yml');
    assert.deepEqual(Object.keys(on), ['push']);
    const packaging = Object.entries(jobs).filter(([, job]) => /npm run package/.test(commandsOf(job)));
    assert.deepEqual(
      packaging.map(([id]) => id),
      ['package'],
    );
    const publishing = Object.values(jobs).filter((job) => / publish /.test(commandsOf(job)));
    assert.equal(publishing.length, 2);
    for (const job of publishing) {
      assert.equal(job.needs, 'package');
      assert.match(commandsOf(job), /sha256sum --check SHA256SUMS\n.*--packagePath \*\.vsix/s);
    }
    assert.match(commandsOf(packaging[0]?.[1] as Job), /\.ci\/run[\s\S]*npm run package/);
  });
});
