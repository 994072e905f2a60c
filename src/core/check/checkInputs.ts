import type { AccountScope } from '../history/historyStore.ts';
import { remaining } from '../history/lifetime.ts';
import { knownReferences } from '../providers/knownReferences.ts';
import type { Provider } from '../providers/provider.ts';
import type { ProviderId } from '../providers/providerId.ts';
import type { Reference } from '../providers/reference.ts';
import { providerById } from '../providers/registry.ts';
import { type LimitProblem, limitProblemOf } from '../uploads/plan/limits.ts';
import { type DialectId, type MediaInput, mayBeOnServer } from '../workflow/mediaInput.ts';
import { referenceState } from '../workflow/scan/referenceState.ts';
import { accountOfMost, worksAnywhere } from './checkedProvider.ts';
import { isCredentialLink } from './credentialLink.ts';
import type { CheckedInput, CheckedTarget, Finding, FindingDetails, Readiness } from './finding.ts';

/** What a provider said when it was asked whether it still has a reference. */
export type ProviderAnswer = 'held' | 'gone';

export interface CheckQuestion {
  readonly dialect: DialectId | undefined;
  readonly inputs: readonly CheckedInput[];
  /** The provider that the workflow is for; `undefined` where nobody has said. */
  readonly provider: ProviderId | undefined;
  /** The account that would run it; left out where none is chosen, or it has no key. */
  readonly account?: AccountScope | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Until when every reference has to work, in milliseconds since the epoch. */
  readonly until: number;
  /** Whether files could go to a provider at all: to a storage only where somebody has added one. */
  isUsable(provider: ProviderId): boolean;
  /** What providers have said, by the values of the inputs they were asked about. */
  readonly answers?: ReadonlyMap<string, ProviderAnswer>;
}

type ReferenceTarget = Extract<CheckedTarget, { type: 'reference' }>;
type UnratedFinding = FindingDetails & Pick<Finding, 'mend'>;

/** Inputs per step. */
const stepLength = 32;

/** Judges, in steps, whether every input will work where the workflow is to run. Looks nothing up. */
export function* checkInputs(question: CheckQuestion): Generator<undefined, Readiness, undefined> {
  const checker = new Checker(question);
  const findings: Finding[] = [];
  for (const [index, { input, target }] of question.inputs.entries()) {
    const found = checker.findingOf(input, target);
    if (found) {
      findings.push({ ...found, input, isBlocking: isBlocking(found) });
    }
    if (index % stepLength === 0) {
      yield;
    }
  }
  return { ready: !findings.some((finding) => finding.isBlocking), findings };
}

function isBlocking(finding: FindingDetails): boolean {
  switch (finding.problem) {
    case 'missing':
      return !finding.mayBeOnServer;
    case 'credentialLink':
    case 'unknown':
      return false;
    default:
      return true;
  }
}

/** The rules, together with what all inputs of one workflow share. */
class Checker {
  readonly #question: CheckQuestion;
  readonly #provider: Provider | undefined;
  readonly #account: AccountScope | undefined;
  /** The usable providers of each list of references; inputs of a kind share one. */
  readonly #usable = new Map<MediaInput['fits'], readonly ProviderId[]>();

  constructor(question: CheckQuestion) {
    const { provider, inputs } = question;
    this.#question = question;
    this.#provider = provider === undefined ? undefined : providerById(provider);
    this.#account = question.account ?? (provider && accountOfMost(inputs, provider));
  }

  findingOf(input: MediaInput, target: CheckedTarget): UnratedFinding | undefined {
    switch (target.type) {
      case 'file':
        return this.#isFileInput(input) ? this.#localFile(input, target) : undefined;
      case 'missing':
        return this.#isFileInput(input) ? this.#missing(input) : undefined;
      case 'refused':
        return this.#isFileInput(input) ? { problem: 'outsideWorkspace', mend: undefined } : undefined;
      case 'reference':
        return this.#reference(input, target);
      case 'unknownReference':
        return this.#unknown(input, target.providers);
      case 'other':
        return this.#other(input);
    }
  }

