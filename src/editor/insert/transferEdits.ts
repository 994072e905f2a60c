import { posix } from 'node:path';
import { type CancellationToken, type DataTransfer, Range, type TextDocument, type Uri, WorkspaceEdit } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import { type InsertPlace, insertPlaceAt } from '../../core/workflow/json/insertPlace.ts';
import { isRead } from '../../core/workflow/mediaInput.ts';
import { isWrittenInside } from '../../core/workflow/paths/containment.ts';
import { parsePathValue } from '../../core/workflow/paths/pathValue.ts';
import { writtenPath } from '../../core/workflow/paths/writtenPath.ts';
import { fittingReferences } from '../../core/workflow/scan/dialects/fittingReferences.ts';
import { guessDialect } from '../../core/workflow/scan/guessDialect.ts';
import { mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { providersTaking, usableFits } from '../documents/fittingReference.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { inBackground, unlessCancelled } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import type { InsertedPath } from './replaceInserted.ts';
import { isInWorkspace, type TransferredMedia, transferredMedia } from './transferredMedia.ts';
import { uploadInserted } from './uploadInserted.ts';

/** What is dropped or pasted, and where: each range is in or around one string. */
export interface Transfer {
  readonly document: TextDocument;
  readonly ranges: readonly Range[];
  readonly data: DataTransfer;
  readonly token: CancellationToken;
}

/** What can be done with dropped or pasted media. */
export interface InsertEdit {
  readonly type: 'path' | 'reference';
  readonly title: ShownText;
  readonly edit: WorkspaceEdit;
}

/** The values that go to one place of the document. */
interface Insertion {
  readonly place: InsertPlace;
  readonly newText: string;
  readonly paths: readonly InsertedPath[];
}

/**
 * Edits that put the paths of media files where the ranges are; one of them also uploads the files if it is chosen. The
 * first is what VS Code applies unless the person chooses another. Empty where there is no media or no place for it.
 */
export async function transferEdits(
  services: Services,
  documents: WorkflowDocuments,
  transfer: Transfer,
): Promise<InsertEdit[]> {
  const { document, ranges, token } = transfer;
  const media = await transferredMedia(services, document, transfer.data);
  if (media.length === 0 || token.isCancellationRequested) {
    return [];
  }
  const values = await Promise.all(media.map((each) => pathOf(services, document, each.uri)));
  const insertions = insertionsAt(document, ranges, values);
  const used = media.slice(0, insertions[0]?.paths.length ?? 0);
  if (used.length === 0) {
    return [];
  }
  const build = (): WorkspaceEdit => editOf(document, insertions, used);
  await services.pastedFolders.remember(createdBy(used));
  const path: InsertEdit = { type: 'path', title: pathTitle(values.slice(0, used.length)), edit: build() };
  // A file from outside the workspace is sent only after a question, which the lightbulb asks; a path needs none.
  const sendable = await Promise.all(used.map(async ({ uri }) => uri.scheme === 'file' && (await isInWorkspace(uri))));
  const candidates = sendable.every(Boolean)
    ? await unlessCancelled(providersFor({ services, documents }, transfer, insertions))
    : undefined;
  if (token.isCancellationRequested) {
    return [];
  }
  if (!candidates || candidates.length === 0) {
    return [path];
  }
  const preferred = candidates.find(({ id }) => id === services.settings.defaultProvider);
  const provider = candidates.length === 1 ? candidates[0] : preferred;
  const edit = build();
  const inserted = {
    paths: insertions.flatMap((insertion) => insertion.paths),
    created: createdBy(used),
    provider,
    candidates,
  };
  const whenChosen = () => inBackground(services.log, uploadInserted(services, document, inserted));
  edit.createFile(services.chosenEdits.uriFor(whenChosen), { ignoreIfExists: true });
  return [
    path,
    {
      type: 'reference',
      title: referenceTitle(provider && services.connections.labelInUse(provider), used.length),
      edit,
    },
  ];
}

/** Says how it differs from VS Code's own "Insert Relative Path", which is relative to the workspace folder. */
function pathTitle(values: readonly string[]): ShownText {
  const isRelative = values.every((value) => parsePathValue(value)?.form === 'relative');
  if (isRelative) {
    return values.length > 1
      ? l10n.t('Insert {0} Paths Relative to the Workflow', values.length)
      : l10n.t('Insert Path Relative to the Workflow');
  }
  return values.length > 1
    ? l10n.t('Insert {0} Full Paths into the Workflow', values.length)
    : l10n.t('Insert Full Path into the Workflow');
}

function referenceTitle(label: string | undefined, count: number): ShownText {
  if (label !== undefined) {
    return count > 1
      ? l10n.t('Upload to {0} and Insert {1} References', shown(label), count)
      : l10n.t('Upload to {0} and Insert Reference', shown(label));
  }
  return count > 1 ? l10n.t('Upload and Insert {0} References...', count) : l10n.t('Upload and Insert Reference...');
}

/** Files that the edit itself creates. */
function createdBy(media: readonly TransferredMedia[]): readonly Uri[] {
  return media.filter(({ contents }) => contents).map(({ uri }) => uri);
}

function insertionsAt(
  document: TextDocument,
  ranges: readonly Range[],
  values: readonly string[],
): readonly Insertion[] {
  const text = document.getText();
  const places = ranges.map(({ start, end }) => insertPlaceAt(text, document.offsetAt(start), document.offsetAt(end)));
  const insertions: Insertion[] = [];
  let growth = 0;
  for (const place of places.toSorted((a, b) => (a?.offset ?? 0) - (b?.offset ?? 0))) {
    // All or nothing: nobody expects a paste that reaches one of two cursors.
    if (!place) {
      return [];
    }
    if (insertions.some((other) => other.place.offset === place.offset)) {
      continue;
    }
    const tokens = (place.separator === undefined ? values.slice(0, 1) : values).map((value) => JSON.stringify(value));
    const newText = place.before + tokens.join(place.separator ?? '') + place.after;
    let offset = place.offset + growth + place.before.length;
    const paths = tokens.map((token, index): InsertedPath => {
      const inserted = { offset, token, value: values[index] ?? '' };
      offset += token.length + (place.separator?.length ?? 0);
      return inserted;
    });
    insertions.push({ place, newText, paths });
    growth += newText.length - place.length;
  }
  return insertions;
}

function editOf(
  document: TextDocument,
  insertions: readonly Insertion[],
  media: readonly TransferredMedia[],
): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { uri, contents } of media) {
    if (contents) {
      edit.createFile(uri, { contents });
    }
  }
  for (const { place, newText } of insertions) {
    const range = new Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
    edit.replace(document.uri, range, newText);
  }
  return edit;
}

