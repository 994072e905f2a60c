import { posix } from 'node:path';
import {
  type CancellationToken,
  CompletionItemKind,
  CompletionList,
  Position,
  Range,
  type TextDocument,
  Uri,
} from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { providerById } from '../../core/providers/registry.ts';
import { referenceToken } from '../../core/workflow/edit/replacementBy.ts';
import { shortName, writtenPath } from '../../core/workflow/paths/writtenPath.ts';
import { guessDialect } from '../../core/workflow/scan/guessDialect.ts';
import { type InputNear, inputNear } from '../../core/workflow/scan/inputNear.ts';
import { isOfScopes } from '../connections/connectionScopes.ts';
import { CompletionItem } from '../display/items.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingProviders, fittingReference } from '../documents/fittingReference.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { lifetimeText } from '../text/lifetimeText.ts';
import { joined, shown } from '../text/shown.ts';

/** How much is read on either side of the cursor, in lines and in UTF-16 units. */
const linesAround = 300;
const lengthAround = 32 * 1024;
/**
 * Sorts before the quote that JSON's own suggestions begin with: a value from elsewhere in the document is seldom wanted.
 * It takes effect because ours replace the quotes too, as JSON's do; VS Code ranks a suggestion higher the more of the
 * typed text it covers.
 */
const [referencesFirst, thenFiles] = ['!1', '!2'];
/** References offered at once; an older one is found by typing a part of its name. */
const maxReferences = 100;

/** A completion with the data for its details, which are built when the person selects it. */
export class MediaCompletion extends CompletionItem {
  /** The local file; for a reference, the file it was made from. */
  file: Uri | undefined;
  record: UploadRecord | undefined;
  reference: Reference | undefined;
}

interface CompletionRequest {
  readonly document: TextDocument;
  readonly position: Position;
  readonly token: CancellationToken;
}

/** Files and references that fit the media input at a position; `undefined` where there is no media input. */
export async function completions(
  services: Services,
  documents: WorkflowDocuments,
  { document, position, token }: CompletionRequest,
): Promise<CompletionList<MediaCompletion> | undefined> {
  const found = inputAround(documents, document, position);
  if (!found) {
    return undefined;
  }
  const { input, range } = found;
  const [files, references] = await Promise.all([
    input.isAssetId ? [] : fileItems(services, document, input),
    referenceItems(services, input),
  ]);
  const items = [...files, ...references];
  for (const item of items) {
    item.range = range;
  }
  return token.isCancellationRequested ? undefined : new CompletionList(items);
}

function inputAround(
  documents: WorkflowDocuments,
  document: TextDocument,
  position: Position,
): { input: InputNear; range: Range } | undefined {
  const first = Math.max(0, position.line - linesAround);
  const before = linesOf(document, first, position.line).slice(-lengthAround);
  const line = document.lineAt(position.line).text;
  const after = linesOf(document, position.line + 1, position.line + 1 + linesAround).slice(0, lengthAround);
  // Cut at the beginning of a line: the middle of a line may be the middle of a string.
  const isCut = first > 0 || before.length === lengthAround;
  const head = isCut ? before.slice(before.indexOf('\n') + 1) : before;
  const text = `${head}${line}\n${after}`;
  const beginning = linesOf(document, 0, Math.min(linesAround, first)).slice(0, lengthAround);
  const dialect = guessDialect(`${beginning}${text}`, beginning.length + head.length) ?? 'generic';
  const near = inputNear({ text, offset: head.length + position.character, isFromStart: !isCut }, dialect);
  if (!near) {
    return undefined;
  }
  const start = near.token.offset - head.length;
  const range = new Range(new Position(position.line, start), new Position(position.line, start + near.token.length));
  // The scan of the whole document knows better, if there is one of this version.
  const offset = document.offsetAt(range.start);
  const known = documents.known(document)?.scan.inputs.find((each) => each.offset === offset);
  if (known?.state === 'linked') {
    return undefined;
  }
  return { input: known && known.fits.length > 0 ? { ...near, fits: known.fits } : near, range };
}

function linesOf(document: TextDocument, from: number, to: number): string {
  let text = '';
  for (let line = from; line < Math.min(to, document.lineCount); line += 1) {
    text += `${document.lineAt(line).text}\n`;
  }
  return text;
}

async function fileItems(services: Services, document: TextDocument, input: InputNear): Promise<MediaCompletion[]> {
  const uris = (await services.mediaFiles.list(input.kind)).filter((uri) => uri.scheme === 'file');
  const context = await pathContextOf(document.uri, services);
  const known = new Set(uris.map((uri) => uri.fsPath));
  return uris.map((uri) => {
    const path = writtenPath(uri.fsPath, context.documentFolder);
    const name = shortName(uri.fsPath, context, (file) => known.has(file));
    const folder = posix.dirname(path).replace(/^\.$/, '');
    const label = { label: shown(posix.basename(path)), description: shown(folder) };
    const item = completion(label, JSON.stringify(name), CompletionItemKind.File);
    item.file = uri;
    // With `./` in front, so that both `./na` and `na` match it.
    item.filterText = path.startsWith('.') ? `"${path}` : `"./${path}`;
    item.sortText = `${thenFiles} ${String(distance(path)).padStart(3, '0')} ${path}`;
    return item;
  });
}

/** Steps up and down the folders from the document to a file. */
function distance(path: string): number {
  return path.split('/').length;
}

async function referenceItems(services: Services, input: InputNear): Promise<MediaCompletion[]> {
  const providers = fittingProviders(input.fits);
  const records = (await services.history()).query({
    providers,
    ...(input.kind ? { kinds: [input.kind] } : {}),
    expiry: ['valid', 'expiring', 'never'],
    limit: maxReferences,
  });
  if (records.length === 0) {
    return [];
  }
  const scopes = await services.connectionScopes.inUse(records.map((record) => record.provider));
  const now = Date.now();
  const items = new Map<string, MediaCompletion>();
  for (const record of records) {
    const reference = fittingReference(record, input.fits);
    const hasExpired = reference?.expiresAt !== undefined && reference.expiresAt <= now;
    if (!reference || !isOfScopes(record, scopes) || hasExpired || items.has(reference.value)) {
      continue;
    }
    const detail = joined(
      [lifetimeText(reference, now), shown(services.connections.labelInUse(providerById(record.provider)))],
      ' · ',
    );
    const label = { label: shown(record.fileName), description: detail };
    const item = completion(label, referenceToken(reference, input.fits), CompletionItemKind.Reference);
    item.detail = detail;
    item.file = Uri.parse(record.fileUri);
    item.record = record;
    item.reference = reference;
    item.filterText = `"${record.fileName} ${reference.value}`;
    item.sortText = `${referencesFirst} ${String(items.size).padStart(4, '0')}`;
    items.set(reference.value, item);
  }
  return [...items.values()];
}

function completion(label: CompletionItem['label'], token: string, kind: CompletionItemKind): MediaCompletion {
  const item = new MediaCompletion(label, kind);
  item.insertText = token;
  return item;
}
