import type * as vscode from 'vscode';
import {
  CodeAction as UnguardedCodeAction,
  CompletionItem as UnguardedCompletionItem,
  Diagnostic as UnguardedDiagnostic,
  DocumentDropEdit as UnguardedDocumentDropEdit,
  DocumentLink as UnguardedDocumentLink,
  DocumentPasteEdit as UnguardedDocumentPasteEdit,
  DocumentSymbol as UnguardedDocumentSymbol,
  FileDecoration as UnguardedFileDecoration,
  InlayHint as UnguardedInlayHint,
  TreeItem as UnguardedTreeItem,
} from 'vscode';
import type { ShownText } from '../text/shown.ts';
import type { Shown } from './window.ts';

// The constructors here are VS Code's own. Their types take only text that may be shown, which is all that differs.

export interface TreeItem
  extends Omit<Shown<vscode.TreeItem, 'label' | 'description'>, 'tooltip' | 'accessibilityInformation'> {
  /** Markdown is made by `MarkdownText`. */
  tooltip?: ShownText | vscode.MarkdownString | undefined;
  /** What a screen reader says instead of the label. */
  accessibilityInformation?: { readonly label: ShownText; readonly role?: string };
}

export const TreeItem = UnguardedTreeItem as unknown as new (
  label: ShownText,
  collapsibleState?: vscode.TreeItemCollapsibleState,
) => TreeItem;

export type Diagnostic = Shown<vscode.Diagnostic, 'message'>;

export const Diagnostic = UnguardedDiagnostic as unknown as new (
  range: vscode.Range,
  message: ShownText,
  severity?: vscode.DiagnosticSeverity,
) => Diagnostic;

export interface CodeAction extends Omit<Shown<vscode.CodeAction, 'title'>, 'disabled'> {
  disabled?: { readonly reason: ShownText };
}

export const CodeAction = UnguardedCodeAction as unknown as new (
  title: ShownText,
  kind?: vscode.CodeActionKind,
) => CodeAction;

export interface InlayHint extends Shown<vscode.InlayHint, 'label'> {
  tooltip?: ShownText | vscode.MarkdownString | undefined;
}

export const InlayHint = UnguardedInlayHint as unknown as new (
  position: vscode.Position,
  label: ShownText,
) => InlayHint;

export interface CompletionItem extends Omit<Shown<vscode.CompletionItem, 'detail'>, 'label' | 'documentation'> {
  label: ShownText | { readonly label: ShownText; readonly detail?: ShownText; readonly description?: ShownText };
  documentation?: ShownText | vscode.MarkdownString;
}

export const CompletionItem = UnguardedCompletionItem as unknown as new (
  label: CompletionItem['label'],
  kind?: vscode.CompletionItemKind,
) => CompletionItem;

export type FileDecoration = Shown<vscode.FileDecoration, 'badge' | 'tooltip'>;

export const FileDecoration = UnguardedFileDecoration as unknown as new (
  badge?: ShownText,
  tooltip?: ShownText,
  color?: vscode.ThemeColor,
) => FileDecoration;

export type DocumentDropEdit = Shown<vscode.DocumentDropEdit, 'title'>;

export const DocumentDropEdit = UnguardedDocumentDropEdit as unknown as new (
  insertText: string | vscode.SnippetString,
  title: ShownText,
  kind: vscode.DocumentDropOrPasteEditKind,
) => DocumentDropEdit;

export type DocumentPasteEdit = Shown<vscode.DocumentPasteEdit, 'title'>;

export const DocumentPasteEdit = UnguardedDocumentPasteEdit as unknown as new (
  insertText: string | vscode.SnippetString,
  title: ShownText,
  kind: vscode.DocumentDropOrPasteEditKind,
) => DocumentPasteEdit;

export type DocumentLink = Shown<vscode.DocumentLink, 'tooltip'>;

export const DocumentLink = UnguardedDocumentLink as unknown as new (
  range: vscode.Range,
  target?: vscode.Uri,
) => DocumentLink;

export interface DocumentSymbol extends Omit<Shown<vscode.DocumentSymbol, 'name' | 'detail'>, 'children'> {
  children: DocumentSymbol[];
}

export const DocumentSymbol = UnguardedDocumentSymbol as unknown as new (
  ...parts: readonly [
    name: ShownText,
    detail: ShownText,
    kind: vscode.SymbolKind,
    range: vscode.Range,
    selectionRange: vscode.Range,
  ]
) => DocumentSymbol;
