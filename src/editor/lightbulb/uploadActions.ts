import { stat } from 'node:fs/promises';
import {
  type CancellationToken,
  CodeAction,
  type CodeActionContext,
  l10n,
  type Range,
  type TextDocument,
  Uri,
} from 'vscode';
import type { UploadRecord } from '../../core/history/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { stringAt } from '../../core/workflow/json/stringAt.ts';
import type { DialectId } from '../../core/workflow/mediaInput.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { fittingReferences } from '../../core/workflow/scan/dialects/fittingReferences.ts';
import { guessDialect } from '../../core/workflow/scan/guessDialect.ts';
import { couldBeMediaPath, mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingProviders, fittingReference } from '../documents/fittingReference.ts';
import { commandId } from '../ids/commandIds.ts';
import { isOfScopes } from '../ownScopes.ts';
import type { Services } from '../services.ts';
import { lifetimeText } from '../text/lifetimeText.ts';
import { kindOfAction, ownDiagnostics, rewriteKind } from './actionKinds.ts';
import type { ReplaceRequest } from './uploadAndReplace.ts';

/** Beginning of a document that is looked at to guess its dialect, and text around the cursor: bounded, see below. */
const headLines = 60;
const headLength = 16_384;

interface UploadActionsQuestion {
  readonly document: TextDocument;
  readonly range: Range;
  readonly context: CodeActionContext;
  readonly token: CancellationToken;
  /** Of the document, where it was read already; guessed where not. */
  readonly dialect: DialectId | undefined;
}

/**
 * What can be done about the local file at the cursor, if the string there names one. Looks at the current line and a
 * bounded head only.
 */
export async function uploadActions(
  services: Services,
  { document, range, context, token, dialect }: UploadActionsQuestion,
): Promise<CodeAction[]> {
  const found = stringAt(document.lineAt(range.start.line).text, range.start.character);
  if (!found || token.isCancellationRequested || !couldBeMediaPath(found.value)) {
    return [];
  }
  const resolved = await resolvePath(found.value, pathContextOf(document.uri, services.settings));
  if (!resolved || token.isCancellationRequested) {
    return [];
  }
  const format = dialect ?? guessDialect(...surroundings(document, range)) ?? 'generic';
  const kind = mediaKindOfName(found.value);
  const fits = fittingReferences(format, kind).filter(
    ({ provider }) => !kind || providerById(provider).limits.some((limits) => limits.kind === kind),
  );
  const { line, character } = range.start;
  const request = { document: document.uri.toString(), line, character, value: found.value };
  const existing = await existingUploads(services, resolved.file, fittingProviders(fits));
  // A ComfyUI calls `photo.png` what came to it as `photo.png`: then the string is the reference already.
  const isThere = (record: UploadRecord): boolean => fittingReference(record, fits)?.value === found.value;
  const done = existing.filter(isThere).map(({ provider }) => provider);
  const providers = fittingProviders(fits).filter((provider) => !done.includes(provider));
  const actions = [
    ...existing
      .filter((record) => fittingReference(record, fits) && !isThere(record))
      .map((record) => useAction(record, request)),
    ...newUploads(services, { ask: format === 'generic', providers, request }),
  ];
  const diagnostics = ownDiagnostics(context, range.start);
  for (const each of actions) {
    each.kind = kindOfAction(context, diagnostics);
    each.diagnostics = diagnostics;
  }
  return actions;
}

/** Living uploads of exactly this file, told by its path, size and time: nothing is read or hashed for a lightbulb. */
async function existingUploads(
  services: Services,
  file: string,
  providers: readonly ProviderId[],
): Promise<readonly UploadRecord[]> {
  if (!services.settings.reuseUploads) {
    return [];
  }
  const now = Date.now();
  const history = await services.history();
  const records = history
    .findByFile(Uri.file(file).toString())
    .filter(
      ({ reference, provider }) =>
        (reference.expiresAt ?? Number.POSITIVE_INFINITY) > now && providers.includes(provider),
    );
  if (records.length === 0) {
    return [];
  }
  const { size, mtimeMs } = await stat(file);
  const newest = new Map<ProviderId, UploadRecord>();
  for (const record of records) {
    const unchanged = record.size === size && Math.abs(record.mtimeMs - mtimeMs) < 1;
    if (unchanged && !newest.has(record.provider)) {
      newest.set(record.provider, record);
    }
  }
  const scopes = await services.ownScopes.at(newest.keys());
  return [...newest.values()].filter((record) => isOfScopes(record, scopes));
}

function useAction(record: UploadRecord, request: Omit<ReplaceRequest, 'provider'>): CodeAction {
  const label = providerById(record.provider).label;
  const title = l10n.t('Replace with existing {0} reference ({1})', label, lifetimeText(record.reference, Date.now()));
  return action(title, { ...request, provider: record.provider, recordId: record.id }, true);
}

interface NewUploads {
  /** Whether any provider may be meant, so that the person is asked. */
  readonly ask: boolean;
  readonly providers: readonly ProviderId[];
  readonly request: Omit<ReplaceRequest, 'provider'>;
}

function newUploads(services: Services, { ask, providers, request }: NewUploads): CodeAction[] {
  const preferred = services.settings.defaultProvider;
  const order = [...providers].sort((a, b) => Number(b === preferred) - Number(a === preferred));
  const upload = (id: ProviderId): CodeAction =>
    action(l10n.t('Upload to {0} and replace', providerById(id).label), { ...request, provider: id }, id === order[0]);
  if (!ask) {
    return order.map(upload);
  }
  // Any provider may be meant; five entries in a lightbulb are four too many.
  const known = order[0] === preferred && preferred ? [upload(preferred)] : [];
  return [...known, action(l10n.t('Upload and replace...'), { ...request, provider: undefined }, known.length === 0)];
}

function action(title: string, request: ReplaceRequest, preferred: boolean): CodeAction {
  const result = new CodeAction(title, rewriteKind);
  result.command = { command: commandId('replaceString'), title, arguments: [request] };
  result.isPreferred = preferred;
  return result;
}

/** The document's head and what stands around the cursor, as one text, and where in it the cursor is. */
function surroundings(document: TextDocument, range: Range): [text: string, offset: number] {
  const at = range.start;
  const head = lines(document, 0, Math.min(headLines, document.lineCount)).slice(0, headLength);
  const before = lines(document, Math.max(0, at.line - headLines), at.line).slice(-headLength);
  const line = document.lineAt(at.line).text;
  const lineBefore = line.slice(Math.max(0, at.character - headLength), at.character);
  const around = `${before}${lineBefore}`;
  const after = line.slice(at.character, at.character + headLength);
  const below = lines(document, at.line + 1, Math.min(at.line + headLines, document.lineCount)).slice(0, headLength);
  return [`${head}\n${around}${after}\n${below}`, head.length + 1 + around.length];
}

function lines(document: TextDocument, from: number, to: number): string {
  let text = '';
  for (let line = from; line < to; line += 1) {
    text += `${document.lineAt(line).text.slice(0, headLength)}\n`;
  }
  return text;
}
