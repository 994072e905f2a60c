/** Why a file would be sent. The less a person had to do with the choice of the file, the less may go without a question. */
export type Cause =
  /** Picked in a dialog, or dropped or pasted from the operating system. */
  | 'chosen'
  /** A URI in a command's arguments. What the Explorer passes can't be told from what another extension makes up. */
  | 'commandArguments'
  /** Named by a document, which may have come from anybody. */
  | 'document'
  /** A record of the history that this installation wrote. */
  | 'ownRecord'
  /** A record that was read from an exported history. */
  | 'importedRecord'
  /** A record written by 0.1.0, which didn't keep apart what it had uploaded and what it had imported. */
  | 'unknownRecord'
  /** Another extension, through the public API, or an agent. */
  | 'programme';

/** Where a file really is, compared with the folders open in the window. A `link…` lies inside and leads to another name. */
export type Place = 'inside' | 'linkInside' | 'outside' | 'linkOutside';

export type Decision =
  | { readonly type: 'goes' }
  /** Goes while its content and kind are what they were when it was last sent; otherwise `asks`. */
  | { readonly type: 'goesIfUnchanged' }
  /** A question about this very file, which names its real path. */
  | { readonly type: 'asks' }
  /** One question for each recipient and workspace; the answer is remembered. */
  | { readonly type: 'asksOnce' }
  | { readonly type: 'refused'; readonly reason: 'untrusted' | 'outside' };

interface Row {
  readonly inside: Decision;
  /** `inside` where left out. */
  readonly linkInside?: Decision;
  /** The same whether the path itself or a link on the way leads outside. */
  readonly outside: Decision;
  /** In Restricted Mode, wherever the file is. */
  readonly untrusted: Decision;
}

const goes: Decision = { type: 'goes' };
const goesIfUnchanged: Decision = { type: 'goesIfUnchanged' };
const asks: Decision = { type: 'asks' };
const asksOnce: Decision = { type: 'asksOnce' };
const refusedUntrusted: Decision = { type: 'refused', reason: 'untrusted' };
const refusedOutside: Decision = { type: 'refused', reason: 'outside' };

const table: Readonly<Record<Cause, Row>> = {
  chosen: { inside: goes, outside: goes, untrusted: goes },
  commandArguments: { inside: goes, linkInside: asks, outside: asks, untrusted: asks },
  document: { inside: asksOnce, outside: asks, untrusted: refusedUntrusted },
  ownRecord: { inside: goes, outside: goesIfUnchanged, untrusted: refusedUntrusted },
  importedRecord: { inside: asks, outside: asks, untrusted: refusedUntrusted },
  unknownRecord: { inside: goes, outside: asks, untrusted: refusedUntrusted },
  programme: { inside: asksOnce, outside: refusedOutside, untrusted: refusedUntrusted },
};

/** The one table that says what may leave this machine unasked, what needs a question and what never leaves it. */
export function decide(cause: Cause, place: Place, isTrusted: boolean): Decision {
  const row = table[cause];
  if (!isTrusted) {
    return row.untrusted;
  }
  switch (place) {
    case 'inside':
      return row.inside;
    case 'linkInside':
      return row.linkInside ?? row.inside;
    case 'outside':
    case 'linkOutside':
      return row.outside;
  }
}
