import type { DialectId, LinkedString, MediaInput } from '../../mediaInput.ts';
import { mediaKindOfName } from '../mediaName.ts';
import { type Candidate, type Container, type Outline, pathOf, propertyOf } from '../outline.ts';
import { hasNoInputs, type Loader, loaderOf } from './comfyNodes.ts';
import { fittingReferences, publicUrls } from './fittingReferences.ts';
import {
  type InputTraits,
  inputFromCandidate,
  isMediaAnywhere,
  isOutputField,
  kindOfField,
  stateAnywhere,
  stateInMediaField,
} from './inputFromCandidate.ts';

/** A string in a node, and the widget it is the value of. */
interface NodeString {
  readonly candidate: Candidate;
  readonly field: string | number;
}

/** A node, as far as its media are concerned. */
interface Node {
  readonly type: string;
  readonly strings: NodeString[];
  /** Strings of the node's own preview of its input. */
  readonly preview: Candidate[];
}

/** The container that holds a node's values, and the node's class. */
export interface NodeValues {
  readonly values: Container;
  readonly type: string;
}

/** A node has one preview, of two strings; each input is compared with all of them. */
const maxPreviewStrings = 8;

/**
 * Media inputs of a ComfyUI document of either format, node by node: they differ only in where a node keeps its values.
 * @param nodeValues finds them for a string's container, or returns `undefined` for a string in no node
 */
export function* comfyInputs(
  dialect: DialectId,
  outline: Outline,
  nodeValues: (container: Container) => NodeValues | undefined,
): Generator<MediaInput | undefined> {
  const nodes = new Map<Container, Node>();
  for (const candidate of outline.candidates) {
    yield undefined;
    const found = candidate.container && nodeValues(candidate.container);
    if (found === undefined) {
      continue;
    }
    let node = nodes.get(found.values);
    if (node === undefined) {
      node = { type: found.type, strings: [], preview: [] };
      nodes.set(found.values, node);
    }
    const field = fieldOf(candidate, found.values);
    if (field !== undefined) {
      node.strings.push({ candidate, field });
    } else if (isPreview(candidate) && node.preview.length < maxPreviewStrings) {
      node.preview.push(candidate);
    }
  }
  for (const node of nodes.values()) {
    yield* inputsOfNode(dialect, node);
  }
}

function* inputsOfNode(dialect: DialectId, { type, strings, preview }: Node): Generator<MediaInput | undefined> {
  const loader = loaderOf(type);
  if (loader === undefined && hasNoInputs(type)) {
    return;
  }
  const traitsOf = loader === undefined ? unknownNode(dialect, type) : knownLoader(type, loader);
  const found: { readonly candidate: Candidate; readonly traits: InputTraits }[] = [];
  for (const each of strings) {
    yield undefined;
    const traits = traitsOf(each);
    if (traits !== undefined) {
      found.push({ candidate: each.candidate, traits });
    }
  }
  for (const { candidate, traits } of found) {
    yield inputFromCandidate(candidate, { ...traits, linked: linkedTo(candidate, preview, found.length === 1) });
  }
}

function knownLoader(nodeType: string, loader: Loader): (string: NodeString) => InputTraits | undefined {
  const { kind, fits } = loader;
  return ({ candidate, field }) =>
    field === 0 || loader.inputs.includes(String(field))
      ? { state: stateInLoader(candidate.value, loader), kind, nodeType, fits }
      : undefined;
}

function stateInLoader(value: string, loader: Loader): MediaInput['state'] {
  const state = stateInMediaField(value);
  return state === 'local' && loader.readsOutput ? 'output' : state;
}

/** Custom nodes name their inputs as they like: what counts is that the value is a media file, and the node no output. */
function unknownNode(dialect: DialectId, nodeType: string): (string: NodeString) => InputTraits | undefined {
  const kindOfNode = kindOfField(nodeType);
  const nodeTakesUrl = /url/i.test(nodeType);
  return ({ candidate: { value }, field }) => {
    const name = propertyOf(undefined, field);
    const isFormat = /^\.\w+$/.test(value.trim());
    if (isFormat || !isMediaAnywhere(value) || isOutputField(name)) {
      return undefined;
    }
    const takesUrl = nodeTakesUrl || (name !== undefined && /url/i.test(name));
    return {
      state: stateAnywhere(value),
      kind: kindOfField(name) ?? kindOfNode,
      nodeType,
      fits: takesUrl ? publicUrls : fittingReferences(dialect, mediaKindOfName(value)),
    };
  };
}

/**
 * Name or index of the widget a string is the value of. A list of names is one value; in a deeper object the string is
 * not a widget's value but part of something a node remembers.
 */
function fieldOf(candidate: Candidate, values: Container): string | number | undefined {
  let field = candidate.key;
  let each = candidate.container;
  while (each !== undefined && each !== values) {
    // `{"__value__": [...]}` is how the API format tells a list of names from a connection.
    if (!each.isList && field !== '__value__') {
      return undefined;
    }
    field = each.key;
    each = each.parent;
  }
  return field;
}

/** VideoHelperSuite nodes remember the file they show as `videopreview.params`. */
function isPreview(candidate: Candidate): boolean {
  const params = candidate.container;
  return (
    params?.key === 'params' &&
    (candidate.key === 'filename' || candidate.key === 'subfolder') &&
    params.type !== 'output' &&
    params.type !== 'temp'
  );
}

function linkedTo(input: Candidate, preview: readonly Candidate[], isOnlyInput: boolean): LinkedString[] {
  const subfolder = preview.find((each) => each.key === 'subfolder');
  const name = preview.find((each) => each.key === 'filename');
  const shown = subfolder?.value ? `${subfolder.value}/${name?.value}` : name?.value;
  if (shown !== input.value && !isOnlyInput) {
    return [];
  }
  return preview.map((each) => ({
    path: pathOf(each.container, each.key),
    offset: each.offset,
    length: each.length,
    value: each.value,
    part: each.key === 'subfolder' ? 'subfolder' : subfolder === undefined ? 'value' : 'name',
  }));
}
