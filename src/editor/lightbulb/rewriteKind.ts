import { CodeActionKind } from 'vscode';
import { idPrefix } from '../ids/commandIds.ts';

/** Changes of a document that fix no problem: offered under "Rewrite". */
export const rewriteKind = CodeActionKind.RefactorRewrite.append(idPrefix);
