import * as types from '../../bench/editor/vscodeTypes.ts';

export const { CodeAction, CodeActionKind, Diagnostic, EventEmitter, Position, Range, Uri } = types;
export const { DocumentLink, DocumentSymbol, SymbolKind } = types;

/** As much of `vscode` as the unit tests of the editor need. Tests change what they want to be different. */
export const env = { language: 'en' };

export const l10n = {
  t: (message: string, ...values: readonly unknown[]): string =>
    message.replace(/\{(\d+)\}/g, (_placeholder, index: string) => String(values[Number(index)])),
};

const nothing = { dispose: (): void => undefined };

export const commands = {
  executeCommand: async (_name: string, ..._args: readonly unknown[]): Promise<unknown> => undefined,
  registerCommand: (_name: string, _run: unknown) => nothing,
};

export const languages = {
  registerHoverProvider: (_selector: unknown, _provider: unknown) => nothing,
  registerInlayHintsProvider: (_selector: unknown, _provider: unknown) => nothing,
};

export class Disposable {
  readonly dispose: () => void;

  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
}

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
export class FileSystemError extends Error {}
export class CancellationError extends Error {
  override readonly name = 'Canceled';
}
export const InputBoxValidationSeverity = { Info: 1, Warning: 2, Error: 3 };
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };
export const QuickInputButtons = { Back: { iconPath: undefined, tooltip: 'Back' } };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };

export const window = {
  withProgress: async (_options: unknown, work: (bar: unknown, token: unknown) => unknown): Promise<unknown> =>
    work({ report: () => undefined }, { onCancellationRequested: () => nothing }),
  createOutputChannel: (_name: string) => nothing,
  showErrorMessage: async (_message: string): Promise<unknown> => undefined,
  showWarningMessage: async (_message: string): Promise<unknown> => undefined,
  visibleTextEditors: [] as readonly unknown[],
  registerFileDecorationProvider: (_provider: unknown) => nothing,
};

export const workspace = {
  workspaceFolders: [],
  isTrusted: true,
  getWorkspaceFolder: (_uri: unknown) => undefined,
  asRelativePath: (path: string) => path,
  fs: { isWritableFileSystem: (scheme: string) => scheme === 'file' },
  createFileSystemWatcher: (_pattern: string) => {
    const { event } = new types.EventEmitter<unknown>();
    return { ...nothing, onDidChange: event, onDidCreate: event, onDidDelete: event };
  },
};

/** Only named by the sources; no unit test makes one. */
class Unused {}

export {
  Unused as WorkspaceEdit,
  Unused as QuickPickItemKind,
  Unused as RelativePattern,
  Unused as TabInputCustom,
  Unused as TabInputText,
  Unused as CompletionItem,
  Unused as CompletionItemKind,
  Unused as CompletionList,
  Unused as DocumentDropEdit,
  Unused as DocumentPasteEdit,
  Unused as InlayHint,
};

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class FileDecoration {
  readonly badge: string | undefined;
  readonly tooltip: string | undefined;
  readonly color: ThemeColor | undefined;

  constructor(badge?: string, tooltip?: string, color?: ThemeColor) {
    this.badge = badge;
    this.tooltip = tooltip;
    this.color = color;
  }
}

export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class TreeItem {
  readonly label: string;

  constructor(label: string) {
    this.label = label;
  }
}

export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false, onCancellationRequested: () => nothing };

  cancel(): void {}

  dispose(): void {}
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

export class MarkdownString {
  value = '';

  appendText(text: string): this {
    this.value += text;
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class Hover {
  readonly contents: readonly unknown[];
  readonly range: unknown;

  constructor(contents: unknown, range: unknown) {
    this.contents = [contents];
    this.range = range;
  }
}
