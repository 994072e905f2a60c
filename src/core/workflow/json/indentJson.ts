import { type StepOptions, stepsInTurns } from '../../timeSlice.ts';

const doubleQuote = 34;
const backslash = 92;
const space = 32;
const comma = 44;
const colon = 58;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** UTF-16 units written in one step; some 0.1 ms of work. */
const stepLength = 8 * 1024;

/**
 * Writes JSON over several lines, indented by two spaces. All tokens stay as they are written: parsing and printing would
 * round the 64-bit seeds of ComfyUI, and refuse the `NaN` that it writes. Doesn't judge whether the text is valid.
 * @param maxLength in UTF-16 units
 * @returns `undefined` where the result would be longer: a hostile text grows to the square of its length when indented
 * @throws CancelledError
 */
export function indentJsonInSlices(
  text: string,
  maxLength: number,
  options: StepOptions = {},
): Promise<string | undefined> {
  return stepsInTurns(indented(text, maxLength), options);
}

function* indented(text: string, maxLength: number): Generator<undefined, string | undefined, undefined> {
  const written: string[] = [];
  let step = '';
  let length = 0;
  let depth = 0;
  let previous = 0;
  for (let index = 0; index < text.length; ) {
    const unit = text.charCodeAt(index);
    const end = endOfToken(text, index);
    const token = unit === colon ? ': ' : text.slice(index, end);
    index = end;
    if (unit <= space) {
      continue;
    }
    const isClosing = unit === closeBrace || unit === closeBracket;
    const isFirst = previous === openBrace || previous === openBracket;
    depth = Math.max(0, depth - (isClosing ? 1 : 0));
    const isOnNewLine = isClosing ? !isFirst : isFirst || previous === comma;
    length += token.length + (isOnNewLine ? 1 + 2 * depth : 0);
    if (length > maxLength) {
      return undefined;
    }
    step += isOnNewLine ? `\n${'  '.repeat(depth)}${token}` : token;
    depth += unit === openBrace || unit === openBracket ? 1 : 0;
    previous = unit;
    if (step.length >= stepLength) {
      written.push(step);
      step = '';
      yield;
    }
  }
  written.push(step);
  return written.join('');
}

function endOfToken(text: string, start: number): number {
  const first = text.charCodeAt(start);
  let end = start + 1;
  if (first === doubleQuote) {
    while (end < text.length && text.charCodeAt(end) !== doubleQuote) {
      end += text.charCodeAt(end) === backslash ? 2 : 1;
    }
    return Math.min(end + 1, text.length);
  }
  if (!isPlain(first)) {
    return end;
  }
  while (end < text.length && isPlain(text.charCodeAt(end))) {
    end++;
  }
  return end;
}

/** Whether a unit belongs to a number or a word. */
function isPlain(unit: number): boolean {
  switch (unit) {
    case doubleQuote:
    case comma:
    case colon:
    case openBracket:
    case closeBracket:
    case openBrace:
    case closeBrace:
      return false;
    default:
      return unit > space;
  }
}
