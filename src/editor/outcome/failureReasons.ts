import { UploadError } from '../../core/errors.ts';
import type { FailedItem } from '../../core/outcome.ts';
import { providerById } from '../../core/providers/registry.ts';
import { explainFailedUpload, explainFailure } from '../text/failures.ts';
import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { formatNames } from '../text/names.ts';
import { explainSharedFailure } from '../text/sharedFailures.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';

/** Nobody reads more reasons than these in one notification; the log has them all. */
const maxReasons = 3;

/** One reason for which items failed. */
export interface FailureReason {
  /** The failure of the first of them. */
  readonly error: unknown;
  /** Names of the items, in order, each once: several places of a workflow may name the same file. */
  readonly names: readonly string[];
  /** How many items failed for this reason. */
  readonly count: number;
}

/** Groups failures by reason, the most frequent first. */
export function failureReasons<Item>(
  failures: readonly FailedItem<Item>[],
  nameOf: (item: Item) => string,
): readonly FailureReason[] {
  const groups = [...Map.groupBy(failures, ({ error }) => reasonKey(error)).values()];
  return groups
    .sort((a, b) => b.length - a.length)
    .map((group) => ({
      error: group[0]?.error,
      names: [...new Set(group.map(({ item, error }) => (UploadError.is(error) && error.fileName) || nameOf(item)))],
      count: group.length,
    }));
}

/** The same for failures about which the same sentence can be said. */
function reasonKey(error: unknown): string {
  if (!UploadError.is(error)) {
    return '';
  }
  const { code, provider, connection, details } = error;
  const { mediaType, limit, host, proxy, providerMessage, serverOption, replyProblem, certificateProblem } = details;
  const problems = [proxy, serverOption, replyProblem, certificateProblem];
  const { option, operation, bucket, bucketRegion } = details;
  const ofStorage = [option, operation, bucket, bucketRegion];
  const recipient = [provider, connection?.id];
  return JSON.stringify([code, ...recipient, mediaType, limit, host, providerMessage, ...problems, ...ofStorage]);
}

/**
 * Sentences about reasons: each names up to three files, and says once why they failed.
 * @param precedingSaysAll whether what precedes says that everything failed, so that a single reason needs no names
 */
export function reasonTexts(reasons: readonly FailureReason[], precedingSaysAll: boolean): readonly ShownText[] {
  const isSaidAlready = precedingSaysAll && reasons.length === 1;
  const more = reasons.slice(maxReasons).reduce((sum, { count }) => sum + count, 0);
  return [
    ...reasons.slice(0, maxReasons).map((reason) => reasonText(reason, isSaidAlready)),
    ...(more === 0 ? [] : [more === 1 ? l10n.t('1 more failed.') : l10n.t('{0} more failed.', formatNumber(more))]),
  ];
}

function reasonText({ error, names }: FailureReason, isAboutAll: boolean): ShownText {
  const [first = ''] = names;
  if (!UploadError.is(error)) {
    return names.length === 1
      ? l10n.t('{0} ran into an unexpected problem.', shown(first, nameLength))
      : l10n.t('{0} ran into unexpected problems.', formatNames(names));
  }
  if (names.length > 1) {
    return explainSharedFailure(error, { providerLabel: labelOf(error), names, isAboutAll });
  }
  const named = error.at({ fileName: first });
  if (isAboutAll) {
    return explainFailedUpload(named, labelOf(error)).message;
  }
  const { message } = explainFailure(named, labelOf(error));
  const name = shown(first, nameLength);
  return message.includes(name) ? message : joined([name, message], ': ');
}

export function labelOf({ provider, connection }: UploadError): string | undefined {
  return connection?.label ?? (provider && providerById(provider).label);
}
