import { SymbolKind } from 'vscode';
import { providerById } from '../../core/providers/registry.ts';
import type { DialectId, JsonPath, MediaInput } from '../../core/workflow/mediaInput.ts';
import type { OutlinedNode } from '../../core/workflow/scan/nodeOutline.ts';
import type { InputTarget } from '../documents/analysis.ts';
import { stateOfReference } from '../documents/targetState.ts';
import { inputLabel } from '../text/inputLabel.ts';
import { l10n } from '../text/l10n.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';
import { stateText } from '../text/stateText.ts';

/** A media input in the outline; without a target where nothing has been looked up yet. */
export interface OutlinedInput {
  readonly input: MediaInput;
  readonly target: InputTarget | undefined;
}

/** How something is called in the outline and the breadcrumbs. */
interface SymbolTexts {
  readonly name: ShownText;
  readonly detail: ShownText;
  readonly kind: SymbolKind;
}

/** `Portrait` with `LoadImage #12` beside it, as the workflow's own editor has them. */
export function nodeTexts({ type, title, field, className, id }: OutlinedNode): SymbolTexts {
  const name = joined(textsOf([title, field]), ' · ');
  const detail = joined(textsOf([className, id === undefined ? undefined : `#${id}`]), ' ');
  switch (type) {
    case 'group':
      return { name, detail: l10n.t('group'), kind: SymbolKind.Namespace };
    case 'subgraph':
      return { name, detail: l10n.t('subgraph'), kind: SymbolKind.Module };
    default:
      return { name: name === '' ? detail : name, detail, kind: SymbolKind.Class };
  }
}

/** By its file where a node is around it; by its field in formats whose authors write the fields themselves. */
export function inputTexts({ input, target }: OutlinedInput, dialect: DialectId | undefined): SymbolTexts {
  const label = inputLabel({ input, target });
  const state = stateWords(input, target);
  const kind = SymbolKind.File;
  switch (dialect) {
    case 'comfyApi':
      return { name: label, detail: joined([...textsOf([input.path.at(-1)]), ...state], ' · '), kind };
    case 'comfyUi':
    case 'runningHub':
      return { name: label, detail: joined(state, ' · '), kind };
    default: {
      const field = fieldName(input.path);
      return { name: field === '' ? label : shown(field, nameLength), detail: joined([label, ...state], ' · '), kind };
    }
  }
}

/** `promptImage.0.uri`; without the number of a task in front. A key may have megabytes, and each input below it has it. */
function fieldName(path: JsonPath): string {
  const start = path.findIndex((key) => typeof key === 'string');
  const keys = start < 0 ? [] : path.slice(start);
  return keys.map((key) => (typeof key === 'string' ? key.slice(0, nameLength) : key)).join('.');
}

/** What is known about an input. Not the time left: VS Code asks again only when the text changes, and a countdown would stand still. */
function stateWords({ state }: MediaInput, target: InputTarget | undefined): readonly ShownText[] {
  switch (target?.type) {
    case 'reference': {
      const word = stateText(stateOfReference(target, { now: Date.now(), expiryWarning: 0 }));
      return [shown(providerById(target.record.provider).label), ...(word === undefined ? [] : [word])];
    }
    case 'file':
      return [l10n.t('local file')];
    case 'missing':
    case 'unknownReference': {
      const word = stateText(target.type === 'missing' ? 'missing' : 'unknown');
      return word === undefined ? [] : [word];
    }
    default:
      return state === 'url' ? [l10n.t('web address')] : [];
  }
}

function textsOf(parts: readonly (string | number | undefined)[]): readonly ShownText[] {
  return parts.flatMap((part) => (typeof part === 'string' && part !== '' ? [shown(part, nameLength)] : []));
}
