import type { DialectId, LinkedString, MediaInput } from '../../mediaInput.ts';
import { couldBeFile } from '../../mediaInput.ts';
import { type MediaValue, readMediaValue } from '../mediaName.ts';
import { type Candidate, type Container, type Outline, pathOf, propertyOf } from '../outline.ts';
import { linkedWidgets, type NodeValues } from './comfyLinks.ts';
import { hasNoInputs, type Loader, loaderOf } from './comfyNodes.ts';
import { forEachPausing, type Pausing, rememberingLast } from './dialect.ts';
import { fitsOfLoader, fittingReferences, publicUrls } from './fittingReferences.ts';
import {
  type InputTraits,
  inputFromCandidate,
  isOutputField,
  kindOfField,
  nothingLinked,
} from './inputFromCandidate.ts';

/** A node that shows its own input, so that two or three strings have to change together. */
interface PreviewingNode {
  /** Strings of the preview. */
  readonly preview: Candidate[];
  readonly inputs: { readonly candidate: Candidate; readonly traits: InputTraits }[];
}

/** What a value of a widget is; `undefined` if it isn't a media input. */
type WidgetReader = (candidate: Candidate, field: string | number) => InputTraits | undefined;

/** A node has one preview, of two strings; each input is compared with all of them. */
const maxPreviewStrings = 8;

export interface ComfyDocument {
  readonly dialect: DialectId;
  readonly outline: Outline;
  /** Objects that stand for assets, where the format has them. */
  readonly assets: readonly Candidate[];
  /** Finds a node's values for the container of a string; returns `undefined` for a string in no node. */
  readonly nodeValues: (container: Container) => NodeValues | undefined;
}

/** Adds the media inputs of a ComfyUI document of either format; they differ only in where a node keeps its values. */
export function* comfyInputs({ dialect, outline, assets, nodeValues }: ComfyDocument, found: MediaInput[]): Pausing {
  const previewing = yield* previewingNodes(outline, nodeValues);
  const nodeOf = rememberingLast((container: Container | undefined) => container && nodeValues(container));
  const linkedFieldsOf = rememberingLast((node: NodeValues) => linkedWidgets(outline, node));
  const readers = new Map<string, WidgetReader>();
  const readerOf = rememberingLast((type: string) => {
    const reader = readers.get(type) ?? widgetReader(dialect, type);
    readers.set(type, reader);
    return reader;
  });
  const visit = (candidate: Candidate): void => {
    const node = nodeOf(candidate.container);
    const field = node && fieldOf(candidate, node.values);
    if (node === undefined || field === undefined) {
      return;
    }
    const own = readerOf(node.type)(candidate, field);
    if (own !== undefined) {
      const traits = linkedFieldsOf(node).has(field) ? withLinkedState(own) : own;
      const shown = previewing.size === 0 ? undefined : previewing.get(node.values);
      if (shown === undefined) {
        found.push(inputFromCandidate(candidate, traits));
      } else {
        shown.inputs.push({ candidate, traits });
      }
    }
  };
  yield* forEachPausing(outline.candidates, visit);
  yield* forEachPausing(assets, visit);
  for (const { preview, inputs } of previewing.values()) {
    const isOnlyInput = inputs.length === 1;
    yield* forEachPausing(inputs, ({ candidate, traits }) => {
      found.push(inputFromCandidate(candidate, traits, linkedTo(candidate, preview, isOnlyInput)));
    });
  }
}

/** By the container of the node's values. */
function* previewingNodes(
  outline: Outline,
  nodeValues: ComfyDocument['nodeValues'],
): Pausing<ReadonlyMap<Container, PreviewingNode>> {
  const nodes = new Map<Container, PreviewingNode>();
  yield* forEachPausing(outline.candidates, (candidate) => {
    const values = isPreview(candidate) && candidate.container && nodeValues(candidate.container)?.values;
    if (values && fieldOf(candidate, values) === undefined) {
      const node = nodes.get(values) ?? { preview: [], inputs: [] };
      nodes.set(values, node);
      if (node.preview.length < maxPreviewStrings) {
        node.preview.push(candidate);
      }
    }
  });
  return nodes;
}

function widgetReader(dialect: DialectId, nodeType: string): WidgetReader {
  const loader = loaderOf(nodeType);
  if (loader !== undefined) {
    return knownLoader(dialect, nodeType, loader);
  }
  return hasNoInputs(nodeType) ? () => undefined : unknownNode(dialect, nodeType);
}

function knownLoader(dialect: DialectId, nodeType: string, loader: Loader): WidgetReader {
  const { inputs, readsOutput } = loader;
  const fits = fitsOfLoader(dialect, loader.takes);
  return (candidate, field) => {
    if (field !== 0 && !inputs.includes(String(field))) {
      return undefined;
    }
    const { kind = loader.kind, stateInField } = mediaValueOf(candidate);
    return {
      state: couldBeFile({ state: stateInField }) && readsOutput ? 'output' : stateInField,
      kind,
      nodeType,
      fits,
    };
  };
}

/** Custom nodes name their inputs as they like: what counts is that the value is a media file, and the field isn't an output. */
function unknownNode(dialect: DialectId, nodeType: string): WidgetReader {
  const kindOfNode = kindOfField(nodeType);
  const nodeTakesUrl = /url/i.test(nodeType);
  const placeOf = rememberingLast((field: string | number) => {
    const name = propertyOf(undefined, field);
    const takesUrl = nodeTakesUrl || (name !== undefined && /url/i.test(name));
    return { isOutput: isOutputField(name), takesUrl, kind: kindOfField(name) ?? kindOfNode };
  });
  return (candidate, field) => {
    const { kind, state, isMedia } = mediaValueOf(candidate);
    if (!isMedia || isFormat(candidate.value)) {
      return undefined;
    }
    const place = placeOf(field);
    const fits = place.takesUrl ? publicUrls : fittingReferences(dialect, kind);
    return place.isOutput ? undefined : { state, kind: kind ?? place.kind, nodeType, fits };
  };
}

/** Nothing would change if the value were replaced, so no reference fits. */
function withLinkedState({ kind, nodeType }: InputTraits): InputTraits {
  return { state: 'linked', kind, nodeType, fits: [] };
}

/** What an object says about its medium: it is one, of any kind. */
const asset: MediaValue = { kind: undefined, state: 'reference', stateInField: 'reference', isMedia: true };

function mediaValueOf({ value, writtenAs }: Candidate): MediaValue {
  return writtenAs === undefined ? readMediaValue(value) : asset;
}

/** `.png` is the format of what a node writes. */
function isFormat(value: string): boolean {
  const name = value.trim();
  return name.startsWith('.') && /^\.\w+$/.test(name);
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
