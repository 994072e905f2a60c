import type { DialectId, LinkedString } from '../../mediaInput.ts';
import type { Candidate, InputTraits } from '../candidate.ts';
import { type Container, pathOf } from '../container.ts';
import type { Outline } from '../outline.ts';
import { type WidgetReader, widgetReader } from './comfyWidgets.ts';
import { forEachPausing, type Pausing, rememberingLast } from './dialect.ts';
import { NodeWidgets } from './nodeWidgets.ts';
import { Subgraphs } from './subgraphs.ts';

/** A node that shows its own input, so that two or three strings have to change together. */
interface PreviewingNode {
  /** Strings of the preview. */
  readonly preview: Candidate[];
  readonly inputs: Candidate[];
}

/** A node has one preview, of two strings; each input is compared with all of them. */
const maxPreviewStrings = 8;

export interface ComfyDocument {
  readonly dialect: DialectId;
  readonly outline: Outline;
  /** Objects that stand for assets, where the format has them. */
  readonly assets: readonly Candidate[];
  /** Finds the container of a node's values for that of a string; returns `undefined` for a string in no node. */
  readonly nodeValues: (container: Container, outline: Outline) => Container | undefined;
  /** The class of a node; without one, nothing is known about its values. */
  readonly classOf: (node: Container) => string | undefined;
}

/** Where strings of a container stand in a node. */
interface WidgetPlace {
  readonly widgets: NodeWidgets;
  readonly read: WidgetReader;
  /** The widget that all strings of the container are the value of; `undefined` where each of them is one of its own. */
  readonly field: string | number | undefined;
  /** `undefined` where the node shows none. */
  readonly preview: PreviewingNode | undefined;
}

/** Adds the media inputs of a ComfyUI document of either format; they differ only in where a node keeps its values. */
export function* comfyInputs(document: ComfyDocument, found: Candidate[]): Pausing {
  const { dialect, outline, assets, nodeValues, classOf } = document;
  const previewing = yield* previewingNodes(document);
  const subgraphs = new Subgraphs(outline);
  const readers = new Map<string, WidgetReader>();
  const readerOf = (type: string): WidgetReader => {
    const reader = readers.get(type) ?? widgetReader(dialect, type);
    readers.set(type, reader);
    return reader;
  };
  const placeOf = rememberingLast((container: Container | undefined): WidgetPlace | undefined => {
    const values = container && nodeValues(container, outline);
    const type = values?.parent && classOf(values.parent);
    if (container === undefined || values === undefined || type === undefined) {
      return undefined;
    }
    return {
      widgets: new NodeWidgets(values, type, subgraphs),
      read: readerOf(type),
      field: container === values ? undefined : fieldOfContainer(container, values),
      preview: previewing.size === 0 ? undefined : previewing.get(values),
    };
  });
  const visit = (candidate: Candidate): void => {
    const place = placeOf(candidate.container);
    const field = place && fieldOf(candidate, place);
    if (place === undefined || field === undefined) {
      return;
    }
    const { widgets, read, preview } = place;
    const own = read(candidate, field, widgets);
    if (own !== undefined) {
      candidate.become(widgets.isLinked(field) ? withLinkedState(own) : own);
      (preview?.inputs ?? found).push(candidate);
    }
  };
  yield* forEachPausing(outline.candidates, visit);
  yield* forEachPausing(assets, visit);
  for (const { preview, inputs } of previewing.values()) {
    const isOnlyInput = inputs.length === 1;
    yield* forEachPausing(inputs, (candidate) => {
      candidate.linked = linkedTo(candidate, preview, isOnlyInput);
      found.push(candidate);
    });
  }
}

/** By the container of the node's values. */
function* previewingNodes({ outline, nodeValues }: ComfyDocument): Pausing<ReadonlyMap<Container, PreviewingNode>> {
  const nodes = new Map<Container, PreviewingNode>();
  if (!outline.highest.has('params')) {
    return nodes;
  }
  yield* forEachPausing(outline.candidates, (candidate) => {
    const { container } = candidate;
    const values = isPreview(candidate) && container && nodeValues(container, outline);
    if (values && container !== values && !container.isList && fieldOfContainer(container, values) === noField) {
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

/** `{"__value__": [...]}` is how the API format distinguishes a list of names from a connection. */
const valueKey = '__value__';
/** In a deeper object a string isn't a widget's value but part of something the node stores. */
const noField = -1;

/** Name or index of the widget a string is the value of. A list of names is one value. */
function fieldOf({ container, key }: Candidate, { field }: WidgetPlace): string | number | undefined {
  if (field === undefined) {
    return key;
  }
  return field !== noField && (container?.isList || key === valueKey) ? field : undefined;
}

/** The same for what is in a container inside the node's values. */
function fieldOfContainer(container: Container, values: Container): string | number {
  let field = container.key;
  let each = container.parent;
  while (each !== undefined && each !== values) {
    if (!each.isList && field !== valueKey) {
      return noField;
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
    (candidate.key === 'filename' || candidate.key === 'subfolder') &&
    params?.key === 'params' &&
    params.type !== 'output' &&
    params.type !== 'temp'
  );
}

function linkedTo(input: Candidate, preview: readonly Candidate[], isOnlyInput: boolean): readonly LinkedString[] {
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
