import type { Container, Outline, WidgetInput } from '../outline.ts';
import { loaderOf } from './comfyNodes.ts';

/** A node, the container of its values, and its class. */
export interface NodeValues {
  readonly node: Container;
  readonly values: Container;
  readonly type: string;
}

type WidgetsByField = ReadonlyMap<string | number, WidgetInput>;

const none: ReadonlyMap<string | number, WidgetInput> = new Map();

/** The widgets of a node, as far as it names them (`inputs[].widget.name` in ComfyUI's UI format). */
export class NodeWidgets {
  readonly #outline: Outline;
  readonly #node: NodeValues;
  /** By name, or by index in the node's list of values. */
  #byField: WidgetsByField | undefined;

  constructor(outline: Outline, node: NodeValues) {
    this.#outline = outline;
    this.#node = node;
  }

  /** Name of the widget that a value belongs to, where that is known. */
  nameOf(field: string | number): string | undefined {
    return typeof field === 'string' ? field : this.#widgetOf(field)?.name;
  }

  /** Whether another node is connected in place of the widget: ComfyUI keeps its own value and doesn't use it. */
  isLinked(field: string | number): boolean {
    return this.#widgetOf(field)?.input.isLinked === true;
  }

  /** Whether a button that uploads a picture or a video comes after the widget: it takes what is uploaded. */
  hasUploadButton(field: string | number): boolean {
    const button = this.#outline.uploadButtons.get(this.#node.values);
    return typeof field === 'number' && button !== undefined && field < button;
  }

  #widgetOf(field: string | number): WidgetInput | undefined {
    if (this.#node.node.widgets === undefined) {
      return undefined;
    }
    this.#byField ??= widgetsByField(this.#outline, this.#node, this.#node.node.widgets);
    return this.#byField.get(field);
  }
}

function widgetsByField(
  outline: Outline,
  { values, type }: NodeValues,
  widgets: readonly WidgetInput[],
): WidgetsByField {
  if (!values.isList) {
    return new Map(widgets.map((widget) => [widget.name, widget]));
  }
  const loader = loaderOf(type);
  if (loader !== undefined) {
    const first = widgets.find(({ name }) => loader.inputs.includes(name));
    return first === undefined ? none : new Map([[0, first]]);
  }
  return placesOf(widgets, values, outline.seedControls.get(values) ?? []);
}

/**
 * Widgets by their indices in a list of values. Both are in the same order, but only ComfyUI since 2025 names all widgets of a
 * node; before, it named those that could be connected, and nothing says which values are theirs.
 * @param controls indices of values that belong to no widget, ascending
 */
function placesOf(widgets: readonly WidgetInput[], values: Container, controls: readonly number[]): WidgetsByField {
  if (widgets.length + controls.length < values.size) {
    return none;
  }
  const places = new Map<number, WidgetInput>();
  let before = 0;
  for (const [index, widget] of widgets.entries()) {
    while (controls[before] === index + before) {
      before++;
    }
    places.set(index + before, widget);
  }
  return places;
}
