import type { ExtensionContext } from 'vscode';
import { createAccounts } from './editor/accounts.ts';
import { createApi, type WorkflowAssetsApi } from './editor/api.ts';
import { createApiKeys } from './editor/apiKeys.ts';
import { registerCommand } from './editor/commands/command.ts';
import { registerHistoryCommands } from './editor/commands/history.ts';
import { registerProviderCommands } from './editor/commands/providers.ts';
import { registerUploadCommands } from './editor/commands/upload.ts';
import { createCountdown } from './editor/countdown.ts';
import { createEngineLoader } from './editor/engineLoader.ts';
import { createFirstUse } from './editor/firstUse.ts';
import { registerFreshness } from './editor/freshness/registerFreshness.ts';
import { registerCompletion } from './editor/insert/completion.ts';
import { registerDrop } from './editor/insert/drop.ts';
import { registerPaste } from './editor/insert/paste.ts';
import { createLog } from './editor/log.ts';
import type { Services } from './editor/services.ts';
import { createSettings } from './editor/settings.ts';
import type { UploadFlow } from './editor/uploads/uploadFlow.ts';
import { registerProvidersView } from './editor/views/providersView.ts';
import { registerUploadsView } from './editor/views/uploadsView.ts';
import { registerLightbulb } from './editor/workflow/lightbulb.ts';
import { registerSwap } from './editor/workflow/registerSwap.ts';
import { createWorkflowDocuments } from './editor/workflow/workflowDocuments.ts';

/** Builds the services and registers each feature. Nothing is read, opened or sent here: that waits for a gesture. */
export function activate(context: ExtensionContext): WorkflowAssetsApi {
  const { subscriptions } = context;
  const log = createLog();
  const settings = createSettings(subscriptions);
  const apiKeys = createApiKeys(context.secrets, subscriptions);
  const firstUse = createFirstUse();
  const engine = createEngineLoader(
    firstUse,
    context.globalStorageUri,
    settings,
    log,
    subscriptions,
    () => void uploadsView.open().catch((error) => log.error(String(error))),
  );
  const accounts = createAccounts(firstUse, engine, settings, apiKeys);
  const services: Services = { context, log, settings, apiKeys, accounts, firstUse, engine };
  const countdown = createCountdown();
  const documents = createWorkflowDocuments(services);
  subscriptions.push(log, countdown, documents);
  const flow = async (): Promise<UploadFlow> => (await firstUse()).createUploadFlow(services, uploadsView);
  const uploadsView = registerUploadsView(services, countdown, flow);
  registerProvidersView(services);
  registerUploadCommands(services, flow);
  registerProviderCommands(services);
  registerHistoryCommands(services, uploadsView);
  registerLightbulb(services, documents);
  registerSwap(services, documents);
  registerFreshness(services, documents, countdown);
  registerCompletion(services, documents);
  registerDrop(services, documents);
  registerPaste(services, documents);
  registerCommand(services, 'showLog', async () => log.show());
  return createApi(services);
}
