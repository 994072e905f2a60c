import type { CancellationToken, LanguageModelToolResult, PreparedToolInvocation } from 'vscode';
import { modelReply, preparedCall, type ShownCall } from '../display/toolTexts.ts';
import type { ToolName } from '../ids/toolIds.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type CheckInput, checkByTool, shownChecking } from './checkTool.ts';
import { type ListInput, listForModel } from './listTool.ts';
import { type ResolveInput, resolveByTool, shownResolving } from './resolveTool.ts';
import { toolFailure } from './toolFailure.ts';
import { shownUpload, type UploadInput, uploadByTool } from './uploadTool.ts';

/** One tool. Its input has been checked against the schema in package.json. */
interface Tool {
  shown(services: Services, input: object): ShownCall | Promise<ShownCall>;
  run(services: Services, input: object, signal: AbortSignal): Promise<object>;
}

const tools: Readonly<Record<ToolName, Tool>> = {
  uploadFile: {
    shown: (services, input) => shownUpload(services, input as UploadInput),
    run: (services, input, signal) => uploadByTool(services, input as UploadInput, signal),
  },
  resolveWorkflow: {
    shown: (services, input) => shownResolving(services, input as ResolveInput),
    run: (services, input, signal) => resolveByTool(services, input as ResolveInput, signal),
  },
  checkWorkflow: {
    shown: (_services, input) => shownChecking(input as CheckInput),
    run: (services, input, signal) => checkByTool(services, input as CheckInput, signal),
  },
  listUploads: {
    shown: () => ({ running: l10n.t('Reading the uploads in this workspace') }),
    run: (services, input) => listForModel(services, input as ListInput),
  },
};

interface Invocation {
  readonly input: object;
  readonly token: CancellationToken;
}

/** What language models call; each failure becomes a sentence they can act on. */
export const agentTools = {
  /** What the person sees before and while a tool runs. @throws an `Error` for what would be refused anyway */
  async prepare(services: Services, name: ToolName, input: object): Promise<PreparedToolInvocation> {
    try {
      return preparedCall(await tools[name].shown(services, input));
    } catch (error) {
      throw toolFailure(error, false, services.log);
    }
  },

  /** @throws an `Error` whose message is for the model; VS Code's `CancellationError` */
  async invoke(services: Services, name: ToolName, { input, token }: Invocation): Promise<LanguageModelToolResult> {
    const cancelling = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelling.abort());
    try {
      return modelReply(await tools[name].run(services, input, cancelling.signal));
    } catch (error) {
      throw toolFailure(error, token.isCancellationRequested, services.log);
    } finally {
      subscription.dispose();
    }
  },
};
