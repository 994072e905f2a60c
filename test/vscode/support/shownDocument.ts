import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './answers.ts';

/** The extension's own diagnostics of a document. */
export function problems(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Workflow Assets');
}

/** The same, once there are exactly `count`. */
export function problemsOnce(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  return until(`${count} problems`, () => {
    const found = problems(document);
    return found.length === count ? found : undefined;
  });
}

export async function inlayHints(document: vscode.TextDocument): Promise<vscode.InlayHint[]> {
  const range = new vscode.Range(0, 0, document.lineCount, 0);
  return vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, range);
}

export async function hintTexts(document: vscode.TextDocument): Promise<string[]> {
  return (await inlayHints(document)).map(({ label }) =>
    typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
  );
}

/** All hovers at the first occurrence of a text, as Markdown. */
export async function hoverOver(document: vscode.TextDocument, text: string): Promise<string> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    positionOf(document, text),
  );
  return found
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** What the extension's lightbulb offers at the first occurrence of a text. */
export async function actionsAt(document: vscode.TextDocument, text: string): Promise<vscode.CodeAction[]> {
  const position = positionOf(document, text);
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(position, position),
  );
  return found.filter((action) => action.command?.command.startsWith('workflowAssets.'));
}

/** Chooses from the lightbulb at the first occurrence of a text, once it offers this, and waits for its end. */
export async function runAction(document: vscode.TextDocument, text: string, title: RegExp): Promise<void> {
  const command = await until(`the action ${title}`, async () => {
    const found = (await actionsAt(document, text)).find((action) => title.test(action.title));
    return found?.command;
  });
  await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `${text} in ${document.getText()}`);
  return document.positionAt(offset + 1);
}
