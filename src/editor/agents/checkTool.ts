import type { ProviderId } from '../../core/providers/providerId.ts';
import { hour } from '../../core/units.ts';
import { checkForProgramme } from '../check/checkForProgramme.ts';
import type { ShownCall } from '../display/toolTexts.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { nameLength, shown } from '../text/shown.ts';
import { findingsForModel } from './problemsForModel.ts';
import { toolFile } from './toolFile.ts';

export interface CheckInput {
  readonly workflowPath: string;
  readonly provider?: ProviderId;
  /** How long its references have to go on working, in hours; they have to work now where it is left out. */
  readonly forHours?: number;
  readonly askProvider?: boolean;
}

/** No question: nothing is sent. @throws UploadError `outsideWorkspace`, `workspaceUntrusted` */
export function shownChecking({ workflowPath }: CheckInput): ShownCall {
  return { running: l10n.t('Checking {0}', shown(nameOf(toolFile(workflowPath)), nameLength)) };
}

/**
 * Whether a workflow would run, input by input. Nothing is uploaded, and files outside the workspace aren't looked at.
 * @throws what `checkForProgramme` throws
 */
export async function checkByTool(
  services: Services,
  { workflowPath, provider, forHours = 0, askProvider = false }: CheckInput,
  signal: AbortSignal,
): Promise<object> {
  const readiness = await checkForProgramme(services, toolFile(workflowPath), {
    ...(provider === undefined ? {} : { provider }),
    until: Date.now() + forHours * hour,
    askProvider,
    signal,
  });
  return {
    ready: readiness.ready,
    provider: readiness.provider ?? 'not known: name one',
    ...findingsForModel(readiness.findings),
    ...(readiness.unasked > 0 ? { providerCouldNotBeAskedAbout: readiness.unasked } : {}),
  };
}
