import { type Identifier, type Node, SyntaxKind } from 'typescript/unstable/ast';
import {
  isBindingElement,
  isClassDeclaration,
  isElementAccessExpression,
  isIdentifier,
  isPropertyAccessExpression,
  isStringLiteral,
} from 'typescript/unstable/ast/is';
import type { Symbol as CompilerSymbol } from 'typescript/unstable/sync';
import { type ParsedFile, type SourceProject, walk } from './sourceProject.ts';

const memberKinds = new Set([
  SyntaxKind.PropertySignature,
  SyntaxKind.MethodSignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.GetAccessor,
]);

interface Member {
  readonly file: ParsedFile;
  readonly name: Identifier;
}

/**
 * Properties and methods of classes, interfaces and object types that no file of src reads or calls. A class's own is also
 * used where what it implements or extends is, or where that comes from outside, as VS Code's interfaces do.
 * @returns e.g. `src/core/log.ts: debug`
 */
export function unreadMembers(project: SourceProject): string[] {
  const { members, reads, readNames } = collect(project);
  const read = new Set(project.checker.getSymbolAtLocation(reads).flatMap(keysOf));
  const symbols = project.checker.getSymbolAtLocation(members.map(({ name }) => name));
  const ownFiles = new Set(project.files.map(({ syntax }) => syntax.path));
  return members
    .filter((member, index) => {
      const isRead = (symbol: CompilerSymbol) =>
        keysOf(symbol).some((key) => read.has(key)) || symbol.declarations.some(({ path }) => !ownFiles.has(path));
      const own = symbols[index];
      // VS Code and our own collections call it through their types.
      const isCalledFromOutside = member.name.text === 'dispose';
      const meanings = [...(own === undefined ? [] : [own]), ...inherited(project, member)];
      return !isCalledFromOutside && !readNames.has(member.name.text) && !meanings.some(isRead);
    })
    .map(({ file, name }) => `${file.path}: ${name.text}`);
}

function collect({ files }: SourceProject) {
  const members: Member[] = [];
  const reads: Identifier[] = [];
  /** Names read without a symbol of their property at hand, as `const { name } = …` does. */
  const readNames = new Set<string>();
  for (const file of files) {
    walk(file.syntax, (node) => {
      if (memberKinds.has(node.kind) && node.parent.kind !== SyntaxKind.ObjectLiteralExpression) {
        const { name } = node as { readonly name?: Node };
        if (name !== undefined && isIdentifier(name)) {
          members.push({ file, name });
        }
      } else if (isPropertyAccessExpression(node) && isIdentifier(node.name)) {
        reads.push(node.name);
      } else if (isBindingElement(node)) {
        readNames.add((node.propertyName ?? node.name)?.getText() ?? '');
      } else if (isElementAccessExpression(node) && isStringLiteral(node.argumentExpression)) {
        readNames.add(node.argumentExpression.text);
      }
    });
  }
  return { members, reads, readNames };
}

/** The same member of what the class around it implements and extends. */
function inherited({ checker }: SourceProject, { name }: Member): CompilerSymbol[] {
  const owner = name.parent.parent;
  if (!isClassDeclaration(owner)) {
    return [];
  }
  const types = [...(owner.heritageClauses ?? [])].flatMap((clause) => [...clause.types]);
  return types.flatMap((type) => {
    const found = checker.getTypeAtLocation(type);
    const property = found && checker.getPropertyOfType(found, name.text);
    return property === undefined ? [] : [property];
  });
}

function keysOf(symbol: CompilerSymbol | undefined): string[] {
  return (symbol?.declarations ?? []).map(({ path, index }) => `${path}#${index}`);
}
