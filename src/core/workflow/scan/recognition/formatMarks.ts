import { runwareParameters, runwayModelNames, runwayOnlyNames, runwayUriHolders } from '../dialects/propertyNames.ts';

/** Names that mean a workflow wherever they are. */
const certain: ReadonlySet<string> = new Set(['class_type', 'widgets_values', ...runwayOnlyNames]);

/** Clues that mean a workflow together, wherever each of them is. */
const groups: readonly (readonly Clue[])[] = [
  ['fieldValue', 'nodeInfoList'],
  ['fieldValue', 'fieldName'],
  ['taskType', 'runwareParameter'],
  ['model', 'runwayModelName'],
  ['uri', 'runwayUriHolder'],
  ['uri', 'nodeOutputs'],
  ['audio', 'audioType', 'speechSource'],
];

type Clue =
  | 'fieldValue'
  | 'fieldName'
  | 'nodeInfoList'
  | 'nodeOutputs'
  | 'uri'
  | 'taskType'
  | 'model'
  | 'audio'
  | 'audioType'
  | 'speechSource'
  | 'runwareParameter'
  | 'runwayModelName'
  | 'runwayUriHolder';

/**
 * Decides by the names of a document's properties whether it is in one of the formats that the scan knows. It finds every
 * document in which the scan finds a media input of such a format, whatever is broken around the names, and hardly any
 * other document.
 */
export class FormatMarks {
  readonly #clues = new Set<Clue>();
  #isFound = false;

  get isFound(): boolean {
    return this.#isFound;
  }

  /** @param text the property's value where that is a string; `undefined` for an object or a list */
  see(name: string, text: string | undefined): void {
    if (certain.has(name)) {
      this.#isFound = true;
      return;
    }
    for (const clue of cluesIn(name, text)) {
      if (!this.#clues.has(clue)) {
        this.#clues.add(clue);
        this.#isFound ||= groups.some((group) => group.every((each) => this.#clues.has(each)));
      }
    }
  }
}

function* cluesIn(name: string, text: string | undefined): Iterable<Clue> {
  const isContainer = text === undefined;
  switch (name) {
    case 'fieldValue':
    case 'fieldName':
    case 'nodeInfoList':
    case 'nodeOutputs':
    case 'uri':
      yield name;
      break;
    case 'taskType':
    case 'model':
      if (!isContainer) {
        yield name;
      }
      break;
    case 'type':
      if (text === 'audio') {
        yield 'audioType';
      }
      break;
    case 'from':
    case 'speech':
      if (isContainer) {
        yield 'speechSource';
      }
      break;
    case 'audio':
      if (!isContainer) {
        yield name;
      }
      break;
    default:
  }
  if (runwareParameters.has(name)) {
    yield 'runwareParameter';
  }
  if (runwayModelNames.includes(name)) {
    yield 'runwayModelName';
  }
  if (isContainer && runwayUriHolders.test(name)) {
    yield 'runwayUriHolder';
  }
}
