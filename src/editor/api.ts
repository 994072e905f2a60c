import type { Event, Uri } from 'vscode';
import type { HistoryQuery } from '../core/history/historyStore.ts';
import type { UploadRecord } from '../core/history/records/record.ts';
import type { ProviderId } from '../core/providers/providerId.ts';
import type { WorkflowCheckOptions, WorkflowReadiness } from './check/checkForProgramme.ts';
import type { WorkflowText } from './check/documentCheck.ts';
import type { ResolveEvent } from './swap/resolved/resolveEvent.ts';
import type { ResolvedWorkflow } from './swap/resolved/resolveUnattended.ts';

/** What other extensions get from `activate()`. The shape is public: `version` changes when anything here breaks. */
export interface WorkflowAssetsApi {
  readonly version: 1;
  /**
   * Uploads a file of the workspace, or finds the living reference of an earlier upload of the same content. It goes to the
   * connection that this workspace uses; where a provider has several and none has been chosen, the person is asked. Asks for
   * a key where there is none, and once per connection and workspace whether extensions may upload. Rejects with
   * `outsideWorkspace` for any other file, and with `workspaceUntrusted` in Restricted Mode.
   * @throws UploadError (an `Error` with a `code`); an `Error` named `CancelledError` where the person or `signal` cancelled
   */
  upload(uri: Uri, options: { readonly provider: ProviderId; readonly signal?: AbortSignal }): Promise<UploadRecord>;
  /** Past uploads, newest first unless the query says otherwise; the newest 100 without one. */
  uploads(query?: HistoryQuery): Promise<readonly UploadRecord[]>;
  /**
   * The text of a workflow with its local files replaced by references of one provider; uploads what is needed, to the
   * connection that this workspace uses. Asks neither for a connection nor for a key: rejects with `connectionNotChosen` where
   * the provider has several connections and this workspace hasn't chosen one, with `connectionMissing` where it has none, and
   * with `keyMissing` where there is no key. Files outside the workspace are never sent: they are listed among the problems.
   * @param uri where the document is or would be, for looking up relative paths
   */
  resolveWorkflow(
    text: string,
    uri: Uri,
    options: { readonly provider: ProviderId; readonly signal?: AbortSignal },
  ): Promise<ResolvedWorkflow>;
  /**
   * Whether a workflow is ready to run, input by input, without uploading anything or asking the person. A document is read as
   * it is in the editor, with changes that aren't saved. Files outside the workspace are never looked at: a path that leads
   * there is the problem `outsideWorkspace`, whether anything is there or not. Rejects with `outsideWorkspace` for a workflow
   * that isn't in the workspace, unless its text is passed, and with `workspaceUntrusted` in Restricted Mode.
   * @param workflow a file of the workspace; or a text, and where it is or would be, for looking up relative paths
   * @throws UploadError (an `Error` with a `code`); an `Error` named `CancelledError` where `signal` cancelled
   */
  check(workflow: Uri | WorkflowText, options?: WorkflowCheckOptions): Promise<WorkflowReadiness>;
  /**
   * Fires when a copy of a workflow with references was made: by "Copy Workflow with References", "Open Workflow with
   * References", "Copy as cURL" or `resolveWorkflow`. It has the whole text, so that a runner needs nothing else.
   */
  readonly onDidResolve: Event<ResolveEvent>;
}
