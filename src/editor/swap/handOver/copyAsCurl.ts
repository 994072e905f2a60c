import { env } from 'vscode';
import { isCredentialLink } from '../../../core/check/credentialLink.ts';
import { type RunCall, readRunDocument } from '../../../core/providers/run/runCall.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import { curlCommand, variablesOf } from '../../../core/uploads/handOver/curlCommand.ts';
import { keyVariable, runRequest } from '../../../core/uploads/handOver/runRequest.ts';
import type { ShellKind } from '../../../core/uploads/handOver/shells.ts';
import { isJsonLines } from '../../../core/workflow/json/jsonLines.ts';
import { findKeysInSlices } from '../../../core/workflow/scan/keysInFile.ts';
import { scanWorkflowInSlices } from '../../../core/workflow/scan/scanWorkflow.ts';
import { window } from '../../display/window.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import type { ShownText } from '../../text/shown.ts';
import { resolveSource, sourceToResolve } from '../resolved/resolveSource.ts';
import { chooseCall, chooseRunner, pathOf } from './chooseRunner.ts';
import { commandNotes, type NoCommand, noCommandText } from './curlTexts.ts';

/**
 * "Copy as cURL": the call that runs the workflow with references, as a command. Nothing is uploaded for a document that no call
 * runs, and nothing is run.
 */
export async function copyAsCurl(services: Services, clicked: unknown): Promise<void> {
  const source = await sourceToResolve(services, clicked);
  if (source && isJsonLines(source.text ?? '')) {
    void window.showWarningMessage(noCommandText(source.name, 'jsonLines', undefined));
    return;
  }
  const provider = source && (await chooseRunner(services, source));
  if (!source || provider === undefined) {
    return;
  }
  if (typeof provider === 'string') {
    void window.showWarningMessage(noCommandText(source.name, provider, undefined));
    return;
  }
  const account = await services.accounts.withoutKey(provider.id);
  if (!account) {
    return;
  }
  const calls = callsOf(account, source.text ?? '');
  if (typeof calls === 'string') {
    void window.showWarningMessage(noCommandText(source.name, calls, provider));
    return;
  }
  const path = await chooseCall(source.name, calls);
  if (path === undefined) {
    return;
  }
  await resolveSource(services, {
    source,
    provider: provider.id,
    delivery: {
      operation: 'copyAsCurl',
      action: l10n.t('Upload and Copy as cURL'),
      cancelled: l10n.t('Cancelled: no cURL command was copied.'),
      notYet: l10n.t('No cURL command was copied.'),
      deliver: (text) => copy(text.trim(), account, path),
    },
  });
}

/** The calls that run a document at an account's provider, or why there are none. */
function callsOf(account: Account, text: string): readonly RunCall[] | NoCommand {
  const document = readRunDocument(text, keyVariable(account));
  if (document === undefined) {
    return 'notJson';
  }
  const plan = account.provider.runPlan?.(document) ?? { problem: 'otherFormat' };
  return 'calls' in plan ? plan.calls : plan.problem;
}

/** @returns what a person should know about the command */
async function copy(text: string, account: Account, path: string): Promise<readonly ShownText[]> {
  const calls = callsOf(account, text);
  const call = typeof calls === 'string' ? undefined : calls.find((each) => pathOf(each) === path);
  if (call === undefined) {
    // References take the place of strings, which changes neither the format nor the properties that tell calls apart.
    throw new Error('The resolved workflow needs another call than the workflow');
  }
  const { dialect, inputs } = await scanWorkflowInSlices(text);
  const keys = await findKeysInSlices(text, dialect);
  const request = runRequest(account, call, { text, keys });
  const shell = shellKind();
  await env.clipboard.writeText(curlCommand(request, shell));
  return commandNotes({
    variables: variablesOf(request),
    shell,
    keys: keys.length,
    credentialLinks: inputs.filter(({ state, value }) => state === 'url' && isCredentialLink(value)).length,
  });
}

/** Of the terminal that VS Code opens: Command Prompt can't hold these commands, but wherever it is, PowerShell is as well. */
function shellKind(): ShellKind {
  return /(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(env.shell) ? 'powerShell' : 'posix';
}
