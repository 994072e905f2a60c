import { anyMediaTypeOfName } from '../../core/asset/anyMediaType.ts';
import type { ExceededLimit } from '../../core/check/finding.ts';
import { formatLimit, formatNumber } from './figures.ts';
import { l10n } from './l10n.ts';
import { type ShownText, shown } from './shown.ts';

interface LimitSubject {
  /** What the provider is called. */
  readonly label: ShownText;
  /** Name or path of the file. */
  readonly name: string;
}

/** Why a provider doesn't take a file, in a few words for a row. */
export function limitText({ code, limit = 0 }: ExceededLimit, { label, name }: LimitSubject): ShownText {
  switch (code) {
    case 'typeUnsupported':
      return l10n.t("{0} doesn't support {1}", label, shown(anyMediaTypeOfName(name)));
    case 'fileEmpty':
      return l10n.t('empty');
    case 'fileTooSmall':
      return l10n.t('too small: {0} accepts {1} or more', label, formatLimit(limit));
    case 'fileTooLarge':
      return l10n.t('too large: {0} accepts up to {1}', label, formatLimit(limit));
    case 'dataUriTooLong':
      return l10n.t('too long: {0} accepts up to {1} characters of data in the workflow', label, formatNumber(limit));
  }
}
