import { stat } from 'node:fs/promises';
import {
  type CancellationToken,
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  l10n,
  languages,
  type Range,
  type TextDocument,
  Uri,
} from 'vscode';
import type { Engine } from '../../core/engine.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { ProviderId } from '../../core/providers/provider.ts';
import { registerCommand } from '../commands/command.ts';
import { lifetimeText } from '../lifetimeText.ts';
import type { Services } from '../services.ts';
import { kindOfAction, ownDiagnostics, rewriteKind } from './actionKinds.ts';
import { pathContextOf } from './documentPaths.ts';
import { fittingProviders, fittingReference } from './fittingReference.ts';
import type { ReplaceRequest } from './replaceString.ts';
import { type WorkflowDocuments, workflowLanguages } from './workflowDocuments.ts';

/** Beginning of a document that is looked at to guess its dialect, and text around the cursor: bounded, see below. */
const headLines = 60;
const headLength = 16_384;

/** The lightbulb on a string that names a local media file, or is a reference made from one. */
export function registerLightbulb(services: Services, documents: WorkflowDocuments): void {
  services.context.subscriptions.push(
    languages.registerCodeActionsProvider(workflowLanguages, new Lightbulb(services, documents), {
      providedCodeActionKinds: [CodeActionKind.QuickFix, rewriteKind],
    }),
  );
  registerCommand(services, 'replaceString', async (request) =>
    (await services.firstUse()).replaceString(services, request as ReplaceRequest),
  );
}

/**
 * Runs on every move of the cursor, so it looks at the current line and a bounded head only; the document is scanned
 * when an action is chosen.
 */
class Lightbulb implements CodeActionProvider {
  readonly #services: Services;
  readonly #documents: WorkflowDocuments;

  constructor(services: Services, documents: WorkflowDocuments) {
    this.#services = services;
    this.#documents = documents;
  }

  async provideCodeActions(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    // What is known already says what a reference is; without it nothing is offered for references, and nothing read.
    const analysis = this.#documents.known(document);
    if (!analysis) {
      return this.#uploads(document, range, context, token);
    }
    const { quickFixes } = await this.#services.firstUse();
    const { actions, mayBeFile } = await quickFixes(this.#services, document, range.start, context, analysis);
    return [...actions, ...(mayBeFile ? await this.#uploads(document, range, context, token) : [])];
  }

  async #uploads(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    const line = document.lineAt(range.start.line).text;
    // Cheap enough to ask before the second bundle is loaded: most lines of most JSON files end here.
    if (!line.includes('"') || !line.includes('.')) {
      return [];
    }
    const engine = await this.#services.engine();
    const { workflow } = engine;
    const found = workflow.stringAt(line, range.start.character);
    if (!found || token.isCancellationRequested || !workflow.couldBeMediaPath(found.value)) {
      return [];
    }
    const resolved = await workflow.resolvePath(found.value, pathContextOf(document.uri, this.#services.settings));
    if (!resolved || token.isCancellationRequested) {
      return [];
    }
    const dialect = workflow.guessDialect(...surroundings(document, range)) ?? 'generic';
    const kind = workflow.mediaKindOfName(found.value);
    const fits = workflow
      .fittingReferences(dialect, kind)
      .filter(({ provider }) => !kind || engine.providerById(provider).limits.some((limits) => limits.kind === kind));
    const request = {
      document: document.uri.toString(),
      offset: document.offsetAt(range.start),
      value: found.value,
    };
    const existing = await this.#existing(engine, resolved.file, fittingProviders(fits));
    const actions = [
      ...existing
        .filter((record) => fittingReference(record, fits))
        .map((record) => this.#useAction(engine, record, request)),
      ...this.#uploadActions(engine, dialect === 'generic', fittingProviders(fits), request),
    ];
    const diagnostics = ownDiagnostics(context, range.start);
    for (const each of actions) {
      each.kind = kindOfAction(context, diagnostics);
      each.diagnostics = diagnostics;
    }
    return actions;
  }

  /** Living uploads of exactly this file, told by its path, size and time: nothing is read or hashed for a lightbulb. */
  async #existing(engine: Engine, file: string, providers: readonly ProviderId[]): Promise<UploadRecord[]> {
    if (!this.#services.settings.reuseUploads) {
      return [];
    }
    const { size, mtimeMs } = await stat(file);
    const now = Date.now();
    const newest = new Map<ProviderId, UploadRecord>();
    for (const record of engine.history.findByFile(Uri.file(file).toString())) {
      const alive = (record.reference.expiresAt ?? Number.POSITIVE_INFINITY) > now;
      const unchanged = record.size === size && Math.abs(record.mtimeMs - mtimeMs) < 1;
      if (alive && unchanged && providers.includes(record.provider) && !newest.has(record.provider)) {
        newest.set(record.provider, record);
      }
    }
    const own = await Promise.all([...newest.values()].map((record) => this.#isOwn(engine, record)));
    return [...newest.values()].filter((_, index) => own[index]);
  }

  /** A reference of another key or another server would not run in this account. */
  async #isOwn(engine: Engine, record: UploadRecord): Promise<boolean> {
    try {
      const scope = engine.scopeOf(await this.#services.accounts.current(record.provider));
      return scope.origin === record.origin && scope.account === record.account;
    } catch {
      // No key or no valid endpoint: then there is no account the reference could belong to.
      return false;
    }
  }

  #useAction(engine: Engine, record: UploadRecord, request: Omit<ReplaceRequest, 'provider'>): CodeAction {
    const label = engine.providerById(record.provider).label;
    const title = l10n.t(
      'Replace with existing {0} reference ({1})',
      label,
      lifetimeText(record.reference, Date.now()),
    );
    return action(title, { ...request, provider: record.provider, recordId: record.id }, true);
  }

  #uploadActions(
    engine: Engine,
    ask: boolean,
    providers: readonly ProviderId[],
    request: Omit<ReplaceRequest, 'provider'>,
  ): CodeAction[] {
    const preferred = this.#services.settings.defaultProvider;
    const order = [...providers].sort((a, b) => Number(b === preferred) - Number(a === preferred));
    const upload = (id: ProviderId): CodeAction =>
      action(
        l10n.t('Upload to {0} and replace', engine.providerById(id).label),
        { ...request, provider: id },
        id === order[0],
      );
    if (!ask) {
      return order.map(upload);
    }
    // Any provider may be meant; five entries in a lightbulb are four too many.
    const known = order[0] === preferred && preferred ? [upload(preferred)] : [];
    return [...known, action(l10n.t('Upload and replace...'), { ...request, provider: undefined }, known.length === 0)];
  }
}

function action(title: string, request: ReplaceRequest, preferred: boolean): CodeAction {
  const result = new CodeAction(title, rewriteKind);
  result.command = { command: 'workflowAssets.replaceString', title, arguments: [request] };
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
