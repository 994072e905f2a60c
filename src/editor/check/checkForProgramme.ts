import { Uri, workspace } from 'vscode';
import type { Problem } from '../../core/check/finding.ts';
import { UploadError } from '../../core/errors.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import type { JsonPath } from '../../core/workflow/mediaInput.ts';
import { containmentOf } from '../../core/workflow/paths/containment.ts';
import type { Services } from '../services/services.ts';
import { checkText, type WorkflowText } from './documentCheck.ts';
import { ProviderQuestions } from './providerQuestions.ts';

/** What the check found about one input. */
export interface WorkflowFinding {
  readonly path: JsonPath;
  readonly value: string;
  readonly problem: Problem;
  /** Whether the workflow can't run like this. */
  readonly isBlocking: boolean;
  /** When the reference ends or has ended, in milliseconds since the epoch, if that is the problem. */
  readonly endsAt?: number;
}

/** Whether a workflow is ready to run, input by input. */
export interface WorkflowReadiness {
  /** Whether no finding is blocking. */
  readonly ready: boolean;
  /** The provider it was checked for; `undefined` where neither the workflow nor the settings say which. */
  readonly provider: ProviderId | undefined;
  /** In document order. */
  readonly findings: readonly WorkflowFinding[];
  /** How many references the provider should have been asked about, but couldn't be; 0 without `askProvider`. */
  readonly unasked: number;
}

export interface WorkflowCheckOptions {
  /** The provider it is to run at; by default the one the workflow was written for, or that holds its references. */
  readonly provider?: ProviderId;
  /** Until when every reference has to work, in milliseconds since the epoch; now by default. */
  readonly until?: number;
  /** Also asks the provider, where a free call tells, whether it still has the references. Not by default. */
  readonly askProvider?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The check for another program: it asks the person nothing, and says nothing about files outside the workspace.
 * @throws UploadError `workspaceUntrusted`, `outsideWorkspace`; CancelledError
 */
export async function checkForProgramme(
  services: Services,
  workflow: Uri | WorkflowText,
  { provider, until, askProvider = false, signal = new AbortController().signal }: WorkflowCheckOptions,
): Promise<WorkflowReadiness> {
  if (!workspace.isTrusted) {
    throw new UploadError('workspaceUntrusted', 'Refused in a workspace that is not trusted');
  }
  const { readiness, unasked, ...checked } = await checkText(services, await textOf(workflow), {
    provider,
    until: until ?? Date.now(),
    questions: askProvider ? new ProviderQuestions(services, signal) : undefined,
    insideOnly: true,
    signal,
  });
  return {
    ready: readiness.ready,
    provider: checked.provider,
    findings: readiness.findings.map(({ input: { path, value }, problem, isBlocking, ...finding }) => ({
      path,
      value,
      problem,
      isBlocking,
      ...('endsAt' in finding && { endsAt: finding.endsAt }),
    })),
    unasked,
  };
}

/** @throws UploadError `outsideWorkspace` for a file that isn't in the workspace */
async function textOf(workflow: Uri | WorkflowText): Promise<WorkflowText> {
  // A URI from another extension may be of another copy of the class.
  const uri = Uri.parse(('uri' in workflow ? workflow.uri : workflow).toString());
  if ('text' in workflow) {
    return { uri, text: workflow.text };
  }
  if (!(await isInWorkspace(uri))) {
    throw new UploadError('outsideWorkspace', 'The workflow lies outside the workspace');
  }
  return { uri, text: (await workspace.openTextDocument(uri)).getText() };
}

async function isInWorkspace(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || workspace.getWorkspaceFolder(uri) === undefined) {
    // A document that was never saved has no file that could be outside the workspace.
    return uri.scheme === 'untitled' || workspace.getWorkspaceFolder(uri) !== undefined;
  }
  const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  const { containment } = await containmentOf(uri.fsPath, folders);
  return containment === 'inside';
}
