import type { AccountScope, HistoryStore } from '../../history/historyStore.ts';
import type { UploadRecord } from '../../history/records/record.ts';
import { knownReferences } from '../../providers/knownReferences.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ReferenceForm } from '../../providers/providerId.ts';
import type { LocatedFile, LocatedInput } from '../../workflow/paths/locateFiles.ts';
import type { Account } from '../accounts/account.ts';
import { isUsable } from '../reuse.ts';
import { limitProblemOf } from './limits.ts';
import type { Obstacle, Place, PlannedUpload, UploadPlan } from './uploadPlan.ts';

export interface PlanQuestion {
  readonly account: Account;
  readonly scope: AccountScope;
  readonly history: Pick<HistoryStore, 'findByReference' | 'findByFile' | 'hasSize'>;
  /** Whether earlier uploads may be reused. */
  readonly reuse: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** URI of a file as recorded in the history. */
  uriOf(file: string): string;
}

/** Plans one upload per file, however many places name it and however they spell its path. Reads and sends nothing. */
export function planUploads(
  located: readonly (LocatedInput & { readonly document: string })[],
  question: PlanQuestion,
): UploadPlan {
  const files = new Map<string, { file: LocatedFile; places: Place[] }>();
  const missing = new Map<string, Place[]>();
  const unfit: Place[] = [];
  const done: Place[] = [];
  for (const { document, input, file } of located) {
    const place: Place = { document, input };
    if (isOwnReference(input.value, file, question)) {
      done.push(place);
    } else if (formsAt(place, question.account).length === 0) {
      unfit.push(place);
    } else if (file === undefined) {
      missing.set(input.value, [...(missing.get(input.value) ?? []), place]);
    } else {
      const planned = files.get(file.realPath) ?? { file, places: [] };
      planned.places.push(place);
      files.set(file.realPath, planned);
    }
  }
  return {
    account: question.account,
    uploads: [...files.values()].map(({ file, places }) => planned(file, places, question)),
    missing: [...missing].map(([value, places]) => ({ value, places })),
    unfit,
    done,
  };
}

/** The forms of an account's references that work at a place, best first. */
function formsAt({ input }: Place, { provider, options }: Account): ReferenceForm[] {
  const given = provider.givesLinks?.(options).form;
  return input.fits
    .filter(({ provider: id, form }) => id === provider.id && (given === undefined || form === given))
    .map(({ form }) => form);
}

function isUrl(form: ReferenceForm): boolean {
  return knownReferences.some((known) => known.form === form && known.shape === 'url');
}

/** One file for some places, at which the account's references work. */
export function planned(file: LocatedFile, places: readonly Place[], question: PlanQuestion): PlannedUpload {
  const uri = question.uriOf(file.file);
  const forms = places.flatMap((place) => formsAt(place, question.account).slice(0, 1));
  // Links expire before names do: where a link is needed, an upload whose link has expired must not be reused.
  const form = forms.find(isUrl) ?? forms[0];
  if (form === undefined) {
    throw new Error('A planned file has no place where its reference fits');
  }
  return {
    file,
    uri,
    places,
    form,
    reuse: reuseOf({ file, uri, form }, question),
    obstacle: obstacleOf(file, question.account.provider),
  };
}

/** Judged by size and modification time: nothing is hashed just to show what could be sent. */
function reuseOf(
  { file, uri, form }: Pick<PlannedUpload, 'file' | 'uri' | 'form'>,
  { account, scope, history, reuse, now }: PlanQuestion,
): PlannedUpload['reuse'] {
  if (!reuse) {
    return 'none';
  }
  const known = history.findByFile(uri).filter((record) => isOf(record, scope) && isUnchanged(record, file));
  if (known.some((record) => isUsable(record, { account, form }, now))) {
    return 'certain';
  }
  return history.hasSize(scope, file.size) ? 'possible' : 'none';
}

/** A ComfyUI server stores `photo.png` as `photo.png`: a reference that reads like a path. */
function isOwnReference(value: string, file: LocatedFile | undefined, question: PlanQuestion): boolean {
  const record = question.history.findByReference(value);
  if (record === undefined || !isOf(record, question.scope)) {
    return false;
  }
  return file === undefined || (record.fileUri === question.uriOf(file.file) && isUnchanged(record, file));
}

function isOf(record: UploadRecord, scope: AccountScope): boolean {
  return record.provider === scope.provider && record.origin === scope.origin && record.account === scope.account;
}

function isUnchanged(record: UploadRecord, file: LocatedFile): boolean {
  return record.size === file.size && Math.abs(record.mtimeMs - file.mtimeMs) < 1;
}

function obstacleOf({ containment, realPath, size }: LocatedFile, provider: Provider): Obstacle | undefined {
  return containment === 'outside' ? 'outside' : limitProblemOf(provider, { name: realPath, size })?.code;
}