  /** Whether an upload could replace a file's name there. */
  #isFileInput({ fits }: MediaInput): boolean {
    return this.#usableOf(fits).length > 0;
  }

  #usableOf(fits: MediaInput['fits']): readonly ProviderId[] {
    const known = this.#usable.get(fits);
    if (known !== undefined) {
      return known;
    }
    const usable = [...new Set(fits.map((fit) => fit.provider))].filter((id) => this.#question.isUsable(id));
    this.#usable.set(fits, usable);
    return usable;
  }

  #localFile({ fits }: MediaInput, { resolved, size }: Extract<CheckedTarget, { type: 'file' }>): UnratedFinding {
    const chosen = this.#provider;
    if (chosen !== undefined && !fits.some((fit) => fit.provider === chosen.id)) {
      return { problem: 'wrongForm', providers: [chosen.id], mend: undefined };
    }
    const candidates = chosen ? [chosen] : this.#usableOf(fits).map((id) => providerById(id));
    const limits = candidates.map((provider) => ({
      provider: provider.id,
      limit: limitProblemOf(provider, { name: resolved.realPath, size }),
    }));
    const refusals = limits.filter((each): each is typeof each & { limit: LimitProblem } => each.limit !== undefined);
    const [first] = refusals;
    return first !== undefined && refusals.length === limits.length
      ? { problem: 'overLimit', ...first, mend: undefined }
      : { problem: 'local', mend: 'upload' };
  }

  #missing(input: MediaInput): UnratedFinding | undefined {
    const { answers, dialect } = this.#question;
    const answer = answers?.get(input.value);
    if (answer === 'held') {
      return undefined;
    }
    const hasOwnFiles = this.#provider === undefined || this.#provider.isSelfHosted === true;
    const isPossible = answer === undefined && hasOwnFiles && mayBeOnServer(input, dialect);
    return { problem: 'missing', mayBeOnServer: isPossible, mend: undefined };
  }

  #reference(input: MediaInput, target: ReferenceTarget): UnratedFinding | undefined {
    const { record, reference, source, renewal } = target;
    const { now, until, answers } = this.#question;
    const mend = source !== 'missing' || renewal !== undefined ? 'renew' : undefined;
    if (!this.#fits(input, record.provider, reference)) {
      return { problem: 'wrongForm', providers: [record.provider], mend: undefined };
    }
    if (this.#isOfOther(target)) {
      return { problem: 'otherAccount', providers: [record.provider], record, mend: undefined };
    }
    const left = remaining(reference, now);
    if (answers?.get(input.value) === 'gone' || (left === 0 && wasFoundGone(reference))) {
      return { problem: 'goneAtProvider', provider: record.provider, record, mend };
    }
    if (left !== undefined && now + left < Math.max(until, now + 1)) {
      // If the clock was corrected, the time left counts rather than the stored date.
      const endsAt = left === 0 ? (reference.expiresAt ?? now) : now + left;
      if (left === 0) {
        return { problem: 'expired', record, source, endsAt, mend };
      }
      const lasts = wholeLifetime(reference) >= until - now;
      return { problem: 'endsBefore', record, source, endsAt, mend: lasts ? mend : undefined };
    }
    return isCredential(reference) ? { problem: 'credentialLink', mend: undefined } : undefined;
  }

  #unknown({ value }: MediaInput, providers: readonly ProviderId[]): UnratedFinding | undefined {
    const chosen = this.#question.provider;
    if (chosen !== undefined && !providers.includes(chosen)) {
      return { problem: 'otherAccount', providers, record: undefined, mend: undefined };
    }
    const answer = this.#question.answers?.get(value);
    if (answer === 'held') {
      return undefined;
    }
    return answer === 'gone' && chosen !== undefined
      ? { problem: 'goneAtProvider', provider: chosen, record: undefined, mend: undefined }
      : { problem: 'unknown', providers, mend: undefined };
  }

  #other({ state, value, fits, kind, length }: MediaInput): UnratedFinding | undefined {
    switch (state) {
      case 'reference': {
        const distinctive = referenceState(value).references.filter(({ isDistinctive }) => isDistinctive);
        const providers = [...new Set(distinctive.map(({ provider }) => provider))];
        const isMisplaced = this.#question.dialect !== 'generic' && fits.length > 0 && providers.length > 0;
        return isMisplaced ? { problem: 'wrongForm', providers, mend: undefined } : undefined;
      }
      case 'url':
        return isCredentialLink(value) ? { problem: 'credentialLink', mend: undefined } : undefined;
      case 'dataUri': {
        const maxLength = kind && this.#provider?.dataUriLimits?.[kind];
        // Both quotes are part of the token.
        return this.#provider !== undefined && maxLength !== undefined && length - 2 > maxLength
          ? {
              problem: 'overLimit',
              provider: this.#provider.id,
              limit: { code: 'dataUriTooLong', limit: maxLength },
              mend: undefined,
            }
          : undefined;
      }
      case 'local':
      case 'hashName':
      case 'bundled':
      case 'output':
      case 'clipspace':
      case 'linked':
      case 'unknown':
        return undefined;
    }
  }

  /** Generic JSON doesn't tell which forms of references its program accepts. */
  #fits({ fits }: MediaInput, provider: ProviderId, { form }: Reference): boolean {
    return (
      this.#question.dialect === 'generic' ||
      fits.length === 0 ||
      fits.some((fit) => fit.provider === provider && fit.form === form)
    );
  }

  #isOfOther({ record, reference }: ReferenceTarget): boolean {
    const { provider } = this.#question;
    if (provider === undefined || worksAnywhere(reference.form)) {
      return false;
    }
    const account = this.#account;
    return (
      record.provider !== provider ||
      (account !== undefined && (record.origin !== account.origin || record.account !== account.account))
    );
  }
}

/** Milliseconds for which a new reference would work: renewing doesn't help if it is needed for longer. */
function wholeLifetime({ lifetime }: Reference): number {
  return 'milliseconds' in lifetime ? lifetime.milliseconds : Number.POSITIVE_INFINITY;
}

/** A reference without a lifetime that has ended all the same: its provider has said that it is gone. */
function wasFoundGone({ lifetime }: Reference): boolean {
  return lifetime.type === 'kept' || lifetime.type === 'undocumented';
}

function isCredential({ form }: Reference): boolean {
  return knownReferences.some((known) => known.form === form && known.isCredential === true);
}
