import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { translatableTexts } from '../../generate/translatableTexts.ts';

const root = join(import.meta.dirname, '../../..');

/** Files that hand text to VS Code itself, or make text fit to be shown. */
const doors = ['src/editor/display/', 'src/editor/text/l10n.ts', 'src/editor/text/shown.ts'];

/** What VS Code exports that takes a text and shows it. Types are harmless: they make nothing. */
const showing = [
  'l10n',
  'window',
  'CodeAction',
  'CodeLens',
  'CompletionItem',
  'Diagnostic',
  'DiagnosticRelatedInformation',
  'DocumentDropEdit',
  'DocumentLink',
  'DocumentPasteEdit',
  'DocumentSymbol',
  'FileDecoration',
  'InlayHint',
  'InlayHintLabelPart',
  'LanguageModelTextPart',
  'LanguageModelToolResult',
  'MarkdownString',
  'SymbolInformation',
  'TreeItem',
];

/** The rules a source file outside the doors breaks, in words. */
function violations(source: string): readonly string[] {
  const imports = [...source.matchAll(/(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s+'vscode'/g)];
  const names = imports
    .filter(([, type]) => type === undefined)
    .flatMap(([, , clause = '']) => clause.replace(/[{}]/g, '').split(','))
    .map((name) => name.trim());
  return [
    ...(names.some((name) => name.startsWith('*')) ? ['imports all of VS Code'] : []),
    ...(/\bimport\(\s*'vscode'|\brequire\(\s*'vscode'/.test(source) ? ['loads VS Code by another way'] : []),
    ...names
      .filter((name) => !name.startsWith('type ') && showing.includes(name.split(/\s+as\s+/)[0] ?? ''))
      .map((name) => `takes ${name} from VS Code`),
    ...(/\bas\s+(?:unknown\s+as\s+)?(?:readonly\s+)?ShownText\b|<ShownText>\s*\(?['"`\w]/.test(source)
      ? ['claims that a text may be shown']
      : []),
    ...(/\bl10n\s*\.\s*t\(\s*(?!['"])\S/.test(source) ? ['translates something other than a literal'] : []),
    ...(/\bl10n\b(?!\s*\.\s*t\(|\s*[,}]|\.ts')/.test(withoutComments(source)) ? ['hands the translations on'] : []),
  ];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}

describe('Text that people read', () => {
  const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !doors.some((door) => file.startsWith(door)));

  it('reaches VS Code through the display folder only', () => {
    assert.ok(sources.length > 100);
    const found = sources.flatMap((file) =>
      violations(readFileSync(join(root, file), 'utf8')).map((violation) => `${file} ${violation}`),
    );
    assert.deepEqual(found, []);
  });

  for (const [source, expected] of [
    ["import { window } from 'vscode';", 'takes window from VS Code'],
    ["import { Uri, window as screen } from 'vscode';", 'takes window as screen from VS Code'],
    ["import * as vscode from 'vscode';", 'imports all of VS Code'],
    ["export { l10n } from 'vscode';", 'takes l10n from VS Code'],
    ["const { window } = await import('vscode');", 'loads VS Code by another way'],
    ["import {\n  MarkdownString,\n} from 'vscode';", 'takes MarkdownString from VS Code'],
    ['show(name as ShownText);', 'claims that a text may be shown'],
    ['show(name as unknown as ShownText);', 'claims that a text may be shown'],
    ['l10n.t(name);', 'translates something other than a literal'],
    ['l10n.t({ message: name });', 'translates something other than a literal'],
    ['l10n.t(`name`);', 'translates something other than a literal'],
    ['const translate = l10n.t;', 'hands the translations on'],
  ] as const) {
    it(`may not be shown by ${JSON.stringify(source)}`, () => {
      assert.ok(violations(source).includes(expected), violations(source).join(', '));
    });
  }

  it('has no place where two texts from outside could form a link together', async () => {
    const risky = (await translatableTexts(root)).filter((text) => /\}\(|\]\(|\}\s*\]\s*\(|\[\{/.test(text));
    assert.deepEqual(risky, []);
  });
});
