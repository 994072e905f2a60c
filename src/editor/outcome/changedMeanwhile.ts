import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

/** Why a string was left out: somebody changed it while its file was uploading. */
export const changedMeanwhile = 'changedMeanwhile';

/** Says so in an outcome (`OutcomeReport.leftOutText`); other reasons need no sentence. */
export function changedMeanwhileText(reason: string, count: number): ShownText | undefined {
  if (reason !== changedMeanwhile) {
    return undefined;
  }
  return count === 1
    ? l10n.t('1 string had been changed, so it was left alone.')
    : l10n.t('{0} strings had been changed, so they were left alone.', formatNumber(count));
}
