import { Uri } from 'vscode';
import type { Place } from '../../../core/uploads/plan/uploadPlan.ts';
import { l10n } from '../../text/l10n.ts';
import { formatNames, nameOf } from '../../text/names.ts';
import type { ShownText } from '../../text/shown.ts';
import type { LeftOutReason } from './placesOutcome.ts';

/** The file that a place names, without its folders. */
export function fileNameAt({ input }: Place): string {
  return input.value.split(/[/\\]/).at(-1) || input.value;
}

/** A sentence about places that keep their paths, which names each file once. */
export function leftOutText(reason: string, places: readonly Place[], provider: ShownText): ShownText {
  const isDocument = reason === 'refused';
  const names = [
    ...new Set(places.map((place) => (isDocument ? nameOf(Uri.parse(place.document)) : fileNameAt(place)))),
  ];
  const { one, several } = sentences[reason as LeftOutReason];
  return (names.length === 1 ? one : several)(formatNames(names), provider);
}

type Sentence = (names: ShownText, provider: ShownText) => ShownText;

const sentences: Readonly<Record<LeftOutReason, { readonly one: Sentence; readonly several: Sentence }>> = {
  missing: {
    one: (name) => l10n.t('{0} was not found and is unchanged.', name),
    several: (names) => l10n.t('{0} were not found and are unchanged.', names),
  },
  unfit: {
    one: (name, provider) => l10n.t("{0} is unchanged, because {1} references don't work there.", name, provider),
    several: (names, provider) =>
      l10n.t("{0} are unchanged, because {1} references don't work there.", names, provider),
  },
  noReference: {
    one: (name, provider) =>
      l10n.t('{0} was uploaded, but {1} returned no reference that works there.', name, provider),
    several: (names, provider) =>
      l10n.t('{0} were uploaded, but {1} returned no references that work there.', names, provider),
  },
  notUploaded: {
    one: (name) => l10n.t('{0} was not uploaded and is unchanged.', name),
    several: (names) => l10n.t('{0} were not uploaded and are unchanged.', names),
  },
  changed: {
    one: (name) => l10n.t('{0} was changed during the upload, so it was left alone.', name),
    several: (names) => l10n.t('{0} were changed during the upload, so they were left alone.', names),
  },
  refused: {
    one: (name) => l10n.t("{0} can't be edited. The references are in the Uploads view.", name),
    several: (names) => l10n.t("{0} can't be edited. The references are in the Uploads view.", names),
  },
};
