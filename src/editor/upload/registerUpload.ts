import { providerIds } from '../../core/providers/providerId.ts';
import type { Lazy } from '../../lazy.ts';
import { registerCommand } from '../registerCommand.ts';
import type { UploadFlow } from './uploadFlow.ts';

/** "Upload Files…", "Upload Folder as ZIP…" and one "Upload to" command per provider; the Explorer passes `(uri, uris)`. */
export function registerUpload(lazy: Lazy, flow: () => Promise<UploadFlow>): void {
  registerCommand(lazy, 'upload', async (clicked, selected) =>
    (await flow()).fromCommand(undefined, clicked, selected),
  );
  registerCommand(lazy, 'uploadFolderAsZip', async (clicked, selected) =>
    (await flow()).folderAsZip(clicked, selected),
  );
  for (const id of providerIds) {
    registerCommand(lazy, `uploadTo.${id}`, async (clicked, selected) =>
      (await flow()).fromCommand(id, clicked, selected),
    );
  }
}
