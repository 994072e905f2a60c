import { splitWorkflowName } from '../../../core/workflow/workflowNames.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';

/** `portrait (with references).json`: the ending makes it JSON, whatever the original is called. */
export function resolvedTitle(name: string): ShownText {
  const [stem, extension] = splitWorkflowName(name);
  return l10n.t('{0} (with references){1}', shown(stem), shown(extension || '.json'));
}
