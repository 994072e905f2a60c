import { type CompletionItem, type CompletionItemProvider, languages } from 'vscode';
import type { Lazy } from '../../lazy.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';

/** In longer lines nobody types file names by hand, in UTF-16 units. */
const maxLineLength = 4000;

/** Media files and living references as completions inside a media input. */
export function registerCompletion(lazy: Lazy, documents: WorkflowDocuments): void {
  const provider: CompletionItemProvider<CompletionItem> = {
    provideCompletionItems: async (document, position, token) => {
      const line = document.lineAt(position.line).text;
      // Asked at every keystroke in every JSON file: most of them end here.
      if (line.length > maxLineLength || !isInStringValue(line, position.character)) {
        return undefined;
      }
      const { services, completions } = await lazy.language();
      return completions(services, documents, { document, position, token });
    },
    resolveCompletionItem: async (item) => (await lazy.language()).resolveCompletion(item),
  };
  lazy.activation.disposables.add(languages.registerCompletionItemProvider(workflowLanguages, provider, '"', '/'));
}

/** Whether a place in a line lies between two quotes that are no property name's. A string never goes on in the next line. */
function isInStringValue(line: string, character: number): boolean {
  let isInside = false;
  for (let index = 0; index < character; index += 1) {
    if (line[index] === '"') {
      isInside = !isInside;
    } else if (isInside && line[index] === '\\') {
      index += 1;
    }
  }
  return isInside && !/^(?:[^"\\]|\\.)*"\s*:/.test(line.slice(character));
}
