import { knownReferences } from '../../providers/knownReferences.ts';
import type { JsonHandler, JsonWord } from '../json/jsonWalker.ts';
import type { AssetToken, JsonPath, StringToken, ValueToken } from '../mediaInput.ts';

/** An object or list of the document: where it is, and the few strings that say what it is. */
export interface Container {
  readonly parent: Container | undefined;
  readonly key: string | number;
  readonly isList: boolean;
  /** Number of containers around it. */
  readonly depth: number;
  /** Its string `type`, which may come after what it identifies, so it must not be read before the document has ended. */
  type: string | undefined;
  /** Further strings of its own that say what it is. */
  facts: Partial<Record<Fact, string>> | undefined;
  /** Whether it is one value, which stands for an asset; known once the document has ended. */
  isAsset: boolean;
  /** Number of items, if it is a list; known once it has ended. */
  size: number;
  /** Whether its own `link` holds anything but null: another node supplies what this input of a node takes. */
  isLinked: boolean;
  /** Inputs of a node (`inputs[]` in it) that stand for widgets. */
  widgets: WidgetInput[] | undefined;
}

/** An input of a node that stands for one of its widgets (ComfyUI's UI format, `{"widget": {"name"}, "link"}`). */
export interface WidgetInput {
  readonly input: Container;
  /** Of the widget. */
  readonly name: string;
}

/** A value that may turn out to be a media input, or a string linked to one. */
export interface Candidate extends ValueToken {
  readonly container: Container | undefined;
  readonly key: string | number;
}

const factNames = ['class_type', 'taskType', 'fieldName', 'fieldType', 'nodeName', 'model'] as const;
export type Fact = (typeof factNames)[number];

/** Lists whose names mark a dialect. */
const landmarkNames = ['nodes', 'links', 'widgets_values', 'nodeInfoList', 'nodeOutputs', 'promptImage'] as const;
export type Landmark = Fact | (typeof landmarkNames)[number];
const landmarks: ReadonlySet<string> = new Set(landmarkNames);

/** Properties that hold media in some dialect: kept whatever their value is, so that empty ones are found, too. */
const mediaKeys = (
  'image images video videos audio audios file files upload url model_file audio_file fieldValue filename subfolder ' +
  'promptImage promptVideo videoUri imageUri audioUri uri referenceImage seedImage maskImage inputImage guideImage media'
).split(' ');

type Role = Fact | 'type' | 'name' | 'media';

/** What a property's name says about its string: one lookup instead of three, because it is made for every string. */
const roles: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['type', 'type'],
  ['name', 'name'],
  ...factNames.map((name) => [name, name] as const),
  ...mediaKeys.map((name) => [name, 'media'] as const),
]);

/**
 * Containers around a media input; no format comes near this number. Each input has a path as long as its depth, so a
 * hostile document of a few hundred kilobytes, nested as deep as it is long, would fill the memory with paths.
 */
export const maxDepth = 32;
/** UTF-16 units. Longer names and types mean nothing to any format, and every test of a name reads all of it. */
const maxNameLength = 200;

/** The part of a document that dialects look at, gathered in one pass; everything else is forgotten at once. */
export class Outline implements JsonHandler<Container> {
  /** Strings, in document order. */
  readonly candidates: Candidate[] = [];
  /** Objects that stand for assets, in the order in which they end. */
  readonly assets: Candidate[] = [];
  /** The outermost occurrence of each landmark: the container of that name, or the one that has such a fact. */
  readonly highest = new Map<Landmark, Container>();
  /** Which items of the lists of widgets' values say what happens to a seed after each run, ascending. */
  readonly seedControls = new Map<Container, number[]>();
  /** Which item of such a list stands for a button that uploads a picture or a video; the last one. */
  readonly uploadButtons = new Map<Container, number>();

  enter(parent: Container | undefined, key: string | number, isList: boolean): Container {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const container: Container = {
      parent,
      key,
      isList,
      depth,
      type: undefined,
      facts: undefined,
      isAsset: false,
      size: 0,
      isLinked: false,
      widgets: undefined,
    };
    // Items of lists, which are many, have no name.
    if (typeof key === 'string') {
      if (landmarks.has(key)) {
        this.#sight(key as Landmark, container);
      }
    } else if (parent !== undefined) {
      parent.size = key + 1;
    }
    return container;
  }

