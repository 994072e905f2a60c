import type { ExtensionContext } from 'vscode';
import { createAccounts } from './editor/accounts.ts';
import { createApi, type WorkflowAssetsApi } from './editor/api.ts';
import { createApiKeys } from './editor/apiKeys.ts';
import { createCountdown } from './editor/countdown.ts';
import { createWorkflowDocuments } from './editor/documents/workflowDocuments.ts';
import { createEngineLoader } from './editor/engineLoader.ts';
import { registerCompletion } from './editor/insert/completion.ts';
import { registerDrop } from './editor/insert/drop.ts';
import { registerPaste } from './editor/insert/paste.ts';
import { registerLightbulb } from './editor/lightbulb/registerLightbulb.ts';
import { createLog } from './editor/log.ts';
import { registerProvidersView } from './editor/providersView/providersView.ts';
import { registerProviderCommands } from './editor/providersView/registerProviderCommands.ts';
import { registerFreshness } from './editor/references/registerReferences.ts';
import { registerCommand } from './editor/registerCommand.ts';
import type { Services } from './editor/services.ts';
import { createSettings } from './editor/settings.ts';
import { registerSwap } from './editor/swap/registerSwap.ts';
import { registerUploadCommands } from './editor/upload/registerUpload.ts';
import type { UploadFlow } from './editor/upload/uploadFlow.ts';
import { registerHistoryCommands } from './editor/uploadsView/registerUploadsCommands.ts';
import { registerUploadsView } from './editor/uploadsView/registerUploadsView.ts';
import { createFirstUse } from './lazy.ts';

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
