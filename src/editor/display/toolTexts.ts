import {
  LanguageModelTextPart,
  LanguageModelToolResult,
  type MarkdownString,
  type PreparedToolInvocation,
} from 'vscode';
import type { ShownText } from '../text/shown.ts';
import { MarkdownText } from './markdownText.ts';

/** What a person sees of a call by a language model. */
export interface ShownCall {
  /** While it runs. */
  readonly running: ShownText;
  /** A question that precedes it; left out for a call that changes nothing and sends nothing. */
  readonly question?: { readonly title: ShownText; readonly facts: readonly ShownText[] };
}

/** VS Code reads these texts as Markdown, unlike those of dialogs. */
export function preparedCall({ running, question }: ShownCall): PreparedToolInvocation {
  return {
    invocationMessage: markdownOf([running]),
    ...(question && {
      confirmationMessages: { title: question.title, message: markdownOf(question.facts) },
    }),
  };
}

/**
 * An answer for a language model. It is JSON, so that no text from outside can pass for the extension's, and complete: unlike
 * a person, a model has to repeat references to the letter.
 */
export function modelReply(answer: object): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(answer))]);
}

function markdownOf(paragraphs: readonly ShownText[]): MarkdownString {
  const text = new MarkdownText();
  for (const [index, paragraph] of paragraphs.entries()) {
    if (index > 0) {
      text.markup('\n\n');
    }
    text.text(paragraph);
  }
  return text.toMarkdown();
}
