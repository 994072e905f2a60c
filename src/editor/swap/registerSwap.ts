import {
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  CodeActionTriggerKind,
  commands,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { CodeAction } from '../display/items.ts';
import { window } from '../display/window.ts';
import type { Analysis } from '../documents/analysis.ts';
import { hasFileBetween } from '../documents/inputAt.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { type CommandName, commandId, idPrefix, workflowCommands } from '../ids/commandIds.ts';
import { contextKeys } from '../ids/contextKeys.ts';
import { rewriteKind } from '../lightbulb/codeActions.ts';
import { inBackground, once } from '../promises.ts';
import { registerCommand } from '../registerCommand.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

/** What `editor.codeActionsOnSave` names. */
const swapAllKind = CodeActionKind.Source.append(idPrefix).append('swapAll');

/** Everything that swaps or resolves a whole document: its commands, its code actions and the key its menus ask for. */
export function registerSwap(lazy: Lazy, documents: WorkflowDocuments): void {
  for (const name of workflowCommands) {
    registerCommand(lazy, name, async (clicked, selected) => {
      const { services, [name]: run } = await lazy.features();
      return run(services, clicked, selected);
    });
  }
  const swapOnSave = once(async () => {
    const { services, SwapOnSave } = await lazy.features();
    return new SwapOnSave(services);
  });
  registerCommand(lazy, 'swapOnSave', async (document) => (await swapOnSave()).start(document as string));
  lazy.activation.disposables.add(
    languages.registerCodeActionsProvider(workflowLanguages, new SwapActions(documents), {
      providedCodeActionKinds: [rewriteKind, swapAllKind],
    }),
  );
  updateContextKeys(lazy, documents);
}

/** Called on every cursor move, so it uses only what is known of the document already. */
class SwapActions implements CodeActionProvider {
  readonly #documents: WorkflowDocuments;

  constructor(documents: WorkflowDocuments) {
    this.#documents = documents;
  }

  async provideCodeActions(document: TextDocument, range: Range, context: CodeActionContext): Promise<CodeAction[]> {
    const { only, triggerKind } = context;
    const isAutomatic = triggerKind === CodeActionTriggerKind.Automatic;
    const analysis = this.#documents.known(document);
    if (only?.contains(swapAllKind)) {
      // In a document that isn't analysed yet there may be files; the command finds out.
      if (analysis?.fileCount === 0 || !(await this.#documents.isWorkflow(document))) {
        return [];
      }
      const title = l10n.t('Upload all local files and replace...');
      // VS Code requests source actions by itself only when it saves, and waits for their commands.
      return isAutomatic
        ? [action(title, swapAllKind, { command: 'swapOnSave', argument: document.uri.toString() })]
        : [action(title, swapAllKind, { command: 'swapReferences', argument: document.uri })];
    }
    if (!analysis || (only && !only.contains(rewriteKind))) {
      return [];
    }
    const files = analysis.fileCount;
    // For a single file the action on its own string does the same, without a preview.
    if (files < 2 || (isAutomatic && !isAtLocalFile(document, range, analysis))) {
      return [];
    }
    const title = l10n.t('Upload all {0} local files and replace...', files);
    return [action(title, rewriteKind, { command: 'swapReferences', argument: document.uri })];
  }
}

function isAtLocalFile(document: TextDocument, range: Range, analysis: Analysis): boolean {
  const line = document.lineAt(range.start.line).range;
  return hasFileBetween(analysis, document.offsetAt(line.start), document.offsetAt(line.end));
}

function action(
  title: ShownText,
  kind: CodeActionKind,
  { command, argument }: { readonly command: CommandName; readonly argument: unknown },
): CodeAction {
  const result = new CodeAction(title, kind);
  result.command = { command: commandId(command), title, arguments: [argument] };
  return result;
}

/**
 * Sets the context key for menus. It is false for JSON of no known format: buttons in the title of every document that
 * happens to name a picture would be in the way.
 */
function updateContextKeys({ activation }: Lazy, documents: WorkflowDocuments): void {
  let isSet = false;
  const update = (): void => {
    const document = window.activeTextEditor?.document;
    const dialect = document && documents.known(document)?.scan.dialect;
    const isWorkflow = dialect !== undefined && dialect !== 'generic';
    if (isWorkflow !== isSet) {
      isSet = isWorkflow;
      inBackground(activation.log, commands.executeCommand('setContext', contextKeys.isWorkflow, isWorkflow));
    }
  };
  activation.disposables.add(window.onDidChangeActiveTextEditor(update));
  activation.disposables.add(
    documents.onDidAnalyse((document) => document === window.activeTextEditor?.document && update()),
  );
  update();
}
