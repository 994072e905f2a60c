import type { UploadErrorCode } from '../../core/errorCodes.ts';
import { UploadError } from '../../core/errors.ts';
import type { Outcome } from '../../core/outcome.ts';
import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';
import { failureReasons, reasonTexts } from './failureReasons.ts';
import { firstSentences, type Operation, type OutcomeCounts } from './operationText.ts';

/** An outcome and what it takes to put it into words. */
export interface OutcomeReport<Item> {
  readonly operation: Operation;
  readonly outcome: Outcome<Item, unknown>;
  /** Label of the provider of all items, or of several. Operations that don't name it do without. */
  readonly provider?: ShownText;
  nameOf(item: Item): string;
  /** Replaces the first sentence where the only item succeeded and more is known about it. */
  readonly onlySucceeded?: ShownText;
  /** A sentence about items that were left out for a reason; none where nobody has to be told. */
  leftOutText?(reason: string, items: readonly Item[]): ShownText | undefined;
  /** Sentences about what succeeded, e.g. where the references are now, before those about the rest. */
  readonly notes?: readonly ShownText[];
  /** Sentences about what may be wrong although it succeeded. */
  readonly warnings?: readonly ShownText[];
}

export interface OutcomeMessage {
  readonly message: ShownText;
  /** A person who cancelled made no mistake, so that is information. */
  readonly severity: 'information' | 'warning' | 'error';
}

/** Puts an outcome into words; `undefined` where a person knows already, e.g. because they cancelled everything. */
export function outcomeText<Item>(report: OutcomeReport<Item>): OutcomeMessage | undefined {
  const { outcome, notes = [], warnings = [] } = report;
  const succeeded = outcome.count('done', 'reused');
  const { failures } = outcome;
  const leftOut = leftOutTexts(report);
  if (succeeded + failures.length + leftOut.length === 0) {
    return undefined;
  }
  const isSaidByReason = outcome.total === 1 && succeeded === 0 && (failures.length > 0 || hasCounts(report.operation));
  const first = isSaidByReason ? [] : countTexts(report);
  const isAboutAll = failures.length === outcome.total;
  const reasons = failureReasons(failures, report.nameOf);
  const sentences = [
    ...first,
    ...(succeeded > 0 ? notes : []),
    ...reasonTexts(reasons, isAboutAll),
    ...(failures.length === outcome.total && failures.every(({ error }) => isFoundBeforeSending(error))
      ? [l10n.t('Nothing was sent.')]
      : []),
    ...leftOut,
    ...(succeeded > 0 ? warnings : []),
  ];
  return { message: joined(sentences, ' '), severity: severityOf(report) };
}

/** Operations that do something even if none of their items succeeds. */
const withoutCounts: readonly Operation[] = ['swap', 'copyWorkflow', 'openWorkflow', 'copyAsCurl'];

/** Whether the sentence about an operation of which nothing succeeded is only right for several items. */
function hasCounts(operation: Operation): boolean {
  return !withoutCounts.includes(operation);
}

function severityOf<Item>({ outcome, warnings = [] }: OutcomeReport<Item>): OutcomeMessage['severity'] {
  if (outcome.failures.length === 0) {
    return warnings.length > 0 && outcome.count('done', 'reused') > 0 ? 'warning' : 'information';
  }
  return outcome.count('done', 'reused') > 0 || outcome.wasCancelled ? 'warning' : 'error';
}

/** The first sentence, and one about what was there already. */
function countTexts<Item>(report: OutcomeReport<Item>): readonly ShownText[] {
  const { operation, outcome, onlySucceeded } = report;
  const sentences = firstSentences[operation];
  const reused = sentences.reused ? outcome.count('reused') : 0;
  const done = outcome.count('done', 'reused') - reused;
  const [first] = outcome.items;
  const counts: OutcomeCounts = {
    done,
    total: outcome.total,
    name: shown(first ? report.nameOf(first.item) : '', nameLength),
    provider: report.provider ?? l10n.t('the provider'),
  };
  const also = reused > 0 ? [reusedText(reused)] : [];
  if (outcome.wasCancelled) {
    return [sentences.cancelled(counts), ...also];
  }
  if (done + reused === 0) {
    return [sentences.none(counts)];
  }
  if (outcome.total === 1 && onlySucceeded) {
    return [onlySucceeded];
  }
  if (sentences.reused && reused === outcome.total) {
    return [sentences.reused(counts)];
  }
  if (done + reused === outcome.total) {
    return [outcome.total === 1 ? sentences.one(counts) : sentences.all(counts), ...also];
  }
  return [sentences.some(counts), ...also];
}

function reusedText(count: number): ShownText {
  return count === 1 ? l10n.t('1 was already there.') : l10n.t('{0} were already there.', formatNumber(count));
}

function leftOutTexts<Item>({ outcome, leftOutText }: OutcomeReport<Item>): readonly ShownText[] {
  const items = outcome.items.flatMap(({ item, ending }) =>
    ending.status === 'leftOut' ? [{ item, reason: ending.reason }] : [],
  );
  return [...Map.groupBy(items, ({ reason }) => reason)].flatMap(([reason, those]) => {
    const text = leftOutText?.(
      reason,
      those.map(({ item }) => item),
    );
    return text ? [text] : [];
  });
}

/** What a look at the file and the provider's documented limits shows. The other sentences say it, or can't know. */
const foundBeforeSending: readonly UploadErrorCode[] = ['fileTooSmall', 'fileTooLarge', 'imageTooLarge'];

function isFoundBeforeSending(error: unknown): boolean {
  return UploadError.is(error) && foundBeforeSending.includes(error.code);
}
