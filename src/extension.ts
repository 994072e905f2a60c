import { EventEmitter, type ExtensionContext } from 'vscode';
import { registerTools } from './editor/agents/registerTools.ts';
import type { WorkflowAssetsApi } from './editor/api.ts';
import { createCountdown } from './editor/countdown.ts';
import { createApi } from './editor/createApi.ts';
import { Disposables } from './editor/disposables.ts';
import { registerWorkflowDocuments } from './editor/documents/registerWorkflowDocuments.ts';
import { registerInsert } from './editor/insert/registerInsert.ts';
import { registerLightbulb } from './editor/lightbulb/registerLightbulb.ts';
import { registerMoves } from './editor/moves/registerMoves.ts';
import { once } from './editor/promises.ts';
import { registerProvidersView } from './editor/providersView/registerProvidersView.ts';
import { registerReferences } from './editor/references/registerReferences.ts';
import { registerCommand } from './editor/registerCommand.ts';
import type { ActivationServices } from './editor/services/activationServices.ts';
import { createLog } from './editor/services/editorLog.ts';
import { createSettings } from './editor/services/settings.ts';
import { registerSwap } from './editor/swap/registerSwap.ts';
import type { ResolveEvent } from './editor/swap/resolved/resolveEvent.ts';
import { registerUpload } from './editor/upload/registerUpload.ts';
import { registerUnfinished } from './editor/upload/unfinished/registerUnfinished.ts';
import { registerUploadsView } from './editor/uploadsView/registerUploadsView.ts';
import { createLazy } from './lazy.ts';

/** Builds the services and registers each feature. Nothing is read, opened or sent before it is needed. */
export function activate(context: ExtensionContext): WorkflowAssetsApi {
  const disposables = new Disposables();
  context.subscriptions.push(disposables);
  const log = disposables.add(createLog());
  const settings = createSettings(disposables);
  const resolved = disposables.add(new EventEmitter<ResolveEvent>());
  const activation: ActivationServices = { context, disposables, log, settings, resolved };
  const lazy = createLazy(activation, () => void uploadsView.open().catch((error) => log.error(String(error))));
  const countdown = disposables.add(createCountdown());
  const documents = disposables.add(registerWorkflowDocuments(lazy));
  const uploadFlow = once(async () => {
    const { services, createUploadFlow } = await lazy.features();
    return createUploadFlow(services, (record) => uploadsView.reveal(record));
  });
  const uploadsView = registerUploadsView(lazy, { countdown, documents, flow: uploadFlow });
  registerProvidersView(lazy);
  registerUpload(lazy, uploadFlow);
  registerUnfinished(lazy, uploadFlow);
  registerLightbulb(lazy, documents);
  registerSwap(lazy, documents);
  registerReferences(lazy, documents, countdown);
  registerInsert(lazy, documents);
  registerMoves(lazy);
  registerTools(lazy);
  registerCommand(lazy, 'showLog', async () => log.show());
  return createApi(lazy);
}
