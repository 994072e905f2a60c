import { createScanner } from 'jsonc-parser';
import type { RunCall, TextRange, Variable } from './runCall.ts';

// The numbers of jsonc-parser's SyntaxKind: a `const enum`, which can't be imported when types are only stripped.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const comma = 5;
const colon = 6;
const endOfFile = 17;

/** Where the properties of a document's outermost object stand. */
export interface RootProperties {
  /** Offset after the opening brace. */
  readonly start: number;
  /** The value of each property, quotes or brackets included; the last one of a property that is given twice. */
  readonly values: ReadonlyMap<string, TextRange>;
}

/** @param text valid JSON with an object as its outermost value */
export function rootProperties(text: string): RootProperties {
  const scanner = createScanner(text, true);
  const values = new Map<string, TextRange>();
  let rootStart = 0;
  let depth = 0;
  let name: string | undefined;
  let valueStart: number | undefined;
  let previousEnd = 0;
  for (let kind: number = scanner.scan(); kind !== endOfFile; kind = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if (depth === 1 && (kind === comma || kind === closeBrace)) {
      if (name !== undefined && valueStart !== undefined) {
        values.set(name, { start: valueStart, end: previousEnd });
      }
      [name, valueStart] = [undefined, undefined];
    } else if (depth === 1 && name === undefined) {
      name = scanner.getTokenValue();
    } else if (depth === 1 && kind !== colon) {
      valueStart ??= offset;
    }
    if (kind === openBrace || kind === openBracket) {
      depth += 1;
    } else if (kind === closeBrace || kind === closeBracket) {
      depth -= 1;
    }
    previousEnd = offset + scanner.getTokenLength();
    if (rootStart === 0) {
      rootStart = previousEnd;
    }
  }
  return { start: rootStart, values };
}

/** Strings to give properties, by their names. */
type Variables = Readonly<Record<string, Variable>>;

/**
 * A document whose outermost object has these properties, whatever they are in the text: as its first ones where it lacks
 * them.
 * @param text valid JSON with an object that isn't empty as its outermost value
 */
export function withVariables(text: string, variables: Variables): RunCall['body'] {
  const { start, values } = rootProperties(text);
  const missing = Object.entries(variables).filter(([name]) => !values.has(name));
  const replaced = Object.entries(variables)
    .flatMap(([name, variable]) => {
      const range = values.get(name);
      return range === undefined ? [] : [{ range, variable }];
    })
    .sort((a, b) => a.range.start - b.range.start);
  const body: RunCall['body'][number][] = [{ start: 0, end: start }, ...propertiesOf(Object.fromEntries(missing))];
  let end = start;
  for (const { range, variable } of replaced) {
    body.push({ start: end, end: range.start }, '"', variable, '"');
    end = range.end;
  }
  return [...body, { start: end, end: text.length }];
}

/** `"name":"…",` for each. */
export function propertiesOf(variables: Variables): RunCall['body'] {
  return Object.entries(variables).flatMap(([name, variable]) => [`"${name}":"`, variable, '",']);
}
