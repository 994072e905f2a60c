import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../harness/paths.ts';
import { anything } from '../anything.ts';
import type { MirrorDocument } from './mirrorDocument.ts';
import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  EventEmitter,
  Position,
  Range,
  SymbolKind,
  Uri,
} from './vscodeTypes.ts';

export interface CodeActionProvider {
  provideCodeActions(
    document: MirrorDocument,
    range: Range,
    context: { diagnostics: readonly Diagnostic[]; only: undefined; triggerKind: number },
    token: { isCancellationRequested: boolean },
  ): Promise<readonly CodeAction[]> | readonly CodeAction[];
}

interface DocumentLinkProvider {
  provideDocumentLinks(document: MirrorDocument): Promise<readonly DocumentLink[]>;
}

interface DocumentSymbolProvider {
  provideDocumentSymbols(document: MirrorDocument): Promise<readonly DocumentSymbol[]>;
}

/** Trigger kind of a question VS Code asks by itself, because the cursor has moved. */
const automatic = 2;

/** As many diagnostics as VS Code hands over with one question. */
const maxDiagnostics = 1000;

/**
 * A `vscode` that is real where the lightbulb looks: documents, positions, code actions, settings, events. All the rest can
 * be called and does nothing.
 */
export class FakeVscode {
  readonly module: unknown;
  readonly #providers: CodeActionProvider[] = [];
  #linkProvider: DocumentLinkProvider | undefined;
  #symbolProvider: DocumentSymbolProvider | undefined;
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #typed = new EventEmitter<{ document: MirrorDocument; contentChanges: readonly unknown[] }>();
  readonly #shown = new EventEmitter<readonly { document: MirrorDocument }[]>();
  readonly #drawn = new EventEmitter<string>();
  #editors: readonly { document: MirrorDocument }[] = [];

  constructor(workspaceFolder: string) {
    const folder = { uri: Uri.file(workspaceFolder), name: 'bench', index: 0 };
    const isInFolder = (uri: Uri): boolean => uri.scheme === 'file' && uri.fsPath.startsWith(workspaceFolder);
    const fakeProvider = this;
    this.module = withAnythingElse({
      Uri,
      Position,
      Range,
      CodeAction,
      CodeActionKind,
      Diagnostic,
      DocumentLink,
      DocumentSymbol,
      SymbolKind,
      EventEmitter,
      CodeActionTriggerKind: { Invoke: 1, Automatic: automatic },
      DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
      Disposable: {
        from: (...disposables: readonly { dispose(): unknown }[]) => ({
          dispose: () => disposables.forEach((each) => void each.dispose()),
        }),
      },
      l10n: {
        t: (message: string, ...values: readonly unknown[]) =>
          message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
      },
      env: withAnythingElse({ language: 'en' }),
      languages: withAnythingElse({
        match: () => 10,
        registerCodeActionsProvider: (_selector: unknown, provider: CodeActionProvider) => {
          this.#providers.push(provider);
          return { dispose() {} };
        },
        registerDocumentLinkProvider: (_selector: unknown, provider: DocumentLinkProvider) => {
          this.#linkProvider = provider;
          return { dispose() {} };
        },
        registerDocumentSymbolProvider: (_selector: unknown, provider: DocumentSymbolProvider) => {
          this.#symbolProvider = provider;
          return { dispose() {} };
        },
        createDiagnosticCollection: () => this.#collection(),
      }),
      window: withAnythingElse({
        get visibleTextEditors() {
          return fakeProvider.#editors;
        },
        get activeTextEditor() {
          return fakeProvider.#editors[0];
        },
        onDidChangeVisibleTextEditors: this.#shown.event,
      }),
      workspace: withAnythingElse({
        workspaceFolders: [folder],
        isTrusted: true,
        getWorkspaceFolder: (uri: Uri) => (isInFolder(uri) ? folder : undefined),
        getConfiguration: (section: string) => configuration(section),
        onDidChangeTextDocument: this.#typed.event,
      }),
    });
  }

  /** Shows a document beside nothing else, and waits until the extension has read it. */
  async show(document: MirrorDocument): Promise<void> {
    const uri = document.uri.toString();
    const drawn = new Promise<void>((resolve) => {
      const listener = this.#drawn.event((each) => {
        if (each === uri) {
          listener.dispose();
          resolve();
        }
      });
    });
    this.showUnread(document);
    await drawn;
  }

  showUnread(document: MirrorDocument): void {
    this.#editors = [{ document }];
    this.#shown.fire(this.#editors);
  }

  type(document: MirrorDocument, place: Position, text: string): void {
    document.insert(place, text);
    this.#typed.fire({ document, contentChanges: [{ range: new Range(place, place), text }] });
  }

  isDrawn(document: MirrorDocument): boolean {
    return this.#diagnostics.has(document.uri.toString());
  }

  forget(document: MirrorDocument): void {
    this.#diagnostics.delete(document.uri.toString());
  }

  /** What VS Code does when the cursor rests: it asks every provider, and hands over the diagnostics at the place. */
  async codeActions(document: MirrorDocument, position: Position): Promise<readonly CodeAction[]> {
    const known = this.#diagnostics.get(document.uri.toString()) ?? [];
    const diagnostics = known.filter(({ range }) => range.contains(position)).slice(0, maxDiagnostics);
    const context = { diagnostics, only: undefined, triggerKind: automatic };
    const range = new Range(position, position);
    const token = { isCancellationRequested: false };
    const answers = await Promise.all(
      this.#providers.map((provider) => provider.provideCodeActions(document, range, context, token)),
    );
    return answers.flat();
  }

  /** Whether links and symbols can be asked for: they are provided once a workflow has been analysed. */
  get isNavigable(): boolean {
    return this.#linkProvider !== undefined && this.#symbolProvider !== undefined;
  }

  async links(document: MirrorDocument): Promise<readonly DocumentLink[]> {
    return (await this.#linkProvider?.provideDocumentLinks(document)) ?? [];
  }

  async symbols(document: MirrorDocument): Promise<readonly DocumentSymbol[]> {
    return (await this.#symbolProvider?.provideDocumentSymbols(document)) ?? [];
  }

  #collection(): unknown {
    return {
      set: (uri: Uri, diagnostics: readonly Diagnostic[]) => {
        this.#diagnostics.set(uri.toString(), diagnostics);
        this.#drawn.fire(uri.toString());
      },
      delete: (uri: Uri) => this.#diagnostics.delete(uri.toString()),
      dispose() {},
    };
  }
}

/** The settings' defaults, as the manifest has them. */
function configuration(section: string): { get(name: string): unknown; inspect(name: string): unknown } {
  const get = (name: string): unknown => defaults[`${section}.${name}`]?.default;
  return { get, inspect: (name) => ({ defaultValue: get(name) }) };
}

const categories: readonly { readonly properties: object }[] = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).contributes.configuration;
const defaults: Readonly<Record<string, { readonly default?: unknown }>> = Object.assign(
  {},
  ...categories.map(({ properties }) => properties),
);

function withAnythingElse(known: object): unknown {
  const rest = anything() as Record<string | symbol, unknown>;
  return new Proxy(known, {
    get: (target, name, receiver) => (name in target ? Reflect.get(target, name, receiver) : rest[name]),
  });
}
