import type { TextDocument } from 'vscode';
import { type OutlinedNode, outlineNodes } from '../../core/workflow/scan/nodeOutline.ts';
import { scanWorkflow } from '../../core/workflow/scan/scanWorkflow.ts';
import type { Analysis, InputTarget } from '../documents/analysis.ts';
import { lengthOf, maxUnasked, type WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { unlessCancelled } from '../promises.ts';
import type { OutlinedInput } from './symbolTexts.ts';
import type { WorkflowOutline } from './workflowSymbols.ts';

/**
 * UTF-16 units of a text whose media are listed at once, which takes some milliseconds. Those of a longer one are listed
 * when it has been analysed.
 */
const maxScannedAtOnce = 512 * 1024;

/** An outline with what it was made from: it is the same as long as that is. */
interface KnownOutline {
  readonly analysis: Analysis;
  readonly outline: WorkflowOutline;
}

interface KnownNodes {
  readonly version: number;
  readonly nodes: Promise<readonly OutlinedNode[]>;
}

/**
 * What the outlines of documents are made of. The answer mustn't wait for an analysis: VS Code takes its breadcrumbs from
 * the provider that answers first, and JSON's own outline has no titles.
 */
export class Outlines {
  readonly #documents: WorkflowDocuments;
  readonly #nodes = new WeakMap<TextDocument, KnownNodes>();
  /** The last one of each document that was made from an analysis. */
  readonly #outlines = new WeakMap<TextDocument, KnownOutline>();

  constructor(documents: WorkflowDocuments) {
    this.#documents = documents;
  }

  /** @returns `undefined` for what is no workflow or too long, and where the document was edited or closed meanwhile */
  async of(document: TextDocument): Promise<WorkflowOutline | undefined> {
    if (!(await this.#documents.isWorkflow(document))) {
      return undefined;
    }
    const analysis = this.#documents.known(document);
    if (!analysis && lengthOf(document) > maxUnasked) {
      return undefined;
    }
    const nodes = await unlessCancelled(this.#nodesOf(document));
    if (!nodes) {
      return undefined;
    }
    if (!analysis) {
      return { nodes, ...this.#inputsBeforeAnalysis(document) };
    }
    const known = this.#outlines.get(document);
    if (known?.analysis === analysis) {
      return known.outline;
    }
    const outline = { nodes, dialect: analysis.scan.dialect, inputs: analysis.inputs };
    this.#outlines.set(document, { analysis, outline });
    return outline;
  }

  #nodesOf(document: TextDocument): Promise<readonly OutlinedNode[]> {
    const { version } = document;
    const known = this.#nodes.get(document);
    if (known?.version === version) {
      return known.nodes;
    }
    const isCancelled = (): boolean => document.version !== version || document.isClosed;
    const nodes = outlineNodes(document.getText(), { isCancelled });
    this.#nodes.set(document, { version, nodes });
    return nodes;
  }

  /** Equal values led to the same targets a moment ago, before the document was edited. */
  #inputsBeforeAnalysis(document: TextDocument): Pick<WorkflowOutline, 'dialect' | 'inputs'> {
    if (lengthOf(document) > maxScannedAtOnce) {
      return { dialect: undefined, inputs: [] };
    }
    const { dialect, inputs } = scanWorkflow(document.getText());
    const targets = new Map<string, InputTarget>();
    for (const { input, target } of this.#outlines.get(document)?.analysis.inputs ?? []) {
      targets.set(input.value, target);
    }
    const outlined = inputs.map((input): OutlinedInput => ({ input, target: targets.get(input.value) }));
    return { dialect, inputs: outlined };
  }
}
