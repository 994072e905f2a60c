import { MarkdownString, Uri } from 'vscode';
import { type CommandName, commandId } from '../ids/commandIds.ts';
import type { ShownText } from '../text/shown.ts';

/** What surrounds texts: bold, a line, a paragraph, a separator. */
type Markup = '**' | '** · ' | ' · ' | '  \n' | '\n\n';

/** A link that runs one of our commands. */
export interface CommandLink {
  readonly title: ShownText;
  readonly command: CommandName;
  readonly argument: unknown;
}

/**
 * Markdown in which all texts stand for themselves: nothing that comes from outside becomes a link, an icon, an image or
 * a heading. The only links are those to the commands the text was made with.
 */
export class MarkdownText {
  readonly #markdown = new MarkdownString();
  readonly #commands: readonly CommandName[];

  /** @param commands the only ones that links of this text may run */
  constructor(commands: readonly CommandName[] = []) {
    this.#commands = commands;
    if (commands.length > 0) {
      this.#markdown.isTrusted = { enabledCommands: commands.map(commandId) };
    }
  }

  markup(markup: Markup): this {
    this.#markdown.appendMarkdown(markup);
    return this;
  }

  text(text: ShownText): this {
    this.#markdown.appendText(literal(text));
    return this;
  }

  /** Links to commands, separated by ` · `. @throws RangeError for a command this text wasn't made with */
  links(links: readonly CommandLink[]): this {
    const markup = links.map(({ title, command, argument }) => {
      if (!this.#commands.includes(command)) {
        throw new RangeError(`This text may not run ${command}.`);
      }
      // Encoded as a whole, so that no argument can end the link.
      const query = encodeURIComponent(JSON.stringify([argument])).replace(/[()']/g, percentEncoded);
      return `[${inBrackets(title)}](command:${commandId(command)}?${query})`;
    });
    this.#markdown.appendMarkdown(markup.join(' · '));
    return this;
  }

  /**
   * @param uri of a picture on this disk
   * @param shape `height=80` or `width=200,height=80`, in pixels
   * @param description what a screen reader says for it
   */
  image(uri: string, shape: string, description: ShownText): this {
    // `toString` encodes what could end the link, all but the apostrophe and parentheses.
    const address = Uri.parse(uri).toString().replace(/[()']/g, percentEncoded);
    this.#markdown.appendMarkdown(`![${inBrackets(description)}](${address}|${shape})`);
    return this;
  }

  toMarkdown(): MarkdownString {
    return this.#markdown;
  }
}

/**
 * What `appendText` leaves to Markdown: it escapes punctuation, yet GitHub's kind makes links of bare addresses as well, and
 * `&#x202E;` would become a character that `shown` spells out. Entities are read, and copied, as what they stand for.
 */
function literal(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('://', '&colon;//')
    .replaceAll('@', '&commat;')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}&period;`);
}

/** A title or description as it stands in a link. Spaces stay, so that lines can be broken there. */
function inBrackets(text: string): string {
  return new MarkdownString().appendText(literal(text)).value.replaceAll('&nbsp;', ' ');
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
