import type { JsonPath } from '../mediaInput.ts';

/** Strings of an object that say what it is. */
export type Fact = 'taskType' | 'fieldName' | 'fieldType' | 'nodeName' | 'model';

/** An object or list of the document: where it is, and the few strings that say what it is. */
export interface Container {
  readonly parent: Container | undefined;
  readonly key: string | number;
  readonly isList: boolean;
  /** Number of containers around it. */
  readonly depth: number;
  /** Its string `type`, which may come after what it identifies, so it must not be read before the document has ended. */
  type: string | undefined;
  /** Its string `class_type`. */
  classType: string | undefined;
  facts: Partial<Record<Fact, string>> | undefined;
  notes: ContainerNotes | undefined;
  /** The last of its values that may be a media input. */
  lastNamed: NamedValue | undefined;
  /** The objects and lists in it that hold media inputs, by their names; known once the inputs are. */
  holders: Container | Holders | undefined;
}

/** A property whose value may be a media input. */
export interface NamedValue {
  readonly key: string | number;
  /** The one before it in its container. */
  readonly previous: NamedValue | undefined;
  /** Called when the same property comes again: every JSON reader takes the last one. */
  replace(): void;
}

/** An input of a node that stands for one of its widgets (ComfyUI's UI format, `{"widget": {"name"}, "link"}`). */
export interface WidgetInput {
  readonly input: Container;
  /** Of the widget. */
  readonly name: string;
}

/** A widget of a node inside a subgraph, which the node that stands for the subgraph shows as its own. */
export interface ProxyWidget {
  /** Id of the node inside; `-1` for an input of the subgraph. */
  readonly node: string;
  name: string;
}

/** What few containers have: what ComfyUI's UI format says about the values of widgets, and what makes an object an asset. */
export class ContainerNotes {
  /** Whether it is one value, which stands for an asset; known once the document has ended. */
  isAsset = false;
  /** Whether the same property comes again with something else. */
  isReplaced = false;
  /** Of an input of a node: number of the connection that supplies its value. */
  link: number | undefined;
  /** Of a node: its inputs that stand for widgets. */
  widgets: WidgetInput[] | undefined;
  /** Of a node: what it shows of the subgraph it stands for (`properties.proxyWidgets`), in the order of its values. */
  proxies: ProxyWidget[] | undefined;
  /** Of a node: its `widgets_values`. */
  values: Container | undefined;
  /** Of a subgraph, and of a node inside one. */
  id: string | undefined;
  /** Of a subgraph: numbers of the connections inside that begin at its own inputs. */
  boundaryLinks: Set<number> | undefined;
  /** Of a list of widgets' values: how many it has. */
  valueCount = 0;
  /** Of a list of widgets' values: which of them say what happens to a seed after each run, ascending. */
  seedControls: number[] | undefined;
  /** Of a list of widgets' values: which one stands for a button that uploads a picture or a video; the last one. */
  uploadButton = -1;
}

/**
 * Several objects and lists of one object, by their names. Nodes mostly come in the order of their ids, which are numbers; then
 * none can come twice, and no names have to be looked up.
 */
export class Holders {
  readonly #inOrder: Container[];
  #maxId: number;
  #byName: Map<string | number, Container> | undefined;

  constructor(first: Container) {
    this.#inOrder = [first];
    this.#maxId = Number(first.key);
  }

  /** @returns the one that had the name before */
  put(container: Container): Container | undefined {
    const id = Number(container.key);
    if (this.#byName === undefined && id > this.#maxId) {
      this.#maxId = id;
      this.#inOrder.push(container);
      return undefined;
    }
    this.#byName ??= new Map(this.#inOrder.map((each) => [each.key, each]));
    const earlier = this.#byName.get(container.key);
    this.#byName.set(container.key, container);
    return earlier;
  }
}

/** UTF-16 units. Longer names mean nothing to any format, and every test of a name reads all of it. */
export const maxNameLength = 200;

/** The notes of a container, which few have. */
export function notesOf(container: Container): ContainerNotes {
  container.notes ??= new ContainerNotes();
  return container.notes;
}

/** Keys and indices from the root to a value in `container`. */
export function pathOf(container: Container | undefined, key: string | number): JsonPath {
  const path = new Array<string | number>(container === undefined ? 0 : container.depth + 1);
  let step: string | number = key;
  for (let each = container; each !== undefined; each = each.parent) {
    path[each.depth] = step;
    step = each.key;
  }
  return path;
}

/** Whether a container is in the object of an asset, or is one: nothing in it is a value of its own. */
export function isInAsset(container: Container | undefined): boolean {
  for (let each = container; each !== undefined; each = each.parent) {
    if (each.notes?.isAsset === true) {
      return true;
    }
  }
  return false;
}

/** Name of the property that a value belongs to, directly or in lists; `undefined` if there is none, or a meaningless one. */
export function propertyOf(container: Container | undefined, key: string | number): string | undefined {
  let each = container;
  let name = key;
  while (typeof name === 'number' && each !== undefined) {
    name = each.key;
    each = each.parent;
  }
  return typeof name === 'string' && name.length <= maxNameLength ? name : undefined;
}
