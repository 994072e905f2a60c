import { env, ViewColumn } from 'vscode';
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
import type { WorkflowSource } from '../../documents/workflowSources.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import type { Delivered } from '../resolved/resolvedReport.ts';
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
      deliver: async (text) => {
        // A key that was missing has been entered meanwhile, and the text may hold it.
        const current = (await services.accounts.withoutKey(provider.id)) ?? account;
        return copy(services, text.trim(), { account: current, path, source });
      },
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

/** What is to be copied of a workflow with references. */
interface CommandRequest {
  readonly account: Account;
  /** Of the call that was chosen. */
  readonly path: string;
  readonly source: WorkflowSource;
}

async function copy(services: Services, text: string, { account, path, source }: CommandRequest): Promise<Delivered> {
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
  const command = curlCommand(request, shell);
  await env.clipboard.writeText(command);
  const notes = commandNotes({
    variables: variablesOf(request),
    shell,
    keys: keys.length,
    credentialLinks: inputs.filter(({ state, value }) => state === 'url' && isCredentialLink(value)).length,
  });
  const title = shown(`${nameWithoutExtension(source.name)}.${shell === 'posix' ? 'sh' : 'ps1'}`);
  const showCommand = async (): Promise<void> => {
    const opened = await services.readOnlyDocuments.open(command, { title, origin: source.uri });
    await window.showTextDocument(opened, { viewColumn: ViewColumn.Beside, preview: false });
  };
  return { notes, buttons: [{ label: l10n.t('Show Command'), run: showCommand }] };
}

function nameWithoutExtension(name: string): string {
  return name.replace(/\.jsonc?$/i, '');
}

/** Of the terminal that VS Code opens: Command Prompt can't hold these commands, but wherever it is, PowerShell is as well. */
function shellKind(): ShellKind {
  const shell = env.shell === '' && process.platform === 'win32' ? 'cmd.exe' : env.shell;
  return /(?:powershell|pwsh|cmd)(?:\.exe)?$/i.test(shell) ? 'powerShell' : 'posix';
}
