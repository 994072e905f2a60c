import type { MediaKind } from '../../../asset/asset.ts';
import type { DialectId, FittingReference } from '../../mediaInput.ts';

/** A ComfyUI loader takes the name of a file in its server's input folder; RunningHub runs ComfyUI and takes its own names. */
export const comfyNames: readonly FittingReference[] = [
  { provider: 'comfyServer', form: 'inputName' },
  { provider: 'comfyCloud', form: 'inputName' },
  { provider: 'runningHub', form: 'fileName' },
];

/** Where an address must be given that somebody else's server can fetch. */
export const publicUrls: readonly FittingReference[] = [
  { provider: 'runningHub', form: 'downloadUrl' },
  { provider: 'runware', form: 'mediaUrl' },
];

const runningHubName: FittingReference = { provider: 'runningHub', form: 'fileName' };

const byDialect: Readonly<Record<DialectId, readonly FittingReference[]>> = {
  comfyApi: comfyNames,
  comfyUi: comfyNames,
  runningHub: [runningHubName],
  runware: [
    { provider: 'runware', form: 'mediaUuid' },
    { provider: 'runware', form: 'mediaUrl' },
  ],
  runway: [{ provider: 'runway', form: 'runwayUri' }],
  generic: [
    runningHubName,
    { provider: 'runware', form: 'mediaUuid' },
    { provider: 'runway', form: 'runwayUri' },
    { provider: 'comfyCloud', form: 'inputName' },
    { provider: 'comfyServer', form: 'inputName' },
    ...publicUrls,
  ],
};

/**
 * Which references a media input of a dialect accepts, the best first; the scan knows better for single nodes.
 * A ZIP of images is something only RunningHub takes.
 */
export function fittingReferences(dialect: DialectId, kind?: MediaKind): readonly FittingReference[] {
  const all = byDialect[dialect];
  return kind === 'archive' ? all.filter((each) => each.provider === 'runningHub') : all;
}
