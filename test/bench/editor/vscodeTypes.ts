import { fileURLToPath, pathToFileURL } from 'node:url';

/** What documents and code actions are made of, as in VS Code's own API and with nothing more than the extension uses. */

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  compareTo(other: Position): number {
    return this.line - other.line || this.character - other.character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(start: Position, end: Position);
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(...ends: readonly [Position, Position] | readonly [number, number, number, number]) {
    const [one, two, line, character] = ends;
    const isPlaces = typeof one === 'object';
    this.start = isPlaces ? one : new Position(one, two as number);
    this.end = isPlaces ? (two as Position) : new Position(line ?? 0, character ?? 0);
  }

  contains(position: Position): boolean {
    return this.start.compareTo(position) <= 0 && position.compareTo(this.end) <= 0;
  }
}

export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly #text: string;

  private constructor(text: string) {
    const { protocol, host, pathname, search } = new URL(text);
    this.scheme = protocol.slice(0, -1);
    this.authority = host;
    this.path = decodeURIComponent(pathname);
    this.query = decodeURIComponent(search.slice(1));
    this.#text = text;
  }

  static file(path: string): Uri {
    return new Uri(pathToFileURL(path).href);
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  get fsPath(): string {
    return this.authority === '' ? fileURLToPath(this.#text) : `//${this.authority}${this.path}`;
  }

  toString(): string {
    return this.#text;
  }
}

export class CodeActionKind {
  static readonly Empty = new CodeActionKind('');
  static readonly QuickFix = new CodeActionKind('quickfix');
  static readonly RefactorRewrite = new CodeActionKind('refactor.rewrite');
  static readonly Source = new CodeActionKind('source');
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === '' ? part : `${this.value}.${part}`);
  }

  contains(other: CodeActionKind): boolean {
    return this.value === '' || other.value === this.value || other.value.startsWith(`${this.value}.`);
  }
}

export class CodeAction {
  readonly title: string;
  kind: CodeActionKind | undefined;

  constructor(title: string, kind?: CodeActionKind) {
    this.title = title;
    this.kind = kind;
  }
}

export class Diagnostic {
  readonly range: Range;
  readonly message: string;
  readonly severity: number;
  source: string | undefined;

  constructor(range: Range, message: string, severity: number) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class DocumentLink {
  readonly range: Range;
  target: Uri | undefined;
  tooltip: string | undefined;

  constructor(range: Range, target?: Uri) {
    this.range = range;
    this.target = target;
  }
}

export const SymbolKind = { File: 0, Module: 1, Namespace: 2, Class: 4 };

export class DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: number;
  readonly range: Range;
  readonly selectionRange: Range;
  children: DocumentSymbol[] = [];

  constructor(...parts: readonly [name: string, detail: string, kind: number, range: Range, selectionRange: Range]) {
    [this.name, this.detail, this.kind, this.range, this.selectionRange] = parts;
    if (this.name.trim().length === 0) {
      throw new Error('name must not be falsy');
    }
    if (!this.range.contains(this.selectionRange.start) || !this.range.contains(this.selectionRange.end)) {
      throw new Error('selectionRange must be contained in fullRange');
    }
  }
}

type Listener<T> = (event: T) => void;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(event: T): void {
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
