import { createScanner } from 'jsonc-parser';
import type { MediaKind } from '../../asset/asset.ts';
import { pathAt } from '../json/pathAt.ts';
import { stringAt } from '../json/stringAt.ts';
import { type DialectId, type FittingReference, isRead, type MediaInput, type StringToken } from '../mediaInput.ts';
import { isOutputField, kindOfField } from './dialects/fieldNames.ts';
import { fittingReferences, publicUrls } from './dialects/fittingReferences.ts';
import { scanWorkflow } from './scanWorkflow.ts';

/** A part of a document around a cursor. It starts at the beginning of a line, so never inside a string. */
export interface TextAround {
  readonly text: string;
  /** Where the cursor is, in UTF-16 units from the beginning of `text`. */
  readonly offset: number;
  /** Whether `text` begins where the document does. */
  readonly isFromStart: boolean;
}

/** A string where a media file belongs, whatever its value is now. */
export interface InputNear {
  /** In `text`. */
  readonly token: StringToken;
  readonly kind: MediaKind | undefined;
  readonly fits: readonly FittingReference[];
  /** Whether it is the id inside the object of an asset, where the name of a file would make no sense. */
  readonly isAssetId: boolean;
}

/** An object or list that is open at some offset. */
interface OpenContainer {
  readonly offset: number;
  readonly name: string | undefined;
}

const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const colon = 6;
const stringLiteral = 10;
const endOfFile = 17;

/** Formats whose media are in lists known by their names, where the scan skips empty strings. */
const listsNeedNames: ReadonlySet<DialectId> = new Set<DialectId>(['runware', 'runway']);
/** A file name that doesn't suggest a kind of media. */
const anyName = 'x.any';

/** In place of an id that is being typed, so that the object around it is recognised. */
const anyId = '00000000-0000-0000-0000-000000000000';

/** Configuration of other tools, where `image` names a container and not a picture. */
const foreign = /"(?:\$schema|apiVersion|dockerComposeFile|devDependencies)"\s*:/;

/**
 * Whether the cursor is in a string that is a media input, judged by the text around it and nothing else, so that its cost
 * doesn't grow with the document. It asks the dialects themselves, about a text in which the string is empty: half a file
 * name reveals nothing, but the place where it is typed does.
 *
 * @param dialect what the document probably is, see `guessDialect`; decides how a part of a larger document is read
 */
export function inputNear({ text, offset, isFromStart }: TextAround, dialect: DialectId): InputNear | undefined {
  const token = stringAt(text, offset);
  if (!token || offset <= token.offset || offset >= token.offset + token.length) {
    return undefined;
  }
  const end = token.offset + token.length;
  const holding = (value: string): string => `${text.slice(0, token.offset)}"${value}"${text.slice(end)}`;
  const emptied = holding('');
  const prefix = isFromStart ? { start: 0, text: '' } : enclosing(text, token.offset, dialect);
  if (!prefix) {
    return undefined;
  }
  const place = token.offset - prefix.start + prefix.text.length;
  const inputsOf = (document: string): readonly MediaInput[] =>
    scanWorkflow(prefix.text + document.slice(prefix.start)).inputs;
  const find = (document: string): MediaInput | undefined => inputsOf(document).find((input) => input.offset === place);
  // The value counts only if the place says nothing: in an unknown format, anything that names a media file is an input.
  const input = find(emptied) ?? (listsNeedNames.has(dialect) ? find(holding(anyName)) : undefined) ?? find(text);
  if (input) {
    const isOurs = input.fits.length > 0 && isRead(input);
    return isOurs ? { token, kind: input.kind, fits: input.fits, isAssetId: false } : undefined;
  }
  const asset = inputsOf(holding(anyId)).find((each) => each.writtenAs !== undefined && isAround(each, place));
  if (asset !== undefined) {
    // Only the id is written there, as a string: the object around it stays.
    const fits = asset.fits.filter(({ writtenAs }) => writtenAs).map(({ provider, form }) => ({ provider, form }));
    return asset.value === anyId ? { token, kind: asset.kind, fits, isAssetId: true } : undefined;
  }
  return dialect === 'generic' && !foreign.test(text)
    ? byName(token, pathAt(prefix.text + emptied.slice(prefix.start), place))
    : undefined;
}

function isAround({ offset, length }: MediaInput, place: number): boolean {
  return offset < place && place < offset + length;
}

/** In an unknown format, an empty string is an input if its property is named like one. */
function byName(token: StringToken, path: readonly (string | number)[] | undefined): InputNear | undefined {
  const name = path?.findLast((key) => typeof key === 'string');
  const kind = kindOfField(name);
  if (name === undefined || kind === undefined || isOutputField(name)) {
    return undefined;
  }
  const fits = /urls?$/i.test(name) ? publicUrls : fittingReferences('generic', kind);
  return { token, kind, fits, isAssetId: false };
}

/**
 * What has to precede the outermost container that begins in `text`, for the dialect to recognise the rest: a node in
 * ComfyUI's UI format is one only because it is in a list of nodes.
 */
function enclosing(text: string, offset: number, dialect: DialectId): { start: number; text: string } | undefined {
  const container = outermostOpen(text, offset);
  if (!container) {
    return undefined;
  }
  const { offset: start, name } = container;
  const list = dialect === 'comfyUi' ? 'nodes' : dialect === 'runningHub' ? 'nodeInfoList' : undefined;
  if (list !== undefined && (name === undefined || name === list)) {
    const links = dialect === 'comfyUi' ? '"links":[],' : '';
    return { start, text: `{${links}"${list}":${name === undefined ? '[' : ''}` };
  }
  return { start, text: name === undefined ? '[' : `{${JSON.stringify(name)}:` };
}

function outermostOpen(text: string, offset: number): OpenContainer | undefined {
  const scanner = createScanner(text, true);
  const open: OpenContainer[] = [];
  let string: string | undefined;
  let name: string | undefined;
  while (scanner.getPosition() < offset) {
    const token = scanner.scan() as number;
    if (token === endOfFile) {
      break;
    }
    if (token === openBrace || token === openBracket) {
      open.push({ offset: scanner.getTokenOffset(), name });
    } else if (token === closeBrace || token === closeBracket) {
      open.pop();
    }
    name = token === colon ? string : undefined;
    string = token === stringLiteral ? scanner.getTokenValue() : undefined;
  }
  return open[0];
}