/** Relative to the document's folder where the file is in the workspace or below that folder, otherwise absolute. */
async function pathOf(services: Services, document: TextDocument, uri: Uri): Promise<string> {
  if (uri.scheme !== 'file') {
    const isNear = uri.scheme === document.uri.scheme && uri.authority === document.uri.authority;
    return isNear ? posix.relative(posix.dirname(document.uri.path), uri.path) : uri.toString();
  }
  const { documentFolder } = await pathContextOf(document.uri, services);
  const isBelow = documentFolder !== undefined && isWrittenInside(documentFolder, uri.fsPath);
  return writtenPath(uri.fsPath, isBelow || (await isInWorkspace(uri)) ? documentFolder : undefined);
}

/** Providers whose references work at the place and that take all of these files. @throws CancelledError */
async function providersFor(
  { services, documents }: { readonly services: Services; readonly documents: WorkflowDocuments },
  { document, token }: Transfer,
  insertions: readonly Insertion[],
): Promise<readonly Provider[]> {
  const text = document.getText();
  const isCancelled = () => token.isCancellationRequested;
  const scan = documents.known(document)?.scan ?? (await scanWorkflowInSlices(text, { isCancelled }));
  const [first] = insertions;
  const input = scan.inputs.find((each) => each.offset === first?.place.offset);
  if (!first || (input && !isRead(input))) {
    return [];
  }
  const names = first.paths.map(({ value }) => value);
  const dialect = scan.dialect ?? guessDialect(text) ?? 'generic';
  const fits = input?.fits ?? fittingReferences(dialect, mediaKindOfName(names[0] ?? ''));
  const usable = usableFits(services.connections, fits);
  const taking = names.map((name) => providersTaking(usable, name));
  return (taking[0] ?? []).filter((provider) => taking.every((providers) => providers.includes(provider)));
}
