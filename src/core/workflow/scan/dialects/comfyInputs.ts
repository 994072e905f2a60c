import type { DialectId, LinkedString, MediaInput } from '../../mediaInput.ts';
import { mediaKindOfName } from '../mediaName.ts';
import { type Candidate, type Container, type Outline, pathOf } from '../outline.ts';
import { hasNoInputs, type Loader, loaderOf } from './comfyNodes.ts';
import { fittingReferences, publicUrls } from './fittingReferences.ts';
import {
  inputFromCandidate,
  isMediaAnywhere,
  isOutputField,
  kindOfField,
  stateAnywhere,
  stateInMediaField,
} from './inputFromCandidate.ts';

/** A node, as far as its media are concerned. */
interface Node {
  readonly type: string;
  readonly inputs: { readonly candidate: Candidate; readonly field: string | number }[];
  /** Strings of the node's own preview of its input. */
  readonly preview: Candidate[];
}

/** The container that holds a node's values, and the node's class. */
export interface NodeValues {
  readonly values: Container;
  readonly type: string;
}

/**
 * Media inputs of a ComfyUI document of either format, node by node: they differ only in where a node keeps its values.
 * @param nodeValues finds them for a string's container, or answers `undefined` for a string in no node.
 */
export function* comfyInputs(
  dialect: DialectId,
  outline: Outline,
  nodeValues: (container: Container) => NodeValues | undefined,
): Generator<readonly MediaInput[]> {
  const nodes = new Map<Container, Node>();
  for (const candidate of outline.candidates) {
    yield [];
    const found = candidate.container && nodeValues(candidate.container);
    if (found === undefined) {
      continue;
    }
    let node = nodes.get(found.values);
    if (node === undefined) {
      node = { type: found.type, inputs: [], preview: [] };
      nodes.set(found.values, node);
    }
    const field = fieldOf(candidate, found.values);
    if (field !== undefined) {
      node.inputs.push({ candidate, field });
    } else if (isPreview(candidate)) {
      node.preview.push(candidate);
    }
  }
  for (const node of nodes.values()) {
    yield inputsOfNode(dialect, node);
  }
}

function inputsOfNode(dialect: DialectId, node: Node): MediaInput[] {
  const loader = loaderOf(node.type);
  if (loader === undefined) {
    return hasNoInputs(node.type) ? [] : inputsOfUnknownNode(dialect, node);
  }
  const values = node.inputs.filter(({ field }) => field === 0 || loader.inputs.includes(String(field)));
  return values.map(({ candidate }) =>
    inputFromCandidate(candidate, {
      state: stateInLoader(candidate.value, loader),
      kind: loader.kind,
      nodeType: node.type,
      fits: loader.fits,
      linked: linkedTo(candidate, node.preview, values.length === 1),
    }),
  );
}

function stateInLoader(value: string, loader: Loader): MediaInput['state'] {
  const state = stateInMediaField(value);
  return state === 'local' && loader.readsOutput ? 'output' : state;
}

/** Custom nodes name their inputs as they like: what counts is that the value is a media file, and the node no output. */
function inputsOfUnknownNode(dialect: DialectId, node: Node): MediaInput[] {
  const values = node.inputs.filter(({ candidate: { value }, field }) => {
    const isFormat = /^\.\w+$/.test(value.trim());
    return isMediaAnywhere(value) && !isFormat && !isOutputField(String(field));
  });
  return values.map(({ candidate, field }) => {
    const takesUrl = /url/i.test(String(field)) || /url/i.test(node.type);
    return inputFromCandidate(candidate, {
      state: stateAnywhere(candidate.value),
      kind: kindOfField(String(field)) ?? kindOfField(node.type),
      nodeType: node.type,
      fits: takesUrl ? publicUrls : fittingReferences(dialect, mediaKindOfName(candidate.value)),
      linked: linkedTo(candidate, node.preview, values.length === 1),
    });
  });
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
