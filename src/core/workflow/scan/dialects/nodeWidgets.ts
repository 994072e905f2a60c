import type { Container, ContainerNotes, WidgetInput } from '../container.ts';
import { loaderOf } from './comfyNodes.ts';
import type { Subgraphs } from './subgraphs.ts';

/** A widget, as far as the node names it. */
interface NamedWidget {
  readonly name: string;
  /** The node's input that stands for it. */
  readonly input: Container | undefined;
}

/** The widgets of a node, as far as it names them (`inputs[].widget.name` in ComfyUI's UI format). */
export class NodeWidgets {
  readonly #values: Container;
  readonly #type: string;
  readonly #subgraphs: Subgraphs;
  /** By name, or by index in the node's list of values. */
  #byField: ReadonlyMap<string | number, NamedWidget> | undefined;

  /** @param type the node's class */
  constructor(values: Container, type: string, subgraphs: Subgraphs) {
    this.#values = values;
    this.#type = type;
    this.#subgraphs = subgraphs;
  }

  /** Name of the widget that a value belongs to, where that is known. */
  nameOf(field: string | number): string | undefined {
    return typeof field === 'string' ? field : this.#widgetOf(field)?.name;
  }

  /**
   * Whether the widget takes its value from elsewhere: ComfyUI keeps the node's own value and doesn't use it.
   * - Another node is connected in its place.
   * - It is shown by the node that stands for the subgraph around it, which has a value of its own.
   */
  isLinked(field: string | number): boolean {
    const node = this.#values.parent;
    if (node?.notes === undefined) {
      return false;
    }
    const widget = this.#widgetOf(field);
    const link = widget?.input?.notes?.link;
    if (widget !== undefined && link !== undefined) {
      return !this.#subgraphs.isOwnDefault(node, { link, name: widget.name });
    }
    const name = typeof field === 'string' ? field : (widget?.name ?? this.#loaderInput(field));
    return this.#subgraphs.isShownElsewhere(node, name);
  }

  /** Whether a button that uploads a picture or a video comes after the widget: it takes what is uploaded. */
  hasUploadButton(field: string | number): boolean {
    return typeof field === 'number' && field < (this.#values.notes?.uploadButton ?? -1);
  }

  #loaderInput(field: number): string | undefined {
    return field === 0 ? loaderOf(this.#type)?.inputs[0] : undefined;
  }

  #widgetOf(field: string | number): NamedWidget | undefined {
    const notes = this.#values.parent?.notes;
    if (notes?.widgets === undefined && notes?.proxies === undefined) {
      return undefined;
    }
    this.#byField ??= widgetsByField(this.#values, this.#type, notes);
    return this.#byField.get(field);
  }
}

function widgetsByField(
  values: Container,
  type: string,
  { widgets = [], proxies }: ContainerNotes,
): ReadonlyMap<string | number, NamedWidget> {
  const byName = new Map<string | number, NamedWidget>(widgets.map((widget) => [widget.name, widget]));
  if (!values.isList) {
    return byName;
  }
  if (proxies !== undefined) {
    return new Map(proxies.map(({ name }, index) => [index, byName.get(name) ?? { name, input: undefined }]));
  }
  const loader = loaderOf(type);
  if (loader !== undefined) {
    const first = widgets.find(({ name }) => loader.inputs.includes(name));
    return new Map(first === undefined ? [] : [[0, first]]);
  }
  return placesOf(widgets, values);
}

/**
 * Widgets by their indices in a list of values. Both are in the same order, but only ComfyUI since 2025 names all widgets of a
 * node; before, it named those that could be connected, and nothing says which values are theirs.
 */
function placesOf(widgets: readonly WidgetInput[], values: Container): ReadonlyMap<string | number, NamedWidget> {
  const { valueCount = 0, seedControls = [] } = values.notes ?? {};
  const places = new Map<string | number, NamedWidget>();
  if (widgets.length + seedControls.length < valueCount) {
    return places;
  }
  let before = 0;
  for (const [index, widget] of widgets.entries()) {
    while (seedControls[before] === index + before) {
      before++;
    }
    places.set(index + before, widget);
  }
  return places;
}
