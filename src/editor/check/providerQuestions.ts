import type { ProviderAnswer } from '../../core/check/checkInputs.ts';
import { CancelledError } from '../../core/errors.ts';
import { markGone } from '../../core/history/goneUploads.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { Limiter } from '../../core/limiter.ts';
import type { ProviderId, ReferenceForm } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import { type Connection, connectionLabel } from '../../core/uploads/accounts/connection.ts';
import { type DialectId, mayBeOnServer } from '../../core/workflow/mediaInput.ts';
import type { AnalysedInput } from '../documents/analysis.ts';
import type { Services } from '../services/services.ts';

/** Maximum number of requests in flight, for all documents of a check together. */
const maxAsked = 4;

type QuestionServices = Pick<
  Services,
  'accounts' | 'connections' | 'connectionScopes' | 'history' | 'plainHosts' | 'uploads'
>;

/** What a provider can be asked about. */
interface AskableReference {
  readonly value: string;
  readonly form: ReferenceForm;
  readonly provider: ProviderId;
  /** `undefined` for what isn't in the history: the connection that this workspace uses is asked then. */
  readonly record: UploadRecord | undefined;
}

/** What providers said about the inputs of one document. */
interface Answers {
  /** By the values of the inputs. */
  readonly answers: ReadonlyMap<string, ProviderAnswer>;
  /** Whether an upload turned out to be gone, and has been noted as ended. */
  readonly hasChangedHistory: boolean;
  /** How many values nobody could be asked about. */
  readonly unasked: number;
}

/** Why a connection couldn't be asked. */
interface AskingFailure {
  /** What the connection is called. */
  readonly label: string;
  readonly error: unknown;
}

/**
 * Asks providers, by free calls, whether they still hold what workflows refer to; each reference once, however many documents
 * of a check hold it. A connection that can't be asked once isn't asked again: every further reference would wait for the
 * same timeout.
 */
export class ProviderQuestions {
  readonly #services: QuestionServices;
  readonly #signal: AbortSignal;
  readonly #limiter = new Limiter(maxAsked);
  readonly #answers = new Map<string, Promise<ProviderAnswer | undefined>>();
  readonly #accounts = new Map<string, Promise<Account>>();
  readonly #failures = new Map<string, AskingFailure>();

  constructor(services: QuestionServices, signal: AbortSignal) {
    this.#services = services;
    this.#signal = signal;
  }

  /** Why connections couldn't be asked, one failure for each. */
  get failures(): readonly AskingFailure[] {
    return [...this.#failures.values()];
  }

  /** @throws CancelledError */
  async askAbout(
    inputs: readonly AnalysedInput[],
    context: { readonly dialect: DialectId | undefined; readonly provider: ProviderId | undefined },
  ): Promise<Answers> {
    const answers = new Map<string, ProviderAnswer>();
    const unasked = new Set<string>();
    let hasChangedHistory = false;
    const asked = inputs.flatMap((input) => askableReference(input, context) ?? []);
    await Promise.all(
      asked.map(async (reference) => {
        const answer = await this.#ask(reference);
        if (answer === undefined) {
          unasked.add(reference.value);
          return;
        }
        answers.set(reference.value, answer);
        hasChangedHistory ||= answer === 'gone' && reference.record !== undefined;
      }),
    );
    return { answers, hasChangedHistory, unasked: unasked.size };
  }

  #ask(reference: AskableReference): Promise<ProviderAnswer | undefined> {
    const key = JSON.stringify([reference.provider, reference.form, reference.value, reference.record?.id]);
    const answer = this.#answers.get(key) ?? this.#limiter.run(this.#signal, () => this.#askOnce(reference));
    this.#answers.set(key, answer);
    return answer;
  }

  /** @returns `undefined` where nobody could be asked */
  async #askOnce({ provider, record, form, value }: AskableReference): Promise<ProviderAnswer | undefined> {
    const { connections, connectionScopes, history, uploads } = this.#services;
    const current = connections.has(provider) ? connections.current(provider) : undefined;
    const connection = record ? await connectionScopes.connectionOf(record) : current;
    if (connection === undefined || this.#failures.has(connection.id)) {
      return undefined;
    }
    try {
      const account = await this.#accountOf(connection);
      const { accountCalls } = await uploads();
      const isHeld = await accountCalls.stillHolds({ form, value }, account, this.#signal);
      if (isHeld === false && record !== undefined) {
        await markGone(await history(), record, Date.now());
      }
      return isHeld ? 'held' : 'gone';
    } catch (error) {
      if (CancelledError.is(error) || this.#signal.aborted) {
        throw new CancelledError();
      }
      this.#failures.set(connection.id, { label: connectionLabel(connection), error });
      return undefined;
    }
  }

  /** Asks the person nothing: a check must not end in a question for a key. @throws UploadError */
  #accountOf(connection: Connection): Promise<Account> {
    const { accounts, plainHosts } = this.#services;
    const account =
      this.#accounts.get(connection.id) ??
      accounts.current(connection).then((found) => {
        plainHosts.assertAllowed(found);
        return found;
      });
    this.#accounts.set(connection.id, account);
    return account;
  }
}

/** What to ask about an input, if its provider has a free call and there is anything to learn from it. */
function askableReference(
  { input, target }: AnalysedInput,
  { dialect, provider }: { readonly dialect: DialectId | undefined; readonly provider: ProviderId | undefined },
): AskableReference | undefined {
  const { value } = input;
  if (target.type === 'reference') {
    const { record, reference } = target;
    const isOver = reference.expiresAt !== undefined && reference.expiresAt <= Date.now();
    return isOver ? undefined : askable({ value, form: reference.form, provider: record.provider, record });
  }
  const form = input.fits.find((fit) => fit.provider === provider)?.form;
  if (provider === undefined || form === undefined) {
    return undefined;
  }
  const isKnownForm = target.type === 'unknownReference' && target.providers.includes(provider);
  const isOnServer =
    target.type === 'missing' && providerById(provider).isSelfHosted === true && mayBeOnServer(input, dialect);
  return isKnownForm || isOnServer ? askable({ value, form, provider, record: undefined }) : undefined;
}

function askable(reference: AskableReference): AskableReference | undefined {
  return providerById(reference.provider).stillHolds === undefined ? undefined : reference;
}
