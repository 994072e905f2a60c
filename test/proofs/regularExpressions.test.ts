import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkSync } from 'recheck';
import {
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isRegularExpressionLiteral,
} from 'typescript/unstable/ast/is';
import { secretForms } from '../../src/core/redaction/secretForms.ts';
import { nameFinder } from '../../src/core/workflow/scan/nameInBytes.ts';
import { root } from '../harness/paths.ts';
import { SourceProject, walk } from '../unit/structure/sourceProject.ts';

/**
 * Milliseconds. The checker also counts steps; on a busy machine its usual limits of time make a safe pattern look slow.
 */
const limits = {
  timeout: 240_000,
  attackTimeout: 60_000,
  incubationTimeout: null,
  seedingTimeout: null,
} as const;

/** A pattern, and the file it is in. */
interface Pattern {
  readonly path: string;
  readonly source: string;
  readonly flags: string;
}

/**
 * Most patterns meet text that somebody else wrote: a document that is merely opened, a provider's reply, an imported
 * record. One that takes the square of the text's length stops the extension host for seconds.
 */
describe('the regular expressions of the sources', () => {
  let patterns: readonly Pattern[];

  before(async () => {
    // The checker's other implementations are a native program and a Java archive.
    process.env.RECHECK_BACKEND = 'pure';
    patterns = await patternsOfSources();
  });

  it('are all found', () => {
    assert.ok(patterns.length > 100, `${patterns.length} patterns`);
    const files = new Set(patterns.map(({ path }) => path));
    for (const path of ['src/core/redaction/redact.ts', 'src/core/providers/knownReferences.ts']) {
      assert.ok(files.has(path), path);
    }
  });

  it('take time that is proportional to the length of the text', () => {
    assert.deepEqual(patterns.flatMap(complaint), []);
  });

  it('would be reported if they took its square', () => {
    const known = [
      { path: 'ComfyUI annotation', source: String.raw`\s*\[(input|output|temp)\]\s*$`, flags: 'i' },
      { path: 'slashes around a folder', source: String.raw`^\/+|\/+$`, flags: 'g' },
    ];
    assert.equal(known.flatMap(complaint).length, known.length);
  });
});

/** @returns nothing for a pattern that is safe */
function complaint({ path, source, flags }: Pattern): readonly string[] {
  // At each place of the text it takes a bounded time, which the checker can't tell from the square of a short text.
  if (!repeatsWithoutEnd(source)) {
    return [];
  }
  const result = checkSync(source, flags, limits);
  return result.status === 'safe' ? [] : [`${path}: /${source}/${flags} is ${summaryOf(result)}`];
}

function summaryOf(result: ReturnType<typeof checkSync>): string {
  return result.status === 'unknown' ? `unknown: ${result.error.kind}` : (result.complexity?.summary ?? result.status);
}

function repeatsWithoutEnd(source: string): boolean {
  const withoutText = source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  return /[*+]|\{\d+,\}/.test(withoutText);
}

async function patternsOfSources(): Promise<readonly Pattern[]> {
  const project = new SourceProject();
  try {
    const patterns: Pattern[] = [];
    const built = new Map<string, number>();
    for (const { path, syntax } of project.files) {
      walk(syntax, (node) => {
        if (isRegularExpressionLiteral(node)) {
          const end = node.text.lastIndexOf('/');
          patterns.push({ path, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
        } else if (
          (isNewExpression(node) || isCallExpression(node)) &&
          isIdentifier(node.expression) &&
          node.expression.text === 'RegExp'
        ) {
          built.set(path, (built.get(path) ?? 0) + 1);
        }
      });
    }
    for (const [path, count] of built) {
      patterns.push(...(await patternsBuiltBy(path, count)));
    }
    return patterns;
  } finally {
    project.close();
  }
}

/** Patterns that are built from text when they are used, each with an example of that text. */
const builtWhenUsed: Readonly<Record<string, () => unknown>> = {
  'src/core/workflow/scan/nameInBytes.ts': () => nameFinder(['hero (1).png', 'Größe/a.png']),
  'src/core/redaction/secretForms.ts': () => secretForms(['sk-4f/9A+"x\\', 'aaaaaaaaaaaaaaaa']),
};

/** Loads a module and watches which patterns it builds. */
async function patternsBuiltBy(path: string, count: number): Promise<readonly Pattern[]> {
  const { href } = pathToFileURL(join(root, path));
  // Loads what the module imports, so that its own patterns are the only ones to be built below.
  await import(href);
  const original = globalThis.RegExp;
  const patterns: Pattern[] = [];
  globalThis.RegExp = new Proxy(original, {
    construct(target, [pattern, flags]: [string | RegExp, string | undefined]) {
      const made = new target(pattern, flags);
      patterns.push({ path, source: made.source, flags: made.flags });
      return made;
    },
  });
  try {
    // The query makes it a module that nobody has loaded yet.
    await import(`${href}?patterns`);
    builtWhenUsed[path]?.();
  } finally {
    globalThis.RegExp = original;
  }
  assert.equal(patterns.length, count, `${path} builds a pattern when it is used, of which there is no example`);
  return patterns;
}