  scalar(container: Container | undefined, key: string | number, { isNull }: JsonWord): void {
    if (container === undefined) {
      return;
    }
    if (typeof key === 'number') {
      container.size = key + 1;
    } else if (key === 'link') {
      container.isLinked = !isNull;
    }
  }

  string(container: Container | undefined, key: string | number, token: StringToken): void {
    const { value } = token;
    if (typeof key === 'number') {
      if (container !== undefined) {
        container.size = key + 1;
        if (container.key === 'widgets_values') {
          this.#noteWidgetValue(container, key, value);
        }
      }
      if (mayBeMedia(value) || (key === 0 && container?.key === 'widgets_values')) {
        this.#keep(container, key, token);
      }
      return;
    }
    const role = roles.get(key);
    if (container !== undefined && role !== undefined && role !== 'media') {
      if (role === 'type') {
        container.type = value.slice(0, maxNameLength);
      } else if (role === 'name') {
        noteWidget(container, value);
      } else {
        container.facts ??= {};
        container.facts[role] = value.slice(0, maxNameLength);
        this.#sight(role, container);
      }
    }
    if (role === 'media' || mayBeMedia(value)) {
      this.#keep(container, key, token);
    }
  }

  asset(object: Container, token: AssetToken): void {
    object.isAsset = true;
    const { parent: container, key } = object;
    if (container === undefined || container.depth < maxDepth) {
      this.assets.push({ container, key, ...token });
    }
  }

  #noteWidgetValue(list: Container, index: number, value: string): void {
    if (value === uploadButton) {
      this.uploadButtons.set(list, index);
    } else if (seedControls.has(value)) {
      const known = this.seedControls.get(list);
      if (known === undefined) {
        this.seedControls.set(list, [index]);
      } else {
        known.push(index);
      }
    }
  }

  #keep(container: Container | undefined, key: string | number, { value, offset, length }: StringToken): void {
    if (container === undefined || container.depth < maxDepth) {
      this.candidates.push({ container, key, value, offset, length });
    }
  }

  #sight(name: Landmark, container: Container): void {
    const known = this.highest.get(name);
    if (known === undefined || container.depth < known.depth) {
      this.highest.set(name, container);
    }
  }
}

/** ComfyUI saves what happens to a seed after each run as one more value, which belongs to no input of the node. */
const seedControls: ReadonlySet<string> = new Set(['fixed', 'increment', 'decrement', 'randomize']);
/** The value with which ComfyUI saves the upload button of a node that takes a picture or a video. */
const uploadButton = 'image';

/** Adds `inputs[].widget.name` to the node. */
function noteWidget(widget: Container, name: string): void {
  const input = widget.parent;
  const list = input?.parent;
  const node = list?.parent;
  if (widget.key === 'widget' && input !== undefined && node !== undefined && list?.key === 'inputs' && list.isList) {
    node.widgets ??= [];
    node.widgets.push({ input, name: name.slice(0, maxNameLength) });
  }
}

const dot = 46;
const space = 32;
const closingBracket = 93;

const hints = knownReferences.flatMap(({ hint }) => (hint === undefined ? [] : [hint]));
const prefixes: readonly string[] = [
  'http',
  'data:',
  ...hints.flatMap((hint) => ('prefix' in hint ? [hint.prefix] : [])),
];
const lengths: ReadonlySet<number> = new Set(hints.flatMap((hint) => ('length' in hint ? [hint.length] : [])));

/** A cheap filter for strings of any property: an extension or an annotation at the end, or the form of a reference. */
function mayBeMedia(value: string): boolean {
  const length = value.length;
  if (length < 4) {
    return false;
  }
  for (let index = length - 3; index >= 0 && index >= length - 6; index--) {
    if (value.charCodeAt(index) === dot) {
      return true;
    }
  }
  const last = value.charCodeAt(length - 1);
  return (
    last === closingBracket ||
    last === space ||
    lengths.has(length) ||
    prefixes.some((prefix) => value.startsWith(prefix))
  );
}

/** Keys and indices from the root to a value in `container`. */
export function pathOf(container: Container | undefined, key: string | number): JsonPath {
  // Allocated at its final length: a growing array reserves space for more, and a scan keeps thousands of paths.
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
    if (each.isAsset) {
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
