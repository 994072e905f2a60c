import { type Uri, workspace } from 'vscode';
import type { Finding } from '../../core/check/finding.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { renewAndReport } from '../references/renewal/refreshExpired.ts';
import type { Renewal } from '../references/renewal/renewReferences.ts';
import type { Services } from '../services/services.ts';
import { swapDocuments } from '../swap/swapAll.ts';
import { type CheckedDocument, checkText } from './documentCheck.ts';

interface MendingOptions {
  readonly documents: WorkflowDocuments;
  readonly until: number;
  readonly signal: AbortSignal;
}

/**
 * Fixes what needs no decision: uploads local files, after the usual preview, and renews references.
 * @returns whether anything was tried, so that checking once more is worthwhile
 * @throws CancelledError; UploadError where the endpoint can't be used
 */
export async function makeReady(
  services: Services,
  checked: readonly CheckedDocument[],
  options: MendingOptions,
): Promise<boolean> {
  const local = checked.filter((document) => needs(document, 'upload'));
  if (local.length > 0) {
    const decided = new Map(
      local.flatMap(({ uri, provider }) => (provider === undefined ? [] : [[uri.toString(), provider] as const])),
    );
    const uris = local.map(({ uri }) => uri);
    if ((await swapDocuments(services, uris, decided)) === 'declined') {
      return false;
    }
  }
  for (const { uri, provider } of checked.filter((document) => needs(document, 'renew'))) {
    await renewReferencesOf(uri, { services, provider, ...options });
  }
  return true;
}

interface RenewalOptions extends MendingOptions {
  readonly services: Services;
  readonly provider: CheckedDocument['provider'];
}

/** Found again in the current text, because the preceding swap has changed it. */
async function renewReferencesOf(
  uri: Uri,
  { services, documents, provider, until, signal }: RenewalOptions,
): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const { readiness, inputs } = await checkText(
    services,
    { uri, text: document.getText() },
    { provider, until, signal },
  );
  const renewable = new Set(readiness.findings.filter(({ mend }) => mend === 'renew').map(({ input }) => input));
  const renewals = inputs.flatMap(({ input, target }): Renewal[] =>
    target.type === 'reference' && renewable.has(input) ? [{ input, target }] : [],
  );
  if (renewals.length > 0) {
    await renewAndReport({ services, documents, document }, renewals);
  }
}

function needs({ readiness }: CheckedDocument, mend: Finding['mend']): boolean {
  return readiness.findings.some((finding) => finding.mend === mend);
}
