import { workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { UploadedReferences } from '../../core/providers/reference.ts';
import { providerById } from '../../core/providers/registry.ts';
import { accountLabel } from '../../core/uploads/accounts/account.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { window } from '../display/window.ts';
import { subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { joined, maxPathLength, type ShownText, shown } from '../text/shown.ts';
import { withUploadProgress } from '../upload/withUploadProgress.ts';
import { canUploadLink } from './otherForms.ts';
import { replaceOrWarn, warnOfChange } from './replaceOrWarn.ts';

/**
 * Has a provider download what a link leads to, and replaces the link by the reference. Nothing of this machine is sent, but
 * the author of the document chose what the provider stores in the person's account, so each link is asked about.
 */
export async function uploadLink(services: Services, documents: WorkflowDocuments, argument: unknown): Promise<void> {
  const { document, analysis, found } = await subjectOf(documents, argument as InputRequest);
  const { preferredProvider } = analysis.scan;
  const provider = preferredProvider && providerById(preferredProvider);
  if (!provider || !found || !canUploadLink(found, provider)) {
    warnOfChange();
    return;
  }
  const { input } = found;
  if (!workspace.isTrusted) {
    const { host: fileName } = new URL(input.value);
    throw new UploadError('workspaceUntrusted', 'A document names the link', { provider: provider.id, fileName });
  }
  const account = await services.accounts.currentOrAsk(provider.id);
  if (!account || !(await isAllowed(input.value, shown(accountLabel(account))))) {
    return;
  }
  const { accountCalls } = await services.uploads();
  const title = l10n.t('{0} is downloading the link', shown(accountLabel(account)));
  const uploaded = await withUploadProgress(title, 1, (_reporter, signal = new AbortController().signal) =>
    accountCalls.uploadLink(input.value, account, signal),
  );
  await replaceOrWarn(services, document, { input, newValue: fittingValue(uploaded, input) });
}

async function isAllowed(link: string, label: ShownText): Promise<boolean> {
  const upload = l10n.t('Upload This Link');
  const message = l10n.t('Let {0} download this link?', label);
  const detail = joined(
    [
      shown(link, maxPathLength),
      l10n.t(
        'A document names this link. {0} downloads it itself and stores the file in your account. Nothing is sent from this computer.',
        label,
      ),
    ],
    '\n\n',
  );
  return (await window.showWarningMessage(message, { modal: true, detail }, upload)) === upload;
}

/** The form of the reference that fits best. */
function fittingValue({ reference, alternatives }: UploadedReferences, { fits }: MediaInput): string {
  const all = [reference, ...alternatives];
  const best = fits.flatMap(({ form }) => all.find((each) => each.form === form) ?? [])[0];
  return (best ?? reference).value;
}
