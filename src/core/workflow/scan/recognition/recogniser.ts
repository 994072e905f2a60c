import { JsonReader, type JsonReaderHandler } from '../../json/jsonReader.ts';
import { FormatMarks } from './formatMarks.ts';
import { isForeignDocument, isMediaValue, type NameRole, roleOf } from './genericRule.ts';

/** An object or list that is open. */
interface Frame {
  readonly isList: boolean;
  /** Of its name, or of the nearest list's around it; `undefined` where nothing has a name. */
  readonly role: NameRole | undefined;
  /** Whether strings in it count whatever their names are. */
  readonly isInput: boolean;
  readonly isForeign: boolean;
}

/** UTF-16 units. Longer strings are neither names nor paths. */
const maxStringLength = 4096;
/** Deeper containers are only counted: a hostile file can have a hundred million of them. */
const maxDepth = 1000;
/** Names whose role is remembered; a document repeats a few of them. */
const maxRoles = 1000;

/**
 * Reads a JSON document piece by piece and decides whether it is a workflow, see `isWorkflowInSlices`. What it remembers is
 * bounded, however the text is made.
 */
export class WorkflowRecogniser implements JsonReaderHandler {
  readonly #reader = new JsonReader(this, { maxPiecedString: maxStringLength });
  readonly #marks = new FormatMarks();
  readonly #roles = new Map<string, NameRole>();
  readonly #frames: Frame[] = [];
  /** Open containers beyond those in `#frames`. */
  #deeper = 0;
  /** The string read last: a property's name if a colon follows. */
  #last: string | undefined;
  /** Name of the property whose value comes next. */
  #name: string | undefined;
  #showsMedia = false;
  #isForeign = false;

  /**
   * Takes the next piece of the document; pieces may end anywhere.
   * @returns true once it is certain that the document is a workflow; the rest needn't be read
   */
  push(piece: string): boolean {
    this.#reader.take(piece);
    this.#reader.readTo(piece.length);
    return this.#marks.isFound;
  }

  /** Whether the document is a workflow, once all of it has been pushed. */
  end(): boolean {
    return this.#marks.isFound || (this.#showsMedia && !this.#isForeign);
  }

  string(value: string): void {
    const name = this.#name;
    this.brokenString(value);
    if (name !== undefined) {
      this.#seeProperty(name, value);
    }
    this.#showsMedia ||= this.#isMedia(name, value);
  }

  brokenString(text: string): void {
    this.#name = undefined;
    // Even if it was a value: in a text that is being typed, a colon may follow.
    this.#last = text;
  }

  colon(): void {
    this.#name = this.#last ?? this.#name;
    this.#last = undefined;
  }

  comma(): void {
    this.#name = undefined;
    this.#last = undefined;
  }

  open(isList: boolean): void {
    const name = this.#name;
    this.comma();
    if (name !== undefined) {
      this.#seeProperty(name, undefined);
    }
    if (this.#frames.length >= maxDepth) {
      this.#deeper++;
      return;
    }
    const parent = this.#frames.at(-1);
    const role = name === undefined ? parent?.role : this.#roleOf(name);
    const isInput = parent?.isInput === true || role?.isMedia === true || role?.holdsInputs === true;
    const isForeign = parent?.isForeign === true || role?.isForeign === true;
    this.#frames.push({ isList, role, isInput, isForeign });
  }

  /** Like the scan: in `[1, 2}`, which is being typed, the brace closes the list as well; a stray bracket is ignored. */
  close(isList: boolean): void {
    this.comma();
    const depth = this.#frames.length;
    if (this.#deeper > 0) {
      this.#deeper--;
    } else if (this.#frames[depth - 1]?.isList === isList) {
      this.#frames.pop();
    } else if (this.#frames[depth - 2]?.isList === isList) {
      this.#frames.length = depth - 2;
    }
  }

  #seeProperty(name: string, text: string | undefined): void {
    this.#marks.see(name, text);
    if (this.#marks.isFound) {
      this.#reader.stop();
    }
    if (this.#frames.length === 1 && this.#frames[0]?.isList === false) {
      this.#isForeign ||= isForeignDocument(name, text);
    }
  }

  #isMedia(name: string | undefined, text: string): boolean {
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.isForeign || this.#deeper > 0 || text.length > maxStringLength) {
      return false;
    }
    if (name === undefined) {
      return frame.isList && frame.isInput && isMediaValue(text, frame.role?.takesUrl === true);
    }
    const role = this.#roleOf(name);
    const takesUrl = role.takesUrl || frame.role?.takesUrl === true;
    return !role.isForeign && (role.isMedia || frame.isInput) && isMediaValue(text, takesUrl);
  }

  #roleOf(name: string): NameRole {
    const known = this.#roles.get(name);
    if (known !== undefined) {
      return known;
    }
    const role = roleOf(name);
    if (this.#roles.size < maxRoles) {
      this.#roles.set(name, role);
    }
    return role;
  }
}
