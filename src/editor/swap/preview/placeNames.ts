import { Uri } from 'vscode';
import type { Place } from '../../../core/uploads/plan/uploadPlan.ts';
import { parsedDocument } from '../../../core/workflow/json/parsedDocument.ts';
import { nodeAt } from '../../../core/workflow/scan/nodeAt.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList, nameOf } from '../../text/names.ts';
import { joined, nameLength, type ShownText, shown } from '../../text/shown.ts';

/** More places than this in one line would be cut off by the window. */
const maxPlaces = 4;

/** A document whose places are named. */
export interface NamedDocument {
  readonly uri: Uri;
  /** `undefined` where it isn't kept in memory: its nodes are then named by their class and path. */
  readonly text: string | undefined;
}

/** Puts places of documents into words, by the titles and ids of their nodes: `Load Image #12, Mask #7 and 2 more`. */
export class PlaceNames {
  /** The parsed documents, by URI. */
  readonly #roots: ReadonlyMap<string, unknown>;

  constructor(documents: readonly NamedDocument[]) {
    this.#roots = new Map(documents.map(({ uri, text }) => [uri.toString(), parsedDocument(text ?? '')]));
  }

  /** The first few places, with the names of their documents where there are several, and how many more there are. */
  listed(places: readonly Place[]): ShownText {
    const texts = places.slice(0, maxPlaces).map((place) => {
      const node = this.#nameOf(place);
      return this.#roots.size > 1 ? joined([shown(nameOf(Uri.parse(place.document))), node], ': ') : node;
    });
    const more = places.length - texts.length;
    return formatList([...texts, ...(more > 0 ? [l10n.t('{0} more', more)] : [])]);
  }

  #nameOf({ document, input }: Place): ShownText {
    const node = nodeAt(this.#roots.get(document), input.path);
    const title = node?.title ?? input.nodeType;
    if (title === undefined || node?.id === undefined) {
      return shown([title, input.path.join('.')].filter(Boolean).join(' '));
    }
    return shown(`${title} #${node.id}`, 2 * nameLength);
  }
}
