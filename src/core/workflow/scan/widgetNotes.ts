import { type Container, maxNameLength, notesOf } from './container.ts';

/** ComfyUI saves what happens to a seed after each run as one more value, which belongs to no input of the node. */
const seedControls: ReadonlySet<string> = new Set(['fixed', 'increment', 'decrement', 'randomize']);
/** The value with which ComfyUI saves the upload button of a node that takes a picture or a video. */
const uploadButton = 'image';
/** UTF-16 units. The id of a subgraph is a UUID, and so is the class of the nodes that stand for it. */
const uuidLength = 36;

/**
 * Notes on what ComfyUI's UI format says about where the values of widgets come from, while a document is read. Each function
 * is called for what may be of that kind, and looks at the containers around it.
 */

/** An item of a list whose name is `widgets_values`. */
export function noteWidgetValue(values: Container, index: number, value: string | undefined): void {
  const notes = notesOf(values);
  notes.valueCount = index + 1;
  if (value === uploadButton) {
    notes.uploadButton = index;
  } else if (value !== undefined && seedControls.has(value)) {
    notes.seedControls ??= [];
    notes.seedControls.push(index);
  }
}

/** A container whose name is `widgets_values` begins; of several the last one counts. */
export function noteValues(values: Container): void {
  if (values.parent !== undefined) {
    notesOf(values.parent).values = values;
  }
}

/** A property `name` of an object whose name is `widget`: adds `inputs[].widget.name` to the node. */
export function noteWidget(widget: Container, name: string): void {
  const input = widget.parent;
  const list = input?.parent;
  const node = list?.parent;
  if (input !== undefined && node !== undefined && list?.key === 'inputs' && list.isList) {
    const notes = notesOf(node);
    notes.widgets ??= [];
    notes.widgets.push({ input, name: name.slice(0, maxNameLength) });
  }
}

/** A property `link` that isn't a string. @param number its digits; empty for anything else than a number */
export function noteLink(input: Container, number: string): void {
  if (number !== '') {
    notesOf(input).link = Number(number);
  } else if (input.notes !== undefined) {
    input.notes.link = undefined;
  }
}

/** An item of a list whose name is `linkIds`, of an input of a subgraph (`definitions.subgraphs[].inputs[].linkIds`). */
export function noteBoundaryLink(linkIds: Container, number: string): void {
  const inputs = linkIds.parent?.parent;
  const subgraph = inputs?.key === 'inputs' ? inputs.parent : undefined;
  if (subgraph?.parent?.key === 'subgraphs') {
    const notes = notesOf(subgraph);
    notes.boundaryLinks ??= new Set();
    notes.boundaryLinks.add(Number(number));
  }
}

/** Whether the `id` of an object matters: it is a subgraph, or a node inside one. */
export function isIdentified({ parent: list }: Container): boolean {
  return list?.key === 'subgraphs' || (list?.key === 'nodes' && list.parent?.parent?.key === 'subgraphs');
}

/** A string in a list that is an item of a list: one half of an entry of a node's `properties.proxyWidgets`. */
export function noteProxy(entry: Container, index: number, text: string): void {
  const list = entry.parent;
  const node = list?.key === 'proxyWidgets' ? list.parent?.parent : undefined;
  if (node === undefined || typeof entry.key !== 'number') {
    return;
  }
  const notes = notesOf(node);
  notes.proxies ??= [];
  if (index === 0) {
    notes.proxies.push({ node: text, name: '' });
  } else if (index === 1) {
    const last = notes.proxies.at(-1);
    if (last !== undefined) {
      last.name = text;
    }
  }
}

/** Whether an object with such a `type` may be a node that stands for a subgraph. */
export function mayBeInstance(container: Container, type: string): boolean {
  return type.length === uuidLength && container.parent?.key === 'nodes';
}
