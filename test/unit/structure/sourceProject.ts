import assert from 'node:assert/strict';
import { dirname, join, relative } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isNamedImports,
  isStringLiteral,
} from 'typescript/unstable/ast/is';
import { API, type Checker } from 'typescript/unstable/sync';

const root = join(import.meta.dirname, '../../..');

/** One import, of whatever kind. */
export interface Import {
  /** Path of the imported file from the project's folder, or the name of a package. */
  readonly target: string;
  /** Names taken from it; `*` where all of them can be reached, as through a dynamic import. */
  readonly names: readonly string[];
  /** Whether this is an `import()` expression, which loads its target later or not at all. */
  readonly isDynamic: boolean;
  /** Whether only types are imported, so that nothing is loaded. */
  readonly isTypeOnly: boolean;
}

/** A file of src as the compiler reads it. */
export interface ParsedFile {
  /** Path from the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly syntax: SourceFile;
  readonly imports: readonly Import[];
}

/**
 * The sources as the TypeScript compiler sees them. Its programming interface is called unstable: package-lock.json keeps
 * the version it is used with.
 */
export class SourceProject {
  readonly files: readonly ParsedFile[];
  readonly checker: Checker;
  readonly #api: API;

  constructor() {
    this.#api = new API({ cwd: root });
    const [project] = this.#api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] }).getProjects();
    assert.ok(project, 'the compiler has not opened tsconfig.json');
    this.checker = project.checker;
    this.files = project.program
      .getSourceFileNames()
      .filter((name) => name.startsWith(join(root, 'src/')))
      .map((name) => {
        const syntax = project.program.getSourceFile(name);
        assert.ok(syntax, name);
        const path = projectPath(name);
        return { path, text: syntax.text, syntax, imports: importsOf(path, syntax) };
      })
      .sort((a, b) => a.path.localeCompare(b.path));
  }

  close(): void {
    this.#api.close();
  }
}

/** Calls `visit` for a node and everything in it. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

function projectPath(file: string): string {
  return relative(root, file).replaceAll('\\', '/');
}

function importsOf(path: string, syntax: SourceFile): Import[] {
  const imports: Import[] = [];
  walk(syntax, (node) => {
    const found = importAt(node);
    if (found !== undefined) {
      const { specifier, ...rest } = found;
      const target = specifier.startsWith('.') ? projectPath(join(root, dirname(path), specifier)) : specifier;
      imports.push({ target, ...rest });
    }
  });
  return imports;
}

function importAt(node: Node): (Omit<Import, 'target'> & { readonly specifier: string }) | undefined {
  if (isImportDeclaration(node)) {
    const { importClause } = node;
    const bindings = importClause?.namedBindings;
    const named = bindings !== undefined && isNamedImports(bindings) ? [...bindings.elements] : undefined;
    return {
      specifier: specifierIn(node.moduleSpecifier),
      names: named?.map(({ propertyName, name }) => (propertyName ?? name).text) ?? ['*'],
      isDynamic: false,
      isTypeOnly:
        importClause?.phaseModifier === SyntaxKind.TypeKeyword || (named?.every((each) => each.isTypeOnly) ?? false),
    };
  }
  if (isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return {
      specifier: specifierIn(node.moduleSpecifier),
      names: ['*'],
      isDynamic: false,
      isTypeOnly: node.isTypeOnly,
    };
  }
  if (isImportTypeNode(node)) {
    return { specifier: specifierIn(node.argument), names: ['*'], isDynamic: false, isTypeOnly: true };
  }
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
    return { specifier: specifierIn(node.arguments[0]), names: ['*'], isDynamic: true, isTypeOnly: false };
  }
  return undefined;
}

function specifierIn(node: Node | undefined): string {
  const specifiers: string[] = [];
  if (node !== undefined) {
    walk(node, (each) => isStringLiteral(each) && specifiers.push(each.text));
  }
  assert.equal(specifiers.length, 1, 'a module is imported by a name that is written out');
  return specifiers[0] ?? '';
}
