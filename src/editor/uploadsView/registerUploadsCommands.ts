import { registerCommand } from '../registerCommand.ts';
import type { Services } from '../services.ts';
import type { UploadsView } from './registerUploadsView.ts';

const names = [
  'copyReference',
  'copySnippet',
  'copyAs',
  'insertReference',
  'uploadAgain',
  'renewUpload',
  'renewEverywhere',
  'findUsages',
  'revealFile',
  'openSource',
  'deleteAtProvider',
  'removeFromHistory',
  'undoRemoval',
  'clearExpired',
  'clearHistory',
  'exportUploads',
  'importUploads',
  'groupUploads',
  'sortUploads',
  'filterUploads',
  'searchUploads',
  'clearUploadFilter',
  'cancelUpload',
  'showMoreUploads',
] as const;

/** Commands of the Uploads view, on its rows or on the history as a whole. */
export type UploadsCommand = (typeof names)[number];

export function registerHistoryCommands(services: Services, view: UploadsView): void {
  for (const name of names) {
    registerCommand(services, name, async (clicked, selected) => (await view.open()).commands[name](clicked, selected));
  }
}
