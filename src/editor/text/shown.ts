declare const brand: unique symbol;

/**
 * Text that can be shown anywhere: it holds no link, no icon and no character that can't be seen. Only {@link shown} and
 * `l10n.t` make it, so a text from outside that hasn't been through `shown` doesn't compile where people would read it.
 */
export type ShownText = string & { readonly [brand]: true };

/** Text that may be shown already would have its word joiners spelled out a second time. */
type UnshownText = string & { readonly [brand]?: never };

/** Nobody reads further in a notification, and ten thousand characters would fill the screen. */
const maxCharactersShown = 300;

/** A width at which a file name still fits into a sentence, in characters. */
export const nameLength = 40;

/** A path that somebody decides about has to be read whole, and hardly any system allows longer ones, in characters. */
export const maxPathLength = 4096;

/** Most names need nothing, and a document of 12 MB has a hundred thousand of them. */
const plain = /^[\x20-#%-[^-~]*$/;

/**
 * Control and format characters, line separators, halves of surrogate pairs, and what fonts draw as nothing. Bidirectional
 * ones are among them: `\u202Egnp.exe` would otherwise be read as `exe.png`.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A name that has been given the very characters that spell out another one. */
const spelledAlready = /\\(?=u(?:[0-9A-F]{4}|\{[0-9A-F]{5,6}\}))/g;

/** What joins the parts of a family emoji, and asks for the coloured form of a symbol. It is harmless after one. */
const emojiParts = /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)[\u200D\uFE0F]/u;

/** Can't be seen, and no line is broken at it. A name that contains one itself is shown with `\u2060`. */
const wordJoiner = '\u2060';

/**
 * Makes text from outside fit to be shown: a file name, a JSON value, a provider's message, an imported record, a setting.
 * VS Code turns `[label](command:…)` in notifications, progress titles and input boxes into a link that runs any command,
 * and `$(name)` in lists and the status bar into an icon: a word joiner breaks both without changing what is read.
 * Characters that can't be seen are spelled out as `\u202E`, so that two paths never look alike.
 *
 * @param maxCharacters of longer text the middle becomes `…`: a path is told by its start, and a file by its end
 */
export function shown(text: UnshownText, maxCharacters = maxCharactersShown): ShownText {
  const short = shortened(text, maxCharacters);
  return (plain.test(short) ? short : withoutTricks(short)) as ShownText;
}

function withoutTricks(text: string): string {
  const unambiguous = text.replace(spelledAlready, spelled);
  return unambiguous
    .replace(unseen, (character, offset: number) =>
      emojiParts.test(unambiguous.slice(Math.max(0, offset - 2), offset + 1)) ? character : spelled(character),
    )
    .replaceAll('](', `]${wordJoiner}(`)
    .replaceAll('$(', `$${wordJoiner}(`);
}

function spelled(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

function shortened(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) {
    return text;
  }
  // A character takes up to two units: text from outside may have megabytes, so only its two ends are split.
  const end = Math.floor(maxCharacters / 3);
  const start = maxCharacters - end - 1;
  const characters = [...text.slice(0, 2 * maxCharacters)];
  if (text.length <= 2 * maxCharacters && characters.length <= maxCharacters) {
    return text;
  }
  const ending = [...text.slice(-2 * end)].slice(-end);
  return `${characters.slice(0, start).join('')}…${ending.join('')}`;
}

/** Icons of our own in texts that have no place of their own for one: the status bar. */
type Icon = 'check' | 'loading~spin' | 'warning';

/** `text` behind an icon, for the status bar. */
export function withIcon(icon: Icon, text: ShownText): ShownText {
  return `$(${icon}) ${text}` as ShownText;
}

/** A text as the beginning of a sentence. */
export function capitalised(text: ShownText): ShownText {
  const [first = ''] = text;
  return (first.toLocaleUpperCase() + text.slice(first.length)) as ShownText;
}

/** Puts texts together that may be shown, such as sentences with a space and facts with ` · `. */
export function joined(parts: readonly ShownText[], separator: '' | ' ' | ' · ' | ': ' | '\n' | '\n\n'): ShownText {
  return parts.join(separator) as ShownText;
}
