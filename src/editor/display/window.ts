import type * as vscode from 'vscode';
import { window as unguardedWindow } from 'vscode';
import type { ShownText } from '../text/shown.ts';

/** `T` with these of its properties holding only text that may be shown. */
export type Shown<T, K extends keyof T> = Omit<T, K> & {
  [P in keyof Pick<T, K>]: ShownText | Exclude<T[P], string | object>;
};

export interface ShownQuickPickItem extends Shown<vscode.QuickPickItem, 'label' | 'description' | 'detail'> {
  readonly buttons?: readonly (vscode.QuickInputButton & { readonly tooltip?: ShownText })[];
}

export type ShownQuickPick<T extends ShownQuickPickItem> = Shown<vscode.QuickPick<T>, 'title' | 'placeholder'>;

/** A text below an input box that needn't be an error. */
export interface InputBoxMessage extends Omit<vscode.InputBoxValidationMessage, 'message'> {
  readonly message: ShownText;
}

export interface ShownInputBox extends Shown<vscode.InputBox, 'title' | 'placeholder' | 'prompt'> {
  validationMessage: ShownText | InputBoxMessage | undefined;
}

export type ShownStatusBarItem = Shown<vscode.StatusBarItem, 'text' | 'tooltip' | 'name'>;

export type ShownTreeView<T> = Shown<vscode.TreeView<T>, 'title' | 'description' | 'message'>;

export type ShownProgress = vscode.Progress<{ readonly message?: ShownText; readonly increment?: number }>;

export interface ShownInputBoxOptions extends Shown<vscode.InputBoxOptions, 'title' | 'prompt' | 'placeHolder'> {
  validateInput?(value: string): ShownText | undefined;
}

type MessageOptions = Shown<vscode.MessageOptions, 'detail'>;
type MessageItem = Shown<vscode.MessageItem, 'title'>;
type QuickPickOptions = Shown<vscode.QuickPickOptions, 'title' | 'placeHolder'>;

interface ShowMessage {
  (message: ShownText, ...buttons: readonly ShownText[]): Thenable<ShownText | undefined>;
  (message: ShownText, options: MessageOptions, ...buttons: readonly ShownText[]): Thenable<ShownText | undefined>;
  <T extends MessageItem>(
    message: ShownText,
    options: MessageOptions,
    ...buttons: readonly T[]
  ): Thenable<T | undefined>;
}

interface ShowQuickPick {
  <T extends ShownQuickPickItem>(
    items: readonly T[] | Thenable<readonly T[]>,
    options: QuickPickOptions & { readonly canPickMany: true },
    token?: vscode.CancellationToken,
  ): Thenable<T[] | undefined>;
  <T extends ShownQuickPickItem>(
    items: readonly T[] | Thenable<readonly T[]>,
    options: QuickPickOptions,
    token?: vscode.CancellationToken,
  ): Thenable<T | undefined>;
}

/** What `vscode.window` does, given nothing to show but text that may be shown. */
interface ShownWindow
  extends Pick<
    typeof vscode.window,
    | 'activeTextEditor'
    | 'createOutputChannel'
    | 'onDidChangeActiveTextEditor'
    | 'onDidChangeVisibleTextEditors'
    | 'onDidChangeWindowState'
    | 'registerFileDecorationProvider'
    | 'showTextDocument'
    | 'state'
    | 'tabGroups'
    | 'visibleTextEditors'
  > {
  readonly showInformationMessage: ShowMessage;
  readonly showWarningMessage: ShowMessage;
  readonly showErrorMessage: ShowMessage;
  readonly showQuickPick: ShowQuickPick;
  showInputBox(options: ShownInputBoxOptions): Thenable<string | undefined>;
  showOpenDialog(options: Shown<vscode.OpenDialogOptions, 'title' | 'openLabel'>): Thenable<vscode.Uri[] | undefined>;
  showSaveDialog(options: Shown<vscode.SaveDialogOptions, 'title' | 'saveLabel'>): Thenable<vscode.Uri | undefined>;
  createQuickPick<T extends ShownQuickPickItem>(): ShownQuickPick<T>;
  createInputBox(): ShownInputBox;
  createStatusBarItem(id: string, alignment: vscode.StatusBarAlignment, priority?: number): ShownStatusBarItem;
  createTreeView<T>(id: string, options: vscode.TreeViewOptions<T>): ShownTreeView<T>;
  setStatusBarMessage(text: ShownText, hideAfterMilliseconds: number): vscode.Disposable;
  withProgress<R>(
    options: Shown<vscode.ProgressOptions, 'title'>,
    task: (progress: ShownProgress, token: vscode.CancellationToken) => Thenable<R>,
  ): Thenable<R>;
}

/** The one way to VS Code's notifications, dialogs, lists, input boxes, progress, status bar and views. */
export const window = unguardedWindow as unknown as ShownWindow;
