import { Uri } from 'vscode';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { providers } from '../../core/providers/registry.ts';
import { mediaTypesOf } from '../../core/uploads/plan/limits.ts';
import { chooseMedia } from '../choosing/chooseMedia.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { activeFile, type CommandArguments, urisIn } from '../upload/targets.ts';
import { showUsages, type UsageSubject } from './showUsages.ts';

/**
 * The files "Find Usages" was called for, in the Explorer or on a tab; from the palette, the media file in front of the
 * person. Without any it is about uploads.
 */
export function filesToFind(request: CommandArguments): readonly Uri[] {
  const active = request.clicked === undefined ? activeFile() : undefined;
  return active && isMedia(active) ? [active] : urisIn(request);
}

export function subjectOfFiles(history: HistoryStore, files: readonly Uri[]): UsageSubject {
  return { files, records: files.flatMap((file) => history.findByFile(file.toString())) };
}

/** A folder that was sent as a ZIP isn't looked for: a path into it has nothing to do with the archive. */
export function subjectOfRecords(records: readonly UploadRecord[]): UsageSubject {
  const uris = new Set(records.map(({ fileUri }) => fileUri));
  return { records, files: [...uris].map((uri) => Uri.parse(uri)).filter(isMedia) };
}

/** The same for a media file that the person chooses. */
export async function askForUsages(services: Services, history: HistoryStore): Promise<void> {
  const { uris } = await chooseMedia(services, {
    title: l10n.t('File to Find in Workflows'),
    action: l10n.t('Find Usages'),
    canSelectMany: false,
    mediaTypes: mediaTypesOf(providers),
  });
  if (uris.length > 0) {
    await showUsages(services, subjectOfFiles(history, uris));
  }
}

function isMedia(uri: Uri): boolean {
  return mediaTypeOfName(nameOf(uri)) !== undefined;
}
