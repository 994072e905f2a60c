import type { DialectId, LinkedString, MediaInput } from '../../mediaInput.ts';
import { type Candidate, type Container, type Outline, pathOf } from '../outline.ts';
import { type WidgetReader, widgetReader } from './comfyWidgets.ts';
import { forEachPausing, type Pausing, rememberingLast } from './dialect.ts';
import { type InputTraits, inputFromCandidate, nothingLinked } from './inputFromCandidate.ts';
import { type NodeValues, NodeWidgets } from './nodeWidgets.ts';

/** A node that shows its own input, so that two or three strings have to change together. */
interface PreviewingNode {
  /** Strings of the preview. */
  readonly preview: Candidate[];
  readonly inputs: { readonly candidate: Candidate; readonly traits: InputTraits }[];
}

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
  const widgetsOf = rememberingLast((node: NodeValues) => new NodeWidgets(outline, node));
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
    const widgets = widgetsOf(node);
    const own = readerOf(node.type)(candidate, field, widgets);
    if (own !== undefined) {
      const traits = widgets.isLinked(field) ? withLinkedState(own) : own;
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

/** Nothing would change if the value were replaced, so no reference fits. */
function withLinkedState({ kind, nodeType }: InputTraits): InputTraits {
  return { state: 'linked', kind, nodeType, fits: [] };
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
