import type { CancellationToken, CodeActionContext, Position, TextDocument } from 'vscode';
import { assetAround } from '../../core/workflow/json/assetAround.ts';
import { stringAt } from '../../core/workflow/json/stringAt.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { fittingReferences } from '../../core/workflow/scan/dialects/fittingReferences.ts';
import { guessDialect } from '../../core/workflow/scan/guessDialect.ts';
import { couldBeMediaPath, mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import type { CodeAction } from '../display/items.ts';
import type { Analysis } from '../documents/analysis.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { offersIn } from '../documents/editable.ts';
import { inputAt } from '../documents/inputAt.ts';
import type { Services } from '../services/services.ts';
import { codeActionsFor } from './codeActions.ts';
import { formatOffers, localFileOffers } from './localFileOffers.ts';
import type { NamedFile } from './uploadAndReplace.ts';

/** How much of the document's beginning, and around the cursor, is read to guess the dialect: lines and UTF-16 units. */
const maxLines = 60;
const maxLength = 16_384;

/** What VS Code asks about one cursor position. */
export interface CodeActionRequest {
  readonly document: TextDocument;
  readonly position: Position;
  readonly context: CodeActionContext;
  readonly token: CancellationToken;
  /** Of this version of the document, where there is one already. */
  readonly analysis: Analysis | undefined;
}

/**
 * What can be done about the local file at the cursor, if the string there names one. Reads only the current line and a
 * bounded part of the document.
 */
export async function uploadActions(services: Services, request: CodeActionRequest): Promise<CodeAction[]> {
  const { document, position, context, token, analysis } = request;
  const found = stringAt(document.lineAt(position.line).text, position.character);
  if (!found || token.isCancellationRequested || !couldBeMediaPath(found.value)) {
    return [];
  }
  const known = analysis && inputAt(analysis, document.offsetAt(position))?.input;
  if (known?.state === 'linked') {
    return [];
  }
  const { value } = found;
  const resolved = await resolvePath(value, await pathContextOf(document.uri, services));
  if (!resolved || token.isCancellationRequested) {
    return [];
  }
  const around = textAround(document, position);
  // The name in the object of an asset says where it came from: another one there would change nothing.
  if (assetAround(...around)) {
    return [];
  }
  const dialect = analysis?.scan.dialect ?? guessDialect(...around) ?? 'generic';
  const { line, character } = position;
  const named: NamedFile = {
    replacement: { document: document.uri.toString(), line, character, value },
    file: resolved.file,
    fits: known?.fits ?? fittingReferences(dialect, mediaKindOfName(value)),
    dialect,
  };
  const offers = await localFileOffers(services, named);
  return codeActionsFor(offersIn(document.uri, [...offers, ...formatOffers(named)]), context, position);
}

/** The document's beginning and the text around the cursor as one text, and where in it the cursor is. */
function textAround(document: TextDocument, { line, character }: Position): [text: string, offset: number] {
  const head = linesOf(document, 0, Math.min(maxLines, document.lineCount)).slice(0, maxLength);
  const before = linesOf(document, Math.max(0, line - maxLines), line).slice(-maxLength);
  const { text } = document.lineAt(line);
  const left = `${before}${text.slice(Math.max(0, character - maxLength), character)}`;
  const right = text.slice(character, character + maxLength);
  const after = linesOf(document, line + 1, Math.min(line + maxLines, document.lineCount)).slice(0, maxLength);
  return [`${head}\n${left}${right}\n${after}`, head.length + 1 + left.length];
}

function linesOf(document: TextDocument, from: number, to: number): string {
  let text = '';
  for (let line = from; line < to; line += 1) {
    text += `${document.lineAt(line).text.slice(0, maxLength)}\n`;
  }
  return text;
}
