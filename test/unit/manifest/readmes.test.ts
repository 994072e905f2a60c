import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** What a translation leaves as it is, from one heading to the next. */
interface Section {
  readonly level: string;
  /** The number of cells in each row of its tables. */
  readonly rows: readonly number[];
  readonly items: number;
  /** Settings, addresses, options and the like, each once. */
  readonly code: readonly string[];
  /** Targets of links and pictures. */
  readonly targets: readonly string[];
  /** Blocks of code, whole. */
  readonly blocks: readonly string[];
}

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
}

describe('README.md', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const { contributes, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

  it('has every setting in its table, and no other', () => {
    const listed = [...text.matchAll(/^\| `(workflowAssets\.[\w.<>]+)` \|/gm)].map(([, name = '']) => name);
    const names = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    const expected = names.map((name) => name.replace(/\.\w+\.endpoint$/, '.<provider>.endpoint'));
    assert.deepEqual([...listed].sort(), [...new Set(expected)].sort());
  });

  it('says why each package is here', () => {
    const tables = text.slice(text.indexOf('### Dependencies'));
    const listed = [...tables.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      cell.replace(/ \(.*/, '').split(', '),
    );
    const packages = Object.keys(devDependencies).map((name) => name.replace(/^@types\/.*/, '@types/*'));
    assert.deepEqual(
      packages.filter((name) => !listed.includes(name)),
      [],
    );
  });
});

describe('README.zh-cn.md', () => {
  it('has the sections of README.md, with the same tables, settings, links and pictures', () => {
    const english = sectionsOf('README.md');
    const chinese = sectionsOf('README.zh-cn.md');
    assert.ok(english.length > 15);
    for (const [index, section] of english.entries()) {
      assert.deepEqual(chinese[index]?.facts, section.facts, `${chinese[index]?.title} (${section.title})`);
    }
    assert.equal(chinese.length, english.length);
  });
});

function sectionsOf(file: string): readonly { readonly title: string; readonly facts: Section }[] {
  const blocks: string[] = [];
  const text = readFileSync(join(root, file), 'utf8').replace(/^```.*?^```$/gms, (block) => {
    blocks.push(block);
    return `[](block-${blocks.length})`;
  });
  return text.split(/^(?=#+ )/m).map((section) => {
    const [title = ''] = section.split('\n', 1);
    const targets = [...section.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    return {
      title,
      facts: {
        level: title.replace(/ .*/, ''),
        rows: lines(section, /^\|.*\|$/gm).map((row) => row.split('|').length),
        items: lines(section, /^ *(?:-|\d+\.) /gm).length,
        code: [...new Set(lines(section.replace(/^<!--.*-->$/gm, ''), /`[^`\n]+`/g))].sort(),
        targets: targets.map(inAnyLanguage).sort(),
        blocks: targets.flatMap((target) => blocks[Number(/^block-(\d+)$/.exec(target)?.[1]) - 1] ?? []),
      },
    };
  });
}

function lines(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([match]) => match);
}

/** Each of the two names the other one, and the pages of its own language. */
function inAnyLanguage(target: string): string {
  return target.replace('.zh-cn.md', '.md');
}
