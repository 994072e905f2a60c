import { DiagnosticSeverity, Range, type TextDocument } from 'vscode';
import { lifetimeState, remaining } from '../../core/history/lifetime.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type DialectId, mayBeOnServer } from '../../core/workflow/mediaInput.ts';
import type { KnownConnections } from '../connections/records/recordConnections.ts';
import { Diagnostic } from '../display/items.ts';
import type { AnalysedInput, Analysis, ReferenceTarget, UnknownReferenceTarget } from '../documents/analysis.ts';
import { unsupportedReason } from '../documents/fittingReference.ts';
import { renewalOf, type StateTime } from '../documents/targetState.ts';
import { diagnosticSource, type ProblemCode } from '../lightbulb/codeActions.ts';
import { l10n } from '../text/l10n.ts';
import { Moments } from '../text/moments.ts';
import { formatList } from '../text/names.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';
import { stateSeverity } from '../text/stateText.ts';

/** What can be wrong with a media input. */
type InputProblem = Exclude<ProblemCode, 'api-key-in-file'>;

/**
 * How severe problems are, on the scale of all states. A reference that was renewed still stops the workflow that holds
 * the old one, so here it counts as what it is itself: expiring or expired.
 */
const severities: Readonly<Record<InputProblem, DiagnosticSeverity>> = {
  'local-path': DiagnosticSeverity.Hint,
  'missing-file': stateSeverity('missing') ?? DiagnosticSeverity.Warning,
  'expiring-reference': stateSeverity('expiring') ?? DiagnosticSeverity.Information,
  'expired-reference': stateSeverity('expired') ?? DiagnosticSeverity.Warning,
  'unknown-reference': stateSeverity('unknown') ?? DiagnosticSeverity.Information,
};

/** VS Code shows no more for one document; making the others would take time for nothing. */
const maxProblems = 1000;

interface Problem extends AnalysedInput {
  readonly code: InputProblem;
}

/** What the Problems view and the squiggles say about a document. */
export function problemsOf(
  document: TextDocument,
  analysis: Analysis,
  { connections, ...time }: StateTime & { readonly connections: KnownConnections },
): Diagnostic[] {
  const { dialect } = analysis.scan;
  // Other JSON names media for programs of its own: an icon in a package.json isn't a problem.
  if (dialect === undefined || dialect === 'generic') {
    return [];
  }
  const found = analysis.inputs.flatMap((analysed): Problem[] => {
    const code = problemOf(analysed, time);
    return code ? [{ ...analysed, code }] : [];
  });
  const messages = new Messages({ dialect, now: time.now, connections });
  return worst(found).map((problem) => {
    const { offset, length } = problem.input;
    const range = new Range(document.positionAt(offset), document.positionAt(offset + length));
    const result = new Diagnostic(range, messages.of(problem), messages.severityOf(problem));
    result.source = diagnosticSource;
    result.code = problem.code;
    return result;
  });
}

/** The most severe problems where there are more than VS Code shows, in document order. */
function worst(found: readonly Problem[]): readonly Problem[] {
  if (found.length <= maxProblems) {
    return found;
  }
  const kept = new Set([...found].sort((a, b) => severities[a.code] - severities[b.code]).slice(0, maxProblems));
  return found.filter((each) => kept.has(each));
}

function problemOf({ input, target }: AnalysedInput, { now, expiryWarning }: StateTime): InputProblem | undefined {
  switch (target.type) {
    case 'file':
      return input.fits.length > 0 ? 'local-path' : undefined;
    case 'missing':
      return input.fits.length > 0 ? 'missing-file' : undefined;
    case 'reference': {
      const state = lifetimeState(target.reference, now, expiryWarning);
      return state === 'expired' ? 'expired-reference' : state === 'expiring' ? 'expiring-reference' : undefined;
    }
    case 'unknownReference':
      return 'unknown-reference';
    case 'other':
      return undefined;
  }
}

interface MessageContext {
  readonly dialect: DialectId;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly connections: KnownConnections;
}

/** Texts and severities of the problems of one document. */
class Messages {
  readonly #dialect: DialectId;
  readonly #now: number;
  readonly #connections: KnownConnections;
  readonly #moments = new Moments();

  constructor({ dialect, now, connections }: MessageContext) {
    this.#dialect = dialect;
    this.#now = now;
    this.#connections = connections;
  }

  severityOf(problem: Problem): DiagnosticSeverity {
    return this.#mayBeOnServer(problem) ? DiagnosticSeverity.Information : severities[problem.code];
  }

  of(problem: Problem): ShownText {
    const { input, target, code } = problem;
    if (target.type === 'reference') {
      return this.#lifetimeMessage(target, code);
    }
    if (target.type === 'unknownReference') {
      return unknownMessage(target);
    }
    const value = shown(input.value, 120);
    if (code === 'local-path') {
      const fits = input.fits.filter(({ provider }) => this.#connections.has(provider));
      const reason = unsupportedReason(fits, input.value);
      return reason === undefined
        ? l10n.t('{0} is a file on this disk. Upload it and replace the path, so that the workflow can run.', value)
        : l10n.t('{0} is a file on this disk. {1}', value, reason);
    }
    return this.#mayBeOnServer(problem)
      ? l10n.t('{0} was not found on this disk. It may be in the input folder of a ComfyUI server.', value)
      : l10n.t('{0} was not found on this disk.', value);
  }

  #mayBeOnServer({ input, code }: Problem): boolean {
    return code === 'missing-file' && mayBeOnServer(input, this.#dialect);
  }

  /** Says when and not how long from now: a text in the Problems view that changes every minute is a nuisance. */
  #lifetimeMessage(target: ReferenceTarget, code: InputProblem): ShownText {
    const { record, reference } = target;
    const name = shown(record.fileName, nameLength);
    const { label } = this.#connections.of(record);
    const end = this.#moments.text(this.#endOf(reference));
    if (renewalOf(target, this.#now)) {
      return code === 'expired-reference'
        ? l10n.t(
            '{0} at {1} expired on {2}, and has been renewed. Replace it with the renewed reference.',
            name,
            label,
            end,
          )
        : l10n.t(
            '{0} at {1} expires on {2}, and has been renewed. Replace it with the renewed reference.',
            name,
            label,
            end,
          );
    }
    if (reference.lifetime.type === 'kept' || reference.lifetime.type === 'undocumented') {
      return l10n.t(
        '{0} is no longer at {1}, as was found on {2}. Renew it before you run the workflow.',
        name,
        label,
        end,
      );
    }
    if (reference.lifetime.type === 'sliding') {
      return code === 'expired-reference'
        ? l10n.t('{0} at {1} expired on {2}, unless it was used in the meantime. Renew it.', name, label, end)
        : l10n.t('{0} at {1} expires on {2}, unless it is used until then.', name, label, end);
    }
    return code === 'expired-reference'
      ? l10n.t('{0} at {1} expired on {2}. Renew it before you run the workflow.', name, label, end)
      : l10n.t('{0} at {1} expires on {2}.', name, label, end);
  }

  #endOf(reference: Reference): number {
    const left = remaining(reference, this.#now) ?? 0;
    return left === 0 ? (reference.expiresAt ?? this.#now) : this.#now + left;
  }
}

function unknownMessage({ providers }: UnknownReferenceTarget): ShownText {
  const labels = formatList(providers.map((id) => shown(providerById(id).label)));
  return l10n.t("This reference of {0} isn't in the upload history, so its file and its end are unknown.", labels);
}
