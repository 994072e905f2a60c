import { type Node, type Statement, SyntaxKind } from 'typescript/unstable/ast';
import {
  isClassDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isInterfaceDeclaration,
  isTypeAliasDeclaration,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import type { ParsedFile } from './sourceProject.ts';

/**
 * What a file exports though no other file of src imports it: only tests can want it, or nobody. A type that another
 * declaration of its own file mentions counts as used, as callers need a name for what that declaration takes or returns.
 * @returns e.g. `src/core/units.ts: megabyte`
 */
export function unimportedExports(files: readonly ParsedFile[]): string[] {
  return files.flatMap((file) =>
    file.syntax.statements.flatMap((statement) =>
      exportedNames(statement)
        .filter((name) => !files.some((other) => other !== file && takes(other, file.path, name)))
        .filter((name) => !(isType(statement) && mentions(file.text, name) > 1))
        .map((name) => `${file.path}: ${name}`),
    ),
  );
}

function exportedNames(statement: Statement): string[] {
  if (!hasModifier(statement, SyntaxKind.ExportKeyword)) {
    return [];
  }
  if (isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (isIdentifier(name) ? [name.text] : []));
  }
  const isNamed = isFunctionDeclaration(statement) || isClassDeclaration(statement) || isType(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

export function hasModifier(node: Node, modifier: SyntaxKind): boolean {
  const { modifiers } = node as { readonly modifiers?: readonly Node[] };
  return [...(modifiers ?? [])].some(({ kind }) => kind === modifier);
}

function isType(statement: Statement) {
  return isInterfaceDeclaration(statement) || isTypeAliasDeclaration(statement);
}

function takes(importer: ParsedFile, path: string, name: string): boolean {
  return importer.imports.some(
    ({ target, names }) =>
      target === path && (names.includes(name) || (names.includes('*') && mentions(importer.text, name) > 0)),
  );
}

function mentions(text: string, name: string): number {
  return text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
}
