import { posix } from 'node:path';
import { l10n, Range, type TextDocument, type Uri, WorkspaceEdit } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type InsertPlace, insertPlaceAt } from '../../core/workflow/json/insertPlace.ts';
import { isWrittenInside } from '../../core/workflow/paths/containment.ts';
import { writtenPath } from '../../core/workflow/paths/writtenPath.ts';
import { fittingReferences } from '../../core/workflow/scan/dialects/fittingReferences.ts';
import { guessDialect } from '../../core/workflow/scan/guessDialect.ts';
import { mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingProviders } from '../documents/fittingReference.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services.ts';
import { isInWorkspace, type TransferredMedia } from './transferredMedia.ts';
import { type InsertedPath, uploadInserted } from './uploadInserted.ts';

/** What can be done with dropped or pasted media; the first is what happens unless the person chooses another. */
export interface InsertEdit {
  readonly type: 'path' | 'reference';
  readonly title: string;
  readonly edit: WorkspaceEdit;
}

/** The values that go to one place of the document. */
interface Insertion {
  readonly place: InsertPlace;
  readonly newText: string;
  readonly paths: readonly InsertedPath[];
}

interface MediaInsertion {
  readonly document: TextDocument;
  /** What the values replace or where they go: in or around one string each. */
  readonly ranges: readonly Range[];
  readonly media: readonly TransferredMedia[];
}

/** Edits that put the paths of media files where the ranges are, and upload them afterwards if that is chosen. */
export async function insertEdits(
  services: Services,
  documents: WorkflowDocuments,
  { document, ranges, media }: MediaInsertion,
): Promise<InsertEdit[]> {
  const text = document.getText();
  const values = await Promise.all(media.map((each) => pathOf(services, document, each.uri)));
  const insertions = insertionsAt(text, document, ranges, values);
  const used = media.slice(0, insertions[0]?.paths.length ?? 0);
  if (used.length === 0) {
    return [];
  }
  const build = (): WorkspaceEdit => editOf(document, insertions, used);
  // From outside the workspace a file is sent only after a question, which the lightbulb asks; a path needs none.
  const sendable = await Promise.all(used.map(async ({ uri }) => uri.scheme === 'file' && (await isInWorkspace(uri))));
  const path: InsertEdit = {
    type: 'path',
    title: used.length > 1 ? l10n.t('Insert {0} paths', used.length) : l10n.t('Insert path'),
    edit: build(),
  };
  const candidates = sendable.every(Boolean) ? await providersFor(documents, document, insertions, values) : [];
  if (candidates.length === 0) {
    return [path];
  }
  const preferred = candidates.find(({ id }) => id === services.settings.defaultProvider);
  const provider = candidates.length === 1 ? candidates[0] : preferred;
  const edit = build();
  const whenChosen = () =>
    void uploadInserted(services, document, {
      paths: insertions.flatMap((insertion) => insertion.paths),
      made: used.filter(({ contents }) => contents).map(({ uri }) => uri),
      provider,
      candidates,
    });
  edit.createFile(services.chosenEdits.uriFor(whenChosen), { ignoreIfExists: true });
  const title = provider
    ? l10n.t('Upload to {0} and insert reference', provider.label)
    : l10n.t('Upload and insert reference...');
  return [path, { type: 'reference', title, edit }];
}

function insertionsAt(
  text: string,
  document: TextDocument,
  ranges: readonly Range[],
  values: readonly string[],
): readonly Insertion[] {
  const places = ranges.map(({ start, end }) => insertPlaceAt(text, document.offsetAt(start), document.offsetAt(end)));
  const insertions: Insertion[] = [];
  let growth = 0;
  for (const place of places.toSorted((a, b) => (a?.offset ?? 0) - (b?.offset ?? 0))) {
    // All or nothing: text that goes to one of two cursors is no paste anybody has asked for.
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

/** From the document's folder where the file is in the workspace or below that folder, else the whole path. */
async function pathOf(services: Services, document: TextDocument, uri: Uri): Promise<string> {
  if (uri.scheme !== 'file') {
    const isNear = uri.scheme === document.uri.scheme && uri.authority === document.uri.authority;
    return isNear ? posix.relative(posix.dirname(document.uri.path), uri.path) : uri.toString();
  }
  const { documentFolder } = pathContextOf(document.uri, services.settings);
  const isBelow = documentFolder !== undefined && isWrittenInside(documentFolder, uri.fsPath);
  return writtenPath(uri.fsPath, isBelow || (await isInWorkspace(uri)) ? documentFolder : undefined);
}

/** Providers whose references may stand at the place and that take this kind of media. */
async function providersFor(
  documents: WorkflowDocuments,
  document: TextDocument,
  insertions: readonly Insertion[],
  values: readonly string[],
): Promise<readonly Provider[]> {
  const scan = documents.known(document)?.scan ?? (await scanWorkflowInSlices(document.getText()));
  const offset = insertions[0]?.place.offset;
  const input = scan.inputs.find((each) => each.offset === offset);
  if (input?.state === 'output') {
    return [];
  }
  const kind = mediaKindOfName(values[0] ?? '');
  const dialect = scan.dialect ?? guessDialect(document.getText()) ?? 'generic';
  const fits = input?.fits ?? fittingReferences(dialect, kind);
  return fittingProviders(fits)
    .map((id) => providerById(id))
    .filter(({ limits }) => !kind || limits.some((each) => each.kind === kind));
}
