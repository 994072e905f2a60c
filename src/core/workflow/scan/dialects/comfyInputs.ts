import type { DialectId, LinkedString, MediaInput } from '../../mediaInput.ts';
import { couldBeFile } from '../../mediaInput.ts';
import { readMediaValue } from '../mediaName.ts';
import { type Candidate, type Container, type Outline, pathOf, propertyOf } from '../outline.ts';
import { hasNoInputs, type Loader, loaderOf } from './comfyNodes.ts';
import { forEachPausing, oncePerList, type Pausing } from './dialect.ts';
import { fittingReferences, publicUrls } from './fittingReferences.ts';
import {
  type InputTraits,
  inputFromCandidate,
  isOutputField,
  kindOfField,
  nothingLinked,
} from './inputFromCandidate.ts';

/** A string in a node, and the widget it is the value of. */
interface NodeString {
  readonly candidate: Candidate;
  readonly field: string | number;
}

/** A node, as far as its media are concerned. */
interface Node extends NodeValues {
  readonly strings: NodeString[];
  /** Strings of the node's own preview of its input. */
  readonly preview: Candidate[];
}

/** The container that holds a node's values, and the node's class. */
export interface NodeValues {
  readonly values: Container;
  readonly type: string;
}

/** Nodes per step; also the strings of a node above which it pauses in between. */
const nodesAtOnce = 32;
/** A node has one preview, of two strings; each input is compared with all of them. */
const maxPreviewStrings = 8;

export interface ComfyDocument {
  readonly dialect: DialectId;
  readonly outline: Outline;
  /** Finds a node's values for the container of a string; returns `undefined` for a string in no node. */
  readonly nodeValues: (container: Container) => NodeValues | undefined;
}

/**
 * Adds the media inputs of a ComfyUI document of either format, node by node: they differ only in where a node keeps its
 * values.
 */
export function* comfyInputs({ dialect, outline, nodeValues }: ComfyDocument, found: MediaInput[]): Pausing {
  const nodes = new Map<Container, Node>();
  const nodeOf = oncePerList(({ container }) => {
    const inNode = container && nodeValues(container);
    if (inNode === undefined) {
      return undefined;
    }
    const node = nodes.get(inNode.values) ?? { ...inNode, strings: [], preview: [] };
    nodes.set(inNode.values, node);
    return node;
  });
  yield* forEachPausing(outline.candidates, (candidate) => {
    const node = nodeOf(candidate);
    if (node !== undefined) {
      addString(node, candidate, fieldOf(candidate, node.values));
    }
  });
  let count = 0;
  for (const node of nodes.values()) {
    yield* inputsOfNode(dialect, node, found);
    if (++count % nodesAtOnce === 0) {
      yield;
    }
  }
}

function addString(node: Node, candidate: Candidate, field: string | number | undefined): void {
  if (field !== undefined) {
    node.strings.push({ candidate, field });
  } else if (isPreview(candidate) && node.preview.length < maxPreviewStrings) {
    node.preview.push(candidate);
  }
}

/** Pauses only in nodes of many strings. */
function* inputsOfNode(dialect: DialectId, { type, strings, preview }: Node, found: MediaInput[]): Pausing {
  const loader = loaderOf(type);
  if (loader === undefined && hasNoInputs(type)) {
    return;
  }
  const traitsOf = loader === undefined ? unknownNode(dialect, type) : knownLoader(type, loader);
  const inputs: { readonly candidate: Candidate; readonly traits: InputTraits }[] = [];
  const read = (each: NodeString): void => {
    const traits = traitsOf(each);
    if (traits === undefined) {
      return;
    }
    if (preview.length === 0) {
      found.push(inputFromCandidate(each.candidate, traits));
    } else {
      inputs.push({ candidate: each.candidate, traits });
    }
  };
  const add = ({ candidate, traits }: (typeof inputs)[number]): void => {
    found.push(inputFromCandidate(candidate, traits, linkedTo(candidate, preview, inputs.length === 1)));
  };
  if (strings.length <= nodesAtOnce) {
    strings.forEach(read);
    inputs.forEach(add);
  } else {
    yield* forEachPausing(strings, read);
    yield* forEachPausing(inputs, add);
  }
}

