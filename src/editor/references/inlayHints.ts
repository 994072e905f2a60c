import type { Position, Range, TextDocument } from 'vscode';
import type { RecordConnection } from '../connections/records/recordConnections.ts';
import { InlayHint } from '../display/items.ts';
import type { Analysis } from '../documents/analysis.ts';
import { inputsBetween } from '../documents/inputAt.ts';
import type { StateTime } from '../documents/targetState.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';
import type { ReferenceInput } from './hovers/referenceHover.ts';
import { referenceFacts } from './referenceFacts.ts';

/** A hint and what it is about, so that its tooltip can be made when the person points at it. */
export class ReferenceHint extends InlayHint {
  readonly document: TextDocument;
  readonly subject: ReferenceInput;

  constructor(document: TextDocument, subject: ReferenceInput, place: { position: Position; text: ShownText }) {
    super(place.position, place.text);
    this.document = document;
    this.subject = subject;
  }
}

/**
 * A hint after a longer string would be out of sight, so it stands before it: a Runway URI has some 2,000 characters, and
 * is the one that lasts for only a day. In UTF-16 units.
 */
const maxLengthBeforeHint = 100;
/** VS Code cuts off longer hints (`editor.inlayHints.maximumLength`), in UTF-16 units. */
const maxHintLength = 43;
/** Less of a name than this says nothing, in characters. */
const minNameLength = 8;

/** What hints are for. */
export interface HintedPart {
  readonly analysis: Analysis;
  readonly range: Range;
}

/** `3 h 12 m · hero.png` beside each reference that was made here, in a part of the document. */
export function inlayHints(
  { settings, recordConnections }: Services,
  document: TextDocument,
  { analysis, range }: HintedPart,
): InlayHint[] {
  const time = { now: Date.now(), expiryWarning: settings.expiryWarning };
  const connections = recordConnections.known();
  const inputs = inputsBetween(analysis, document.offsetAt(range.start), document.offsetAt(range.end));
  return inputs.flatMap(({ input, target }) => {
    if (target.type !== 'reference') {
      return [];
    }
    // The object of an asset ends with its id; what stands before it is the same everywhere.
    const isLong = input.length > maxLengthBeforeHint && input.writtenAs === undefined;
    const position = document.positionAt(isLong ? input.offset : input.offset + input.length);
    const subject = { input, target };
    const hint = new ReferenceHint(document, subject, {
      position,
      text: hintText(subject, time, connections.of(target.record)),
    });
    hint.paddingLeft = !isLong;
    hint.paddingRight = isLong;
    return [hint];
  });
}

/** What matters most comes first, and the name gets what is left: the state, the time, and then the file. */
function hintText({ target }: ReferenceInput, time: StateTime, connection: RecordConnection): ShownText {
  const { record, reference } = target;
  const facts = referenceFacts(target, time);
  if (reference.value.endsWith(record.fileName)) {
    // Its name is there already.
    return joined([...facts, connection.label], ' · ');
  }
  const before = joined([...facts, ...connectionWords(connection)], ' · ');
  const left = Math.max(minNameLength, maxHintLength - before.length - ' · '.length);
  return joined([before, shown(record.fileName, left)], ' · ');
}

/** Only where there are several, or its own is gone. A long name is cut: the hover has all of it. */
function connectionWords({ shortName, state }: RecordConnection): readonly ShownText[] {
  if (state === 'removed') {
    return [l10n.t('connection removed')];
  }
  return shortName === undefined ? [] : [shortName];
}
