import { type Expression, NodeFlags, type Statement, SyntaxKind, type TypeNode } from 'typescript/unstable/ast';
import {
  isArrayLiteralExpression,
  isClassDeclaration,
  isIdentifier,
  isNewExpression,
  isObjectLiteralExpression,
  isPropertyDeclaration,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import type { ParsedFile } from './sourceProject.ts';
import { hasModifier } from './unimportedExports.ts';

const collections = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);

/**
 * State that lives as long as the module: variables, collections that can be changed, static fields. It would be shared by
 * everything in the process and outlive whoever disposes of the extension's services.
 * @returns e.g. `src/core/clock.ts: offset`
 */
export function moduleState({ path, syntax }: ParsedFile): string[] {
  return syntax.statements.flatMap((statement) => statesIn(statement).map((name) => `${path}: ${name}`));
}

function statesIn(statement: Statement): string[] {
  if (isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    const isConstant = (flags & NodeFlags.Const) !== 0;
    return declarations
      .filter(({ name, type, initializer }) => !isConstant || (isIdentifier(name) && canChange(initializer, type)))
      .map(({ name }) => name.getText());
  }
  if (isClassDeclaration(statement)) {
    return statement.members
      .filter((member) => isPropertyDeclaration(member) && hasModifier(member, SyntaxKind.StaticKeyword))
      .filter((member) => !hasModifier(member, SyntaxKind.ReadonlyKeyword))
      .map((member) => member.getText());
  }
  return [];
}

/** A type that begins with `Readonly` or `readonly` takes the means to change it away; `as const` is another expression. */
function canChange(value: Expression | undefined, type: TypeNode | undefined): boolean {
  if (value === undefined || (type !== undefined && /^readonly/i.test(type.getText()))) {
    return false;
  }
  if (isNewExpression(value)) {
    return isIdentifier(value.expression) && collections.has(value.expression.text);
  }
  return isArrayLiteralExpression(value) || (isObjectLiteralExpression(value) && value.properties.length === 0);
}
