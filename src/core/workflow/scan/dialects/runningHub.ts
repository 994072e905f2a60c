import type { MediaKind } from '../../../asset/asset.ts';
import type { FittingReference } from '../../mediaInput.ts';
import type { Candidate } from '../candidate.ts';
import type { Container } from '../container.ts';
import { isNoFile, isSentence } from '../fileNames.ts';
import { readMediaValue } from '../mediaName.ts';
import type { Outline } from '../outline.ts';
import { loaderOf } from './comfyNodes.ts';
import { forEachPausing, type MarkedDialect } from './dialect.ts';
import { isOutputField, isProseField, kindOfField } from './fieldNames.ts';
import { fittingReferences, isStorage, publicUrls } from './fittingReferences.ts';

/** Inputs that hold a file in the loaders RunningHub documents. */
const mediaFields = /^(?:image|images|audio|video|file|upload|mask|model_file)\d*$/i;

/**
 * RunningHub's task requests: `{"workflowId", "nodeInfoList": [{"nodeId", "fieldName", "fieldValue"}]}`, or the list alone
 * (documented at runninghub.ai/runninghub-api-doc-en). `nodeId` may be `150:5`, a node in a subgraph.
 */
export const runningHub: MarkedDialect = {
  id: 'runningHub',
  preferredProvider: 'runningHub',

  depthIn(outline: Outline): number | undefined {
    const list = outline.highest.get('nodeInfoList');
    if (list?.isList) {
      return list.depth;
    }
    const item = outline.highest.get('fieldName');
    return item?.depth === 1 && item.parent?.isList ? item.depth : undefined;
  },

  mediaInputs(outline: Outline, found: Candidate[]) {
    return forEachPausing(outline.candidates, (candidate) => {
      const item = candidate.container;
      const input = candidate.key === 'fieldValue' && item !== undefined ? inputOfItem(candidate, item) : undefined;
      if (input !== undefined) {
        found.push(input);
      }
    });
  },
};

function inputOfItem(candidate: Candidate, item: Container): Candidate | undefined {
  const { fieldName, fieldType, nodeName } = item.facts ?? {};
  const isDeclared =
    /^(?:image|audio|video|zip|file)$/i.test(fieldType ?? '') ||
    (fieldType === undefined && fieldName !== undefined && mediaFields.test(fieldName));
  const { kind, state, stateInField, isMedia } = readMediaValue(candidate.value);
  if (!isDeclared && (!isMedia || isOutputField(fieldName) || isNoFile(candidate.value))) {
    return undefined;
  }
  if (!isDeclared && isProseField(fieldName) && isSentence(candidate.value, false)) {
    return undefined;
  }
  return candidate.become({
    state: isDeclared ? stateInField : state,
    kind: kind ?? declaredKind(fieldName, fieldType, nodeName),
    nodeType: nodeName,
    fits: fitsOf(fieldName, nodeName),
  });
}

function declaredKind(fieldName?: string, fieldType?: string, nodeName?: string): MediaKind | undefined {
  if (fieldName === 'upload') {
    return 'archive';
  }
  return kindOfField(fieldType) ?? kindOfField(fieldName) ?? kindOfField(nodeName);
}

/** RunningHub's own link, and those of storages for the files that it doesn't take itself. */
const links = publicUrls.filter(({ provider }) => provider === 'runningHub' || isStorage(provider));

/** Nodes that download from an address can't read a file name. */
function fitsOf(fieldName?: string, nodeName = ''): readonly FittingReference[] {
  const takesUrl = /url/i.test(fieldName ?? '') || /url/i.test(nodeName) || loaderOf(nodeName)?.takes === 'url';
  return takesUrl ? links : fittingReferences('runningHub');
}
