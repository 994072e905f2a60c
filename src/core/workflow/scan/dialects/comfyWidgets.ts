import { couldBeFile, type DialectId } from '../../mediaInput.ts';
import type { Candidate, InputTraits } from '../candidate.ts';
import { isNoFile, isSentence, isSpelledAsPath, isThreeDimensional } from '../fileNames.ts';
import { type MediaValue, readMediaValue } from '../mediaName.ts';
import { type Loader, loaderOf, purposeOf } from './comfyNodes.ts';
import { rememberingLast } from './dialect.ts';
import { isOutputField, isProseField, kindOfField, wordsOf } from './fieldNames.ts';
import { fitsOfLoader, fittingReferences, publicUrls } from './fittingReferences.ts';
import type { NodeWidgets } from './nodeWidgets.ts';

/**
 * What a value of a widget is; `undefined` if it isn't a media input.
 * @param field name of the widget, or its index in the node's list of values
 * @param widgets of the node
 */
export type WidgetReader = (
  candidate: Candidate,
  field: string | number,
  widgets: NodeWidgets,
) => InputTraits | undefined;

/** What the values of a node's widgets are, which depends on its class. */
export function widgetReader(dialect: DialectId, nodeType: string): WidgetReader {
  const loader = loaderOf(nodeType);
  if (loader !== undefined) {
    return knownLoader(dialect, nodeType, loader);
  }
  return purposeOf(nodeType) === 'saves' ? () => undefined : unknownNode(dialect, nodeType);
}

function knownLoader(dialect: DialectId, nodeType: string, loader: Loader): WidgetReader {
  const { inputs, readsOutput } = loader;
  const fits = fitsOfLoader(dialect, loader.takes);
  // Most values are of one sort, of which there is one description.
  const traitsOf = rememberingLast(({ kind = loader.kind, stateInField }: MediaValue): InputTraits => {
    const state = couldBeFile({ state: stateInField }) && readsOutput ? 'output' : stateInField;
    return { state, kind, nodeType, fits };
  });
  return (candidate, field) =>
    field === 0 || inputs.includes(String(field)) ? traitsOf(mediaValueOf(candidate)) : undefined;
}

/** Custom nodes name their inputs as they like: what counts is that the value is a media file, and the field isn't an output. */
function unknownNode(dialect: DialectId, nodeType: string): WidgetReader {
  const kindOfNode = kindOfField(nodeType);
  const nodeTakesUrl = /url/i.test(nodeType);
  const mostlyWithoutFiles = purposeOf(nodeType) !== undefined;
  const loadsMeshes = /load|upload|import|mesh|3d/i.test(nodeType);
  const traitsOf = rememberingLast((name: string | undefined) => {
    const kind = kindOfField(name);
    return {
      isOutput: isOutputField(name),
      isProse: isProseField(name),
      mayBeProse: kind === undefined && isProseField(nodeType),
      isMedia: kind !== undefined && kind !== 'archive' && kind !== 'model',
      isBundled: isBundled(name, nodeType),
      takesUrl: nodeTakesUrl || (name !== undefined && /url/i.test(name)),
      kind: kind ?? kindOfNode,
    };
  });
  return (candidate, field, widgets) => {
    const value = mediaOrMesh(candidate);
    if (!value.isMedia || isNoFile(candidate.value)) {
      return undefined;
    }
    const name = widgets.nameOf(field);
    const traits = traitsOf(name);
    const isText = traits.isProse || traits.mayBeProse;
    if (traits.isOutput || (isText && isSentence(candidate.value, !traits.isProse))) {
      return undefined;
    }
    if (mostlyWithoutFiles && !traits.isMedia && !widgets.hasUploadButton(field)) {
      return undefined;
    }
    if (value === mesh && !loadsMeshes && traits.kind !== 'model') {
      return undefined;
    }
    const isOwn = isSpelledAsPath(candidate.value) || widgets.hasUploadButton(field);
    const isBundled = value.state === 'local' && traits.isBundled && !isOwn;
    return {
      state: isBundled ? 'bundled' : value.state,
      kind: value.kind ?? traits.kind,
      nodeType,
      fits: traits.takesUrl ? publicUrls : fittingReferences(dialect, value.kind),
    };
  };
}

const mesh: MediaValue = { kind: 'model', state: 'local', stateInField: 'local', isMedia: true };

/** What an object says about its medium: it is one, of any kind. */
const asset: MediaValue = { kind: undefined, state: 'reference', stateInField: 'reference', isMedia: true };

/** The same as the value says by itself, and `mesh` for 3D models of formats that are no media type. */
function mediaOrMesh(candidate: Candidate): MediaValue {
  const value = mediaValueOf(candidate);
  return !value.isMedia && value.stateInField === 'local' && isThreeDimensional(candidate.value) ? mesh : value;
}

function mediaValueOf({ value, writtenAs }: Candidate): MediaValue {
  return writtenAs === undefined ? readMediaValue(value) : asset;
}

const bundledWords: ReadonlySet<string> = new Set(
  'voice voices speaker speakers narrator style styles sound sounds timbre timbres'.split(' '),
);
const packNodes = /tts|voice|speech|speak|sound|notif|styles? ?(?:select|pick|gallery|list)/i;

/**
 * Whether a widget lists what its node pack brings along: voices of text to speech, styles of a prompt, sounds of a
 * notification. A widget that is named like a medium takes a file of the person's own.
 */
function isBundled(name: string | undefined, nodeType: string): boolean {
  if (name === undefined) {
    return packNodes.test(nodeType);
  }
  const words = wordsOf(name);
  const isOwn = words.some((word) => /^(?:audio|image|img|video|mask|photo|mesh)s?$/.test(word));
  return !isOwn && (words.some((word) => bundledWords.has(word)) || /sound|notif/i.test(nodeType));
}
