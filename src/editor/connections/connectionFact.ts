import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';
import type { RecordConnection } from './records/recordConnections.ts';

/**
 * What a person should know about the connection an upload was made with, and what to do about it, as a sentence or two.
 * @returns `undefined` for that of this workspace, and where there is only one
 */
export function connectionFact({ label, state, inUse }: RecordConnection): ShownText | undefined {
  switch (state) {
    case 'only':
    case 'inUse':
      return undefined;
    case 'other':
      return l10n.t('Uploaded with {0}. This workspace uses {1}.', label, inUse);
    case 'removed':
      return l10n.t('Uploaded with a connection that was removed. Renew the reference to use another one.');
    case 'unknown':
      return l10n.t(
        "Uploaded with a connection that isn't set up here, or whose key or address was changed. Renew the reference to choose one.",
      );
  }
}
