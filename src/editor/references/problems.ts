import { Diagnostic, DiagnosticSeverity, env, l10n, Range, type TextDocument } from 'vscode';
import { lifetimeState, remaining } from '../../core/history/lifetime.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { DialectId } from '../../core/workflow/mediaInput.ts';
import type { AnalysedInput, Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { diagnosticSource, type ProblemCode } from '../lightbulb/actionKinds.ts';
import { shortened } from '../text/names.ts';

const severities: Readonly<Record<ProblemCode, DiagnosticSeverity>> = {
  'local-path': DiagnosticSeverity.Hint,
  'missing-file': DiagnosticSeverity.Warning,
  'expiring-reference': DiagnosticSeverity.Information,
  'expired-reference': DiagnosticSeverity.Warning,
};

/** VS Code shows no more of one document; making the others would hold up everything else for nothing. */
const maxProblems = 1000;

/** What the Problems view and the squiggles say about a document. */
export function problemsOf(
  document: TextDocument,
  analysis: Analysis,
  now: number,
  expiryWarning: number,
): Diagnostic[] {
  const { dialect } = analysis.scan;
  // JSON that is no workflow names media for programs of its own: an icon in a package.json is no problem of anybody's.
  if (dialect === undefined || dialect === 'generic') {
    return [];
  }
  const found = analysis.inputs.flatMap((analysed) => {
    const code = problemOf(analysed, now, expiryWarning);
    return code ? [{ analysed, code }] : [];
  });
  return worst(found).map(({ analysed, code }) => diagnostic(document, analysed, code, dialect, now));
}

/** The worst so many, in the order of the document. */
function worst<T extends { readonly code: ProblemCode }>(found: readonly T[]): readonly T[] {
  if (found.length <= maxProblems) {
    return found;
  }
  const kept = new Set([...found].sort((a, b) => severities[a.code] - severities[b.code]).slice(0, maxProblems));
  return found.filter((each) => kept.has(each));
}

/** @param now milliseconds since the epoch; @param expiryWarning milliseconds */
export function problemOf(
  { input, target }: AnalysedInput,
  now: number,
  expiryWarning: number,
): ProblemCode | undefined {
  switch (target.type) {
    case 'file':
      return input.fits.length > 0 ? 'local-path' : undefined;
    case 'missing':
      return input.fits.length > 0 ? 'missing-file' : undefined;
    case 'reference': {
      const state = lifetimeState(target.reference, now, expiryWarning);
      return state === 'expired' ? 'expired-reference' : state === 'expiring' ? 'expiring-reference' : undefined;
    }
    case 'other':
      return undefined;
  }
}

function diagnostic(
  document: TextDocument,
  analysed: AnalysedInput,
  code: ProblemCode,
  dialect: DialectId,
  now: number,
): Diagnostic {
  const { offset, length } = analysed.input;
  const range = new Range(document.positionAt(offset), document.positionAt(offset + length));
  const mayBeElsewhere = code === 'missing-file' && isServerName(analysed.input.value, dialect);
  const result = new Diagnostic(
    range,
    message(analysed, code, mayBeElsewhere, now),
    mayBeElsewhere ? DiagnosticSeverity.Information : severities[code],
  );
  result.source = diagnosticSource;
  result.code = code;
  return result;
}

/**
 * In ComfyUI's own formats a name without a folder means a file in the server's input folder, which may well be there:
 * most workflows from elsewhere name one, and a warning on each would teach people to overlook warnings.
 */
function isServerName(value: string, dialect: DialectId): boolean {
  return (dialect === 'comfyApi' || dialect === 'comfyUi') && !/[/\\]/.test(value);
}

function message({ input, target }: AnalysedInput, code: ProblemCode, mayBeElsewhere: boolean, now: number): string {
  if (target.type === 'reference') {
    return lifetimeMessage(target, code, now);
  }
  const value = shortened(input.value, 120);
  if (code === 'local-path') {
    return l10n.t('{0} is a file on this disk. Upload it and replace the path, so that the workflow can run.', value);
  }
  return mayBeElsewhere
    ? l10n.t('{0} was not found on this disk. It may be in the input folder of a ComfyUI server.', value)
    : l10n.t('{0} was not found on this disk.', value);
}

/** Names the moment and not the time left: a text in the Problems view that changes every minute is a nuisance. */
function lifetimeMessage({ record, reference }: ReferenceTarget, code: ProblemCode, now: number): string {
  const name = shortened(record.fileName);
  const { label } = providerById(record.provider);
  const end = momentText(endOf(reference, now));
  if (reference.lifetime.type === 'sliding') {
    return code === 'expired-reference'
      ? l10n.t('{0} at {1} expired on {2}, unless it was used in the meantime. Renew it.', name, label, end)
      : l10n.t('{0} at {1} expires on {2}, unless it is used until then.', name, label, end);
  }
  return code === 'expired-reference'
    ? l10n.t('{0} at {1} expired on {2}. Renew it before you run the workflow.', name, label, end)
    : l10n.t('{0} at {1} expires on {2}.', name, label, end);
}

function endOf(reference: Reference, now: number): number {
  const left = remaining(reference, now) ?? 0;
  return left === 0 ? (reference.expiresAt ?? now) : now + left;
}

let momentFormat: Intl.DateTimeFormat | undefined;

/** A date and time as people write it where they live, e.g. `Jul 3, 2026, 2:05 PM`. */
export function momentText(moment: number): string {
  // Made once: making one takes longer than everything else a diagnostic needs.
  momentFormat ??= new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return momentFormat.format(moment);
}
