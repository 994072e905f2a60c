import { providerIds } from '../../core/providers/providerId.ts';
import { registerCommand } from '../registerCommand.ts';
import type { Services } from '../services.ts';
import type { UploadFlow } from './uploadFlow.ts';

/** "Upload Files…", "Upload Folder as ZIP…" and one "Upload to" command per provider; the Explorer passes `(uri, uris)`. */
export function registerUploadCommands(services: Services, flow: () => Promise<UploadFlow>): void {
  registerCommand(services, 'upload', async (clicked, selected) =>
    (await flow()).fromCommand(undefined, clicked, selected),
  );
  registerCommand(services, 'uploadFolderAsZip', async (clicked, selected) =>
    (await flow()).folderAsZip(clicked, selected),
  );
  for (const id of providerIds) {
    registerCommand(services, `uploadTo.${id}`, async (clicked, selected) =>
      (await flow()).fromCommand(id, clicked, selected),
    );
  }
}
