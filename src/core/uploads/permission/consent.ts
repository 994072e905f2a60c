import type { ProviderId } from '../../providers/providerId.ts';
import type { Audience, ExpectedLifetime } from '../../providers/reference.ts';
import type { Cause, Place } from './decide.ts';

/** Where files would go. An approval for one recipient is none for another. */
export interface Recipient {
  readonly provider: ProviderId;
  readonly label: string;
  /** Of the account, path included: one reverse proxy may have several servers behind it. */
  readonly endpoint: string;
  /** Id of the connection; left out for a provider's default one, and where nobody distinguishes any. */
  readonly connection?: string;
  /** How long an upload lives there. */
  readonly lifetime: ExpectedLifetime;
  readonly audience: Audience;
}

/** The part of a recipient an approval is bound to. */
export type RecipientIdentity = Pick<Recipient, 'provider' | 'endpoint' | 'connection'>;

/** One file or folder in a question. */
export interface FileInQuestion {
  readonly name: string;
  /** What would be sent, all links resolved. As it was spelled where that couldn't be found out without touching it. */
  readonly realPath: string;
  /** `network`: on another machine, which hasn't been asked for it yet. */
  readonly place: Place | 'network' | 'virtual';
  readonly cause: Cause;
}

export type ConsentQuestion =
  /** May these very files go? Answered for each. */
  | { readonly type: 'files'; readonly files: readonly FileInQuestion[]; readonly recipient: Recipient }
  /** May files of this workspace go to this recipient from now on? The files are the first of them. */
  | { readonly type: 'workspace'; readonly files: readonly FileInQuestion[]; readonly recipient: Recipient };

/** Asks the person. Dialogs of VS Code don't scroll, so many files belong in a list. */
export interface ConsentAsker {
  /** @returns those of the question's files that may go; for a question about the workspace all of them or none */
  ask(question: ConsentQuestion, signal: AbortSignal): Promise<readonly FileInQuestion[]>;
}

/** Answers that hold for the workspace that is open. */
export interface RememberedConsents {
  has(key: string): boolean;
  add(key: string): Promise<void>;
}

/**
 * A document and a programme are asked about separately, and so are each server and each connection of a provider. Without a
 * connection's id it is the key that 0.1.0 remembered, so that answers given there still hold for the default connection.
 */
export function consentKey(cause: Cause, { provider, endpoint, connection }: RecipientIdentity): string {
  const key = `${cause} ${provider} ${endpoint}`;
  return connection === undefined ? key : `${key} ${connection}`;
}
