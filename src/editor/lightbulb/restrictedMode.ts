import { workspace } from 'vscode';
import { decide } from '../../core/uploads/permission/decide.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

/**
 * Why nothing can be sent that a document, or a record of the history, names: the permission gate would refuse it, and
 * nothing is offered that is refused later. `undefined` in a trusted workspace.
 */
export function restrictedReason(): ShownText | undefined {
  return decide('document', 'inside', workspace.isTrusted).type === 'refused'
    ? l10n.t('Nothing that a document names is uploaded in Restricted Mode.')
    : undefined;
}
