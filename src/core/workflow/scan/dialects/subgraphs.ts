import type { Candidate } from '../candidate.ts';
import type { Container } from '../container.ts';
import { readMediaValue } from '../mediaName.ts';
import type { Outline } from '../outline.ts';

/** How the nodes that stand for one subgraph use it. */
interface SubgraphUse {
  nodes: number;
  /** How many of them have no value of their own for any media file. */
  empty: number;
  /** How many of these have another node connected in place of a widget, by its name. */
  readonly connected: Map<string, number>;
  /** How many of the others show a widget of a node inside as their own, by the node's id and the widget's name. */
  readonly shown: Map<string, number>;
}

/**
 * Subgraphs of a document in ComfyUI's UI format, and which values count where a node that stands for one shows widgets of the
 * nodes inside as its own: "The host/exterior value wins over the interior/source value", which is a default
 * (docs/adr/0009-subgraph-promoted-widgets-use-linked-inputs.md in ComfyUI's frontend). Both older forms are read, too:
 * `properties.proxyWidgets`, with values of the node or without.
 */
export class Subgraphs {
  readonly #outline: Outline;
  /** By the ids of the subgraphs. */
  #uses: ReadonlyMap<string, SubgraphUse> | undefined;

  constructor(outline: Outline) {
    this.#outline = outline;
  }

  /**
   * Whether a connected widget of a node inside a subgraph is used all the same: it is connected to an input of the subgraph,
   * for which a node that stands for the subgraph has no value.
   */
  isOwnDefault(node: Container, { link, name }: { readonly link: number; readonly name: string }): boolean {
    const subgraph = subgraphAround(node);
    if (subgraph?.notes?.boundaryLinks?.has(link) !== true) {
      return false;
    }
    const use = this.#useOf(subgraph);
    return use !== undefined && use.empty > (use.connected.get(name) ?? 0);
  }

  /** Whether the widget of a node inside a subgraph is shown by each node that stands for it, with a value of its own. */
  isShownElsewhere(node: Container, name: string | undefined): boolean {
    const subgraph = subgraphAround(node);
    const use = subgraph && this.#useOf(subgraph);
    return use !== undefined && use.shown.get(`${node.notes?.id} ${name}`) === use.nodes;
  }

  #useOf({ notes }: Container): SubgraphUse | undefined {
    this.#uses ??= usesOf(this.#outline);
    return this.#uses.get(notes?.id ?? '');
  }
}

function usesOf({ instances, candidates }: Outline): ReadonlyMap<string, SubgraphUse> {
  const filled = filledValues(instances, candidates);
  const uses = new Map<string, SubgraphUse>();
  for (const { type = '', notes } of instances) {
    const use = uses.get(type) ?? { nodes: 0, empty: 0, connected: new Map(), shown: new Map() };
    uses.set(type, use);
    use.nodes++;
    if (notes?.values !== undefined && filled.has(notes.values)) {
      countOnce(use.shown, notes.proxies?.map((proxy) => `${proxy.node} ${proxy.name}`) ?? []);
    } else {
      use.empty++;
      const connected = notes?.widgets?.filter(({ input }) => input.notes?.link !== undefined) ?? [];
      countOnce(
        use.connected,
        connected.map(({ name }) => name),
      );
    }
  }
  return uses;
}

function countOnce(counts: Map<string, number>, names: readonly string[]): void {
  for (const name of new Set(names)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

/** Lists of these nodes' values in which a media file is named. */
function filledValues(instances: readonly Container[], candidates: readonly Candidate[]): ReadonlySet<Container> {
  const values = new Set(instances.map(({ notes }) => notes?.values));
  const filled = new Set<Container>();
  for (const { container, value } of candidates) {
    if (container !== undefined && values.has(container) && readMediaValue(value).state !== 'unknown') {
      filled.add(container);
    }
  }
  return filled;
}

function subgraphAround(node: Container): Container | undefined {
  const subgraph = node.parent?.parent;
  return subgraph?.parent?.key === 'subgraphs' ? subgraph : undefined;
}
