import type { Container, Outline } from '../outline.ts';
import { loaderOf } from './comfyNodes.ts';

/** A node, the container of its values, and its class. */
export interface NodeValues {
  readonly node: Container;
  readonly values: Container;
  readonly type: string;
}

const none: ReadonlySet<string | number> = new Set();

/**
 * The widgets of a node in whose place another node is connected (`inputs[].widget.name` with a `link`), by their names or
 * indices in the node's values: ComfyUI keeps their own values and doesn't use them.
 */
export function linkedWidgets(outline: Outline, { node, values, type }: NodeValues): ReadonlySet<string | number> {
  const widgets = node.widgets ?? [];
  const linked = new Set<string | number>(widgets.flatMap(({ input, name }) => (input.isLinked ? [name] : [])));
  if (linked.size === 0) {
    return none;
  }
  if (!values.isList) {
    return linked;
  }
  const loader = loaderOf(type);
  if (loader !== undefined) {
    return loader.inputs.some((name) => linked.has(name)) ? new Set([0]) : none;
  }
  return placesOf(
    widgets.map(({ input }) => input.isLinked),
    values,
    outline.seedControls.get(values) ?? [],
  );
}

/**
 * Items of a list of values that belong to linked widgets. Values and widgets are in the same order, but only ComfyUI since
 * 2025 names all widgets of a node; before, it named those that could be connected, and nothing says which values are theirs.
 * @param controls indices of values that belong to no widget, ascending
 */
function placesOf(
  isLinked: readonly boolean[],
  values: Container,
  controls: readonly number[],
): ReadonlySet<string | number> {
  const places = new Set<number>();
  if (isLinked.length + controls.length < values.size) {
    return places;
  }
  let before = 0;
  for (const [widget, linked] of isLinked.entries()) {
    while (controls[before] === widget + before) {
      before++;
    }
    if (linked) {
      places.add(widget + before);
    }
  }
  return places;
}
