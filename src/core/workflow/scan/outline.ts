import { knownReferences } from '../../providers/knownReferences.ts';
import type { JsonHandler, JsonWord } from '../json/jsonWalker.ts';
import type { AssetToken, StringToken } from '../mediaInput.ts';
import { AssetCandidate, Candidate } from './candidate.ts';
import { type Container, type Fact, maxNameLength, notesOf } from './container.ts';
import {
  isIdentified,
  mayBeInstance,
  noteBoundaryLink,
  noteLink,
  noteProxy,
  noteValues,
  noteWidget,
  noteWidgetValue,
} from './widgetNotes.ts';

const factNames = ['taskType', 'fieldName', 'fieldType', 'nodeName', 'model'] as const satisfies readonly Fact[];

/** Objects and lists whose names mark a dialect, or a part of one. */
const landmarkNames = [
  'nodes',
  'links',
  'widgets_values',
  'params',
  'nodeInfoList',
  'nodeOutputs',
  'promptImage',
] as const;
export type Landmark = Fact | 'class_type' | (typeof landmarkNames)[number];
const landmarks: ReadonlySet<string> = new Set(landmarkNames);

/** Properties that hold media in some dialect: kept whatever their value is, so that empty ones are found, too. */
const mediaKeys = (
  'image images video videos audio audios file files upload url model_file audio_file fieldValue filename subfolder ' +
  'promptImage promptVideo videoUri imageUri audioUri uri referenceImage seedImage maskImage inputImage guideImage media'
).split(' ');

type Role = Fact | 'class_type' | 'type' | 'name' | 'id' | 'media';

/** What a property's name says about its string: one lookup instead of three, because it is made for every string. */
const roles: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['class_type', 'class_type'],
  ['type', 'type'],
  ['name', 'name'],
  ['id', 'id'],
  ...factNames.map((name) => [name, name] as const),
  ...mediaKeys.map((name) => [name, 'media'] as const),
]);

/**
 * Containers around a media input; no format comes near this number. Each input has a path as long as its depth, so a
 * hostile document of a few hundred kilobytes, nested as deep as it is long, would fill the memory with paths.
 */
export const maxDepth = 32;
/** Properties of one object that are compared with what comes later in it; objects with more media are data. */
const maxNamed = 16;
/** Digits of a number that are read, in UTF-16 units. */
const maxNumberLength = 16;

/** The part of a document that dialects look at, gathered in one pass; everything else is forgotten at once. */
export class Outline implements JsonHandler<Container> {
  /** Strings, in document order. */
  readonly candidates: Candidate[] = [];
  /** Objects that stand for assets, in the order in which they end. */
  readonly assets: Candidate[] = [];
  /** The outermost occurrence of each landmark: the container of that name, or the one that has such a fact. */
  readonly highest = new Map<Landmark, Container>();
  /** Objects that may be nodes which stand for subgraphs. */
  readonly instances: Container[] = [];
  /** Whether a property comes again whose value may have been a media input. */
  isAnyReplaced = false;
  readonly #text: string;
  #lastClass = '';

  constructor(text: string) {
    this.#text = text;
  }

  enter(parent: Container | undefined, key: string | number, isList: boolean): Container {
    const container: Container = {
      parent,
      key,
      isList,
      depth: parent === undefined ? 0 : parent.depth + 1,
      type: undefined,
      classType: undefined,
      facts: undefined,
      notes: undefined,
      lastNamed: undefined,
      holders: undefined,
    };
    // Items of lists, which are many, have no name.
    if (typeof key === 'string') {
      if (landmarks.has(key)) {
        this.#sight(key as Landmark, container);
        if (key === 'widgets_values') {
          noteValues(container);
        }
      }
      this.#replaceNamed(parent, key);
    } else if (parent?.key === 'widgets_values') {
      noteWidgetValue(parent, key, undefined);
    }
    return container;
  }

  scalar(container: Container | undefined, key: string | number, { offset, isNull }: JsonWord): void {
    if (container === undefined) {
      return;
    }
    if (typeof key === 'string') {
      if (key === 'link') {
        noteLink(container, isNull ? '' : this.#numberAt(offset));
      } else if (key === 'id' && isIdentified(container)) {
        notesOf(container).id = this.#numberAt(offset);
      }
      this.#replaceNamed(container, key);
    } else if (container.key === 'widgets_values') {
      noteWidgetValue(container, key, undefined);
    } else if (container.key === 'linkIds') {
      noteBoundaryLink(container, this.#numberAt(offset));
    }
  }

  string(container: Container | undefined, key: string | number, token: StringToken): void {
    const { value } = token;
    if (typeof key === 'number') {
      const isWidget = container?.key === 'widgets_values';
      if (isWidget) {
        noteWidgetValue(container, key, value);
      } else if (container !== undefined && container.parent?.key === 'proxyWidgets') {
        noteProxy(container, key, value);
      }
      if (mayBeMedia(value) || (isWidget && key === 0)) {
        this.#keep(container, key, token);
      }
      return;
    }
    const role = roles.get(key);
    this.#replaceNamed(container, key);
    if (container !== undefined && role !== undefined && role !== 'media') {
      this.#note(container, role, value);
    }
    if (role === 'media' || mayBeMedia(value)) {
      this.#keep(container, key, token);
    }
  }

  asset(object: Container, token: AssetToken): void {
    notesOf(object).isAsset = true;
    const { parent: container, key } = object;
    if (container === undefined || container.depth < maxDepth) {
      this.assets.push(new AssetCandidate(container, key, token));
    }
  }

  #note(container: Container, role: Exclude<Role, 'media'>, value: string): void {
    const text = value.length > maxNameLength ? value.slice(0, maxNameLength) : value;
    switch (role) {
      case 'class_type':
        // Nodes of a class mostly follow each other, and one string is enough for them.
        this.#lastClass = text === this.#lastClass ? this.#lastClass : text;
        container.classType = this.#lastClass;
        this.#sight(role, container);
        break;
      case 'type':
        container.type = text;
        if (mayBeInstance(container, text)) {
          this.instances.push(container);
        }
        break;
      case 'name':
        if (container.key === 'widget') {
          noteWidget(container, text);
        }
        break;
      case 'id':
        if (isIdentified(container)) {
          notesOf(container).id = text;
        }
        break;
      default:
        container.facts ??= {};
        container.facts[role] = text;
        this.#sight(role, container);
    }
  }

  #keep(container: Container | undefined, key: string | number, token: StringToken): void {
    if (container === undefined || container.depth < maxDepth) {
      const candidate = new Candidate(container, key, token);
      this.candidates.push(candidate);
      if (container !== undefined && !container.isList) {
        container.lastNamed = candidate;
      }
    }
  }

  /** Called for every property, hardly any of which comes after one that may be a media input. */
  #replaceNamed(container: Container | undefined, key: string): void {
    let each = container?.lastNamed;
    for (let count = 0; each !== undefined && count < maxNamed; count++) {
      if (each.key === key) {
        each.replace();
        this.isAnyReplaced = true;
        return;
      }
      each = each.previous;
    }
  }

  #sight(name: Landmark, container: Container): void {
    const known = this.highest.get(name);
    if (known === undefined || container.depth < known.depth) {
      this.highest.set(name, container);
    }
  }

  /** Digits of a number; empty where something else stands. */
  #numberAt(offset: number): string {
    return /^-?\d+/.exec(this.#text.slice(offset, offset + maxNumberLength))?.[0] ?? '';
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
