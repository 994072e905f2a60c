import { stat } from 'node:fs/promises';
import { type CancellationToken, type CodeActionContext, type Position, type TextDocument, Uri } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { stringAt } from '../../core/workflow/json/stringAt.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { fittingReferences } from '../../core/workflow/scan/dialects/fittingReferences.ts';
import { guessDialect } from '../../core/workflow/scan/guessDialect.ts';
import { couldBeMediaPath, mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import type { CodeAction } from '../display/items.ts';
import type { Analysis } from '../documents/analysis.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import {
  fittingProviders,
  fittingReference,
  providersTaking,
  unsupportedReason,
} from '../documents/fittingReference.ts';
import { inputAt } from '../documents/inputAt.ts';
import { isOfScopes } from '../services/ownScopes.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { lifetimeText } from '../text/lifetimeText.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { codeActionsFor, type Offer } from './codeActions.ts';
import type { ReplaceRequest } from './uploadAndReplace.ts';

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
  const { value } = found;
  const resolved = await resolvePath(value, await pathContextOf(document.uri, services));
  if (!resolved || token.isCancellationRequested) {
    return [];
  }
  const dialect = analysis?.scan.dialect ?? guessDialect(...textAround(document, position)) ?? 'generic';
  const known = analysis && inputAt(analysis, document.offsetAt(position))?.input;
  const fits = known?.fits ?? fittingReferences(dialect, mediaKindOfName(value));
  const { line, character } = position;
  const replacement = { document: document.uri.toString(), line, character, value };
  const existing = await existingUploads(services, resolved.file, fittingProviders(fits));
  // A ComfyUI server may call a file just what it is called here: then the string is its reference already.
  const isThere = (record: UploadRecord): boolean => fittingReference(record, fits)?.value === value;
  const done = existing.filter(isThere).map(({ provider }) => provider);
  const providers = providersTaking(fits, value).filter(({ id }) => !done.includes(id));
  const reason = existing.length === 0 ? unsupportedReason(fits, value) : undefined;
  const offers = [
    ...existing
      .filter((record) => fittingReference(record, fits) && !isThere(record))
      .map((record) => reuseOffer(record, replacement)),
    ...(reason === undefined
      ? uploadOffers(services, { ask: dialect === 'generic', providers, replacement })
      : [{ ...replaceOffer(l10n.t('Upload and replace...'), replacement), disabledReason: reason }]),
  ];
  return codeActionsFor(offers, context, position);
}

/**
 * Uploads of exactly this file whose references still work, the newest of each provider. The file is compared by path,
 * size and time: nothing is read or hashed for a lightbulb.
 */
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

/** A request without its provider. */
type Replacement = Omit<ReplaceRequest, 'provider'>;

function reuseOffer(record: UploadRecord, replacement: Replacement): Offer {
  const label = shown(providerById(record.provider).label);
  const title = l10n.t('Replace with existing {0} reference ({1})', label, lifetimeText(record.reference, Date.now()));
  const offer = replaceOffer(title, { ...replacement, recordId: record.id }, record.provider);
  return { ...offer, isPreferred: true };
}

interface UploadOptions {
  /** Whether any provider may be meant, so that the person is asked. */
  readonly ask: boolean;
  readonly providers: readonly Provider[];
  readonly replacement: Replacement;
}

function uploadOffers(services: Services, { ask, providers, replacement }: UploadOptions): readonly Offer[] {
  const preferred = services.settings.defaultProvider;
  const sorted = [...providers].sort((a, b) => Number(b.id === preferred) - Number(a.id === preferred));
  const [first] = sorted;
  const upload = (provider: Provider): Offer => ({
    ...replaceOffer(l10n.t('Upload to {0} and replace', shown(provider.label)), replacement, provider.id),
    isPreferred: provider === first,
  });
  if (!ask || first === undefined) {
    return sorted.map(upload);
  }
  // Any provider may be meant, and one question is better than five entries in the lightbulb.
  const known = first.id === preferred ? [upload(first)] : [];
  const choose = replaceOffer(l10n.t('Upload and replace...'), replacement);
  return [...known, { ...choose, isPreferred: known.length === 0 }];
}

function replaceOffer(title: ShownText, replacement: Replacement, provider?: ProviderId): Offer {
  return { title, command: 'replaceString', argument: { ...replacement, provider } satisfies ReplaceRequest };
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
