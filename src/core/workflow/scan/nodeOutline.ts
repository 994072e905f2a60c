import { type StepOptions, stepsInTurns } from '../../timeSlice.ts';
import { documentWalker, type JsonHandler, type JsonWord } from '../json/jsonWalker.ts';
import type { StringToken } from '../mediaInput.ts';

/** What an author sees of a workflow: a node, a task, a group or a subgraph. */
export interface OutlinedNode {
  /** Of the braces around it, in UTF-16 units. */
  readonly offset: number;
  readonly end: number;
  readonly type: 'node' | 'task' | 'group' | 'subgraph';
  /** The title the author gave it, or else its class or type. */
  readonly title: string;
  /** Class of a node or model of a task, where the title doesn't say it already. */
  readonly className: string | undefined;
  /** As the workflow's own editor shows it. */
  readonly id: string | undefined;
  /** The only field of the node that is named, in RunningHub's lists. */
  readonly field: string | undefined;
}

/** Nodes that are kept; no author has more, and an outline of more is no outline. */
const maxNodes = 50_000;
/** UTF-16 units; longer ones aren't titles. */
const maxTextLength = 200;
/** Digits of an id that are read, in UTF-16 units. */
const maxNumberLength = 24;
/** Containers around a node; no format comes near this number. */
const maxDepth = 32;
/** Milliseconds after which other work gets its turn. Most workflows take less, so that their outline is there at once. */
const maxTurn = 8;

/** An object or list, as far as it may be a node. */
interface Part {
  readonly parent: Part | undefined;
  readonly key: string | number;
  readonly depth: number;
  /** Whether what the server has noted about an image is around it: a workflow in it isn't executed. */
  readonly isMetadata: boolean;
  texts: Texts | undefined;
}

/** Short texts of an object that say what it is. */
type Texts = Partial<Record<TextName, string>>;

const textNames = [
  'class_type',
  'type',
  'title',
  'id',
  'name',
  'bounding',
  'taskType',
  'model',
  'nodeId',
  'nodeName',
  'fieldName',
] as const;
type TextName = (typeof textNames)[number];
const textNameSet: ReadonlySet<unknown> = new Set(textNames);

/**
 * Lists the nodes of a workflow of any format in one pass, each before those in it. What the text leaves open isn't listed.
 * @throws CancelledError
 */
export async function outlineNodes(text: string, options: StepOptions = {}): Promise<readonly OutlinedNode[]> {
  const collector = new NodeCollector(text);
  await stepsInTurns(documentWalker<Part>(text, collector).steps(), options, maxTurn);
  return collector.listed();
}

class NodeCollector implements JsonHandler<Part> {
  readonly #text: string;
  readonly #nodes: OutlinedNode[] = [];
  /** Titles of subgraphs by their ids, which are the classes of the nodes that stand for them. */
  readonly #subgraphs = new Map<string, string>();

  constructor(text: string) {
    this.#text = text;
  }

  enter(parent: Part | undefined, key: string | number): Part {
    const isMetadata = parent !== undefined && (parent.isMetadata || key === 'extra_data' || key === 'extra_pnginfo');
    if (key === 'bounding' && parent !== undefined) {
      note(parent, key, '');
    }
    return { parent, key, depth: parent === undefined ? 0 : parent.depth + 1, isMetadata, texts: undefined };
  }

  string(part: Part | undefined, key: string | number, { value }: StringToken): void {
    if (part === undefined || !isTextName(key)) {
      return;
    }
    const text = value.slice(0, maxTextLength);
    note(part, key, text);
    if (key === 'title' && part.key === '_meta' && part.parent !== undefined) {
      note(part.parent, key, text);
    }
  }

  scalar(part: Part | undefined, key: string | number, { offset }: JsonWord): void {
    if (part !== undefined && (key === 'id' || key === 'nodeId')) {
      const [number = ''] = /^-?\d+/.exec(this.#text.slice(offset, offset + maxNumberLength)) ?? [];
      note(part, key, number);
    }
  }

  leave(part: Part, offset: number, end: number): void {
    if (part.texts === undefined || part.isMetadata || part.depth > maxDepth || this.#nodes.length >= maxNodes) {
      return;
    }
    const described = describe(part, part.texts);
    if (described !== undefined) {
      this.#nodes.push({ ...described, offset, end });
      if (described.type === 'subgraph' && part.texts.id !== undefined) {
        this.#subgraphs.set(part.texts.id, described.title);
      }
    }
  }

  listed(): readonly OutlinedNode[] {
    return this.#nodes.map((node) => this.#named(node)).sort((a, b) => a.offset - b.offset);
  }

  /** A node that stands for a subgraph has that one's id as its class, and its name unless the author gave another. */
  #named(node: OutlinedNode): OutlinedNode {
    const subgraph = this.#subgraphs.get(node.className ?? node.title);
    return subgraph === undefined || node.type !== 'node'
      ? node
      : { ...node, title: node.className === undefined ? subgraph : node.title, className: undefined };
  }
}

function isTextName(key: string | number): key is TextName {
  return textNameSet.has(key);
}

function note(part: Part, name: TextName, text: string): void {
  part.texts ??= {};
  part.texts[name] = text;
}

function describe({ key, parent }: Part, texts: Texts): Omit<OutlinedNode, 'offset' | 'end'> | undefined {
  const nothing = { className: undefined, id: undefined, field: undefined };
  const { class_type: className, taskType, title, type, name, id, nodeId } = texts;
  if (className) {
    return {
      ...nothing,
      type: 'node',
      ...titled(title, className),
      id: typeof key === 'string' ? key.slice(0, maxTextLength) : undefined,
    };
  }
  if (taskType) {
    return { ...nothing, type: 'task', ...titled(taskType, texts.model) };
  }
  switch (typeof key === 'number' ? parent?.key : undefined) {
    case 'nodes':
      return type ? { ...nothing, type: 'node', ...titled(title, type), id } : undefined;
    case 'groups':
      return title && texts.bounding !== undefined ? { ...nothing, type: 'group', title } : undefined;
    case 'subgraphs':
      return name && id ? { ...nothing, type: 'subgraph', title: name } : undefined;
    case 'nodeInfoList':
      return nodeId
        ? { ...nothing, type: 'node', title: texts.nodeName ?? '', id: nodeId, field: texts.fieldName }
        : undefined;
    default:
      return undefined;
  }
}

/** The title, or the class where there is none; the class beside it only where it says something else. */
function titled(title: string | undefined, className: string | undefined): Pick<OutlinedNode, 'title' | 'className'> {
  const isNamed = title !== undefined && title.trim() !== '' && title !== className;
  return isNamed ? { title, className } : { title: className ?? '', className: undefined };
}
