import { UploadError } from '../errors.ts';
import type { ProviderOptions } from './providerSetting.ts';

/**
 * Something each connection to a provider has of its own beside endpoint and key, such as the bucket its files go to. Written
 * into the settings with the connection, always as a string.
 */
export interface ConnectionOption {
  /** Its name in the settings, and in the options of the provider's session. */
  readonly name: string;
  /** English Markdown, for the settings editor and the question that asks for it. */
  readonly description: string;
  /** English: how to write it, shown for a text that can't be used. */
  readonly format: string;
  /** The default where the setting is missing; empty where there is none. */
  readonly default: string;
  /** Each value it can have with what it means, in English Markdown; left out where any text may do. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Whether a new connection is asked for it, given all its options; left out where each is. */
  isAsked?(others: ProviderOptions): boolean;
  /** @param others all options of the connection: some only mean something together with others */
  accepts(text: string, others: ProviderOptions): boolean;
}

/** One of several texts that are a provider's key together. */
export interface KeyPart {
  /** Its name in the JSON text that is stored as the key. */
  readonly name: string;
  /** What the provider calls it, in English. */
  readonly label: string;
  /** The environment variable in which other tools look for it. */
  readonly variable: string;
  /** Whether it is hidden while it is typed. */
  readonly isSecret: boolean;
  /** Whether the key is complete without it. */
  readonly isOptional: boolean;
}

/** The options of a connection with the defaults of those that aren't written. */
export function withDefaults(options: readonly ConnectionOption[], written: ProviderOptions): ProviderOptions {
  return Object.fromEntries(
    options.map((option) => [option.name, written[option.name]?.trim() || option.default] as const),
  );
}

/**
 * The options of a connection, with the defaults of those that are missing.
 * @throws UploadError `optionInvalid` for the first that can't be used; it doesn't quote what was written
 */
export function readOptions(options: readonly ConnectionOption[], written: ProviderOptions): ProviderOptions {
  const complete = withDefaults(options, written);
  const invalid = options.find(({ name, accepts }) => !accepts(complete[name] ?? '', complete));
  if (invalid !== undefined) {
    throw new UploadError('optionInvalid', `The connection's option ${invalid.name} can't be used`, {
      option: invalid.name,
    });
  }
  return complete;
}

/**
 * The parts of a key that is stored as JSON text.
 * @returns `undefined` where a part is missing, or what is stored isn't such a text
 */
export function readKeyParts(
  parts: readonly KeyPart[],
  key: string,
): Readonly<Record<string, string | undefined>> | undefined {
  const fields = textFields(key);
  return parts.every(({ name, isOptional }) => isOptional || fields[name] !== undefined) ? fields : undefined;
}

/** The values of a key that consists of several; none for a key that is a single text. */
export function valuesOfKey(key: string): readonly string[] {
  return Object.values(textFields(key));
}

/** The non-empty strings in a JSON object. */
function textFields(json: string): Readonly<Record<string, string>> {
  if (!json.startsWith('{')) {
    return {};
  }
  try {
    const value: unknown = JSON.parse(json);
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string' && text !== ''));
  } catch {
    return {};
  }
}
