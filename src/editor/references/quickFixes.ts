import { CodeAction, type CodeActionContext, l10n, type Position, type TextDocument } from 'vscode';
import { lifetimeState } from '../../core/history/lifetime.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { inputAt, inputRequest } from '../documents/inputAt.ts';
import { type CommandName, commandId } from '../ids/commandIds.ts';
import { kindOfAction, ownDiagnostics } from '../lightbulb/actionKinds.ts';
import type { Services } from '../services.ts';
import { shortened } from '../text/names.ts';

interface Fix {
  readonly title: string;
  readonly command: CommandName;
  readonly argument: unknown;
  readonly isPreferred?: boolean;
}

export interface QuickFixes {
  readonly actions: readonly CodeAction[];
  /** Whether the string may name a file that could be uploaded; where not, nothing needs to be looked up on the disk. */
  readonly mayBeFile: boolean;
}

/** What can be done about the reference, or the path to nowhere, at the cursor. Reads nothing: all is in the analysis. */
export async function quickFixes(
  services: Services,
  document: TextDocument,
  position: Position,
  context: CodeActionContext,
  analysis: Analysis,
): Promise<QuickFixes> {
  const analysed = inputAt(analysis, document.offsetAt(position));
  if (!analysed) {
    return { actions: [], mayBeFile: true };
  }
  const request = inputRequest(document, analysed);
  const { target } = analysed;
  const pickFile: Fix = { title: l10n.t('Pick another file...'), command: 'pickFile', argument: request };
  const fixes =
    target.type === 'reference'
      ? [...(await referenceFixes(services, target, request)), ...(target.source === 'missing' ? [pickFile] : [])]
      : target.type === 'missing' && analysis.scan.dialect !== 'generic'
        ? [pickFile]
        : [];
  const diagnostics = ownDiagnostics(context, position);
  const actions = fixes.map(({ title, command, argument, isPreferred = false }) => {
    const action = new CodeAction(title, kindOfAction(context, diagnostics));
    action.command = { command: commandId(command), title, arguments: [argument] };
    action.isPreferred = isPreferred;
    action.diagnostics = diagnostics;
    return action;
  });
  // A name at one's own ComfyUI may be the name of a file here as well.
  const mayBeFile = target.type === 'reference' ? analysed.input.state === 'local' : target.type !== 'missing';
  return { actions, mayBeFile };
}

async function referenceFixes(services: Services, target: ReferenceTarget, request: unknown): Promise<Fix[]> {
  const { record, reference, source } = target;
  const name = shortened(record.fileName);
  const { label } = providerById(record.provider);
  const state = lifetimeState(reference, Date.now(), services.settings.expiryWarning);
  const ends = state === 'expired' || state === 'expiring';
  const renew = { command: 'renewReference', argument: request } as const;
  const fixes: Fix[] = [];
  if (source === 'changed') {
    const title = l10n.t('Upload the new version and replace ({0}, {1})', name, label);
    fixes.push({ ...renew, title, isPreferred: true });
  } else if (source === 'unchanged') {
    fixes.push({ ...renew, title: l10n.t('Renew and replace ({0}, {1})', name, label), isPreferred: ends });
  }
  fixes.push({ title: l10n.t('Restore local path'), command: 'restoreLocalPath', argument: request });
  if (ends) {
    const title = l10n.t('Refresh expired references in this document');
    fixes.push({ title, command: 'refreshExpired', argument: undefined });
  }
  return fixes;
}