function knownLoader(nodeType: string, loader: Loader): (string: NodeString) => InputTraits | undefined {
  const { fits, inputs, readsOutput } = loader;
  return ({ candidate, field }) => {
    if (field !== 0 && !inputs.includes(String(field))) {
      return undefined;
    }
    const { kind = loader.kind, stateInField } = readMediaValue(candidate.value);
    return {
      state: couldBeFile({ state: stateInField }) && readsOutput ? 'output' : stateInField,
      kind,
      nodeType,
      fits,
    };
  };
}

/** Custom nodes name their inputs as they like: what counts is that the value is a media file, and the field isn't an output. */
function unknownNode(dialect: DialectId, nodeType: string): (string: NodeString) => InputTraits | undefined {
  const kindOfNode = kindOfField(nodeType);
  const nodeTakesUrl = /url/i.test(nodeType);
  const placeOf = oncePerField((field) => {
    const name = propertyOf(undefined, field);
    const takesUrl = nodeTakesUrl || (name !== undefined && /url/i.test(name));
    return { isOutput: isOutputField(name), takesUrl, kind: kindOfField(name) ?? kindOfNode };
  });
  return ({ candidate: { value }, field }) => {
    const { kind, state, isMedia } = readMediaValue(value);
    if (!isMedia || isFormat(value)) {
      return undefined;
    }
    const place = placeOf(field);
    const fits = place.takesUrl ? publicUrls : fittingReferences(dialect, kind);
    return place.isOutput ? undefined : { state, kind: kind ?? place.kind, nodeType, fits };
  };
}

/** `.png` is the format of what a node writes. */
function isFormat(value: string): boolean {
  const name = value.trim();
  return name.startsWith('.') && /^\.\w+$/.test(name);
}

/** What a field says, found out once for all strings of a list that follow each other. */
function oncePerField<T>(find: (field: string | number) => T): (field: string | number) => T {
  let last: { readonly field: string | number; readonly found: T } | undefined;
  return (field) => {
    last = last?.field === field ? last : { field, found: find(field) };
    return last.found;
  };
}

/**
 * Name or index of the widget a string is the value of. A list of names is one value; in a deeper object the string
 * isn't a widget's value but part of something the node stores.
 */
function fieldOf(candidate: Candidate, values: Container): string | number | undefined {
  let field = candidate.key;
  let each = candidate.container;
  while (each !== undefined && each !== values) {
    // `{"__value__": [...]}` is how the API format distinguishes a list of names from a connection.
    if (!each.isList && field !== '__value__') {
      return undefined;
    }
    field = each.key;
    each = each.parent;
  }
  return field;
}

/** VideoHelperSuite nodes store the file they show as `videopreview.params`. */
function isPreview(candidate: Candidate): boolean {
  const params = candidate.container;
  return (
    params?.key === 'params' &&
    (candidate.key === 'filename' || candidate.key === 'subfolder') &&
    params.type !== 'output' &&
    params.type !== 'temp'
  );
}

function linkedTo(input: Candidate, preview: readonly Candidate[], isOnlyInput: boolean): readonly LinkedString[] {
  const subfolder = preview.find((each) => each.key === 'subfolder');
  const name = preview.find((each) => each.key === 'filename');
  const shown = subfolder?.value ? `${subfolder.value}/${name?.value}` : name?.value;
  if (shown !== input.value && !isOnlyInput) {
    return nothingLinked;
  }
  return preview.map((each) => ({
    path: pathOf(each.container, each.key),
    offset: each.offset,
    length: each.length,
    value: each.value,
    part: each.key === 'subfolder' ? 'subfolder' : subfolder === undefined ? 'value' : 'name',
  }));
}
