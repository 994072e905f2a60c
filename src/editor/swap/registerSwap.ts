import { CodeActionKind, type CodeActionProvider, commands, languages } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import type { CodeAction } from '../display/items.ts';
import { window } from '../display/window.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { idPrefix, workflowCommands } from '../ids/commandIds.ts';
import { contextKeys } from '../ids/contextKeys.ts';
import { rewriteKind } from '../lightbulb/rewriteKind.ts';
import { inBackground, once } from '../promises.ts';
import { registerCommand } from '../registerCommand.ts';

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
  registerActions(lazy, documents);
  updateContextKeys(lazy, documents);
}

/**
 * VS Code asks for actions on every cursor move, so what is known of the document has to do, unless somebody wants all of
 * its files replaced as it is saved.
 */
function registerActions({ activation, language }: Lazy, documents: WorkflowDocuments): void {
  const provider: CodeActionProvider<CodeAction> = {
    provideCodeActions: async (document, range, context) => {
      const analysis = documents.known(document);
      const isForAll = context.only?.contains(swapAllKind) === true;
      if (!analysis && !(isForAll && (await documents.isWorkflow(document)))) {
        return [];
      }
      const { swapActions } = await language();
      return swapActions(document, { range, context, analysis, swapAllKind });
    },
  };
  activation.disposables.add(
    languages.registerCodeActionsProvider(workflowLanguages, provider, {
      providedCodeActionKinds: [rewriteKind, swapAllKind],
    }),
  );
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
