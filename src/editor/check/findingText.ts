import type { Finding, Readiness } from '../../core/check/finding.ts';
import type { SourceState } from '../../core/history/assetState.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { couldBeFile } from '../../core/workflow/mediaInput.ts';
import type { KnownConnections } from '../connections/records/recordConnections.ts';
import { formatDuration, formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { limitText } from '../text/limitText.ts';
import { formatList } from '../text/names.ts';
import { type ShownText, shown } from '../text/shown.ts';

interface FindingContext {
  readonly connections: KnownConnections;
  /** The provider the workflow was checked for. */
  readonly provider: ProviderId | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is wrong with an input, in a few words for a row. */
export function findingText(finding: Finding, { connections, provider, now }: FindingContext): ShownText {
  switch (finding.problem) {
    case 'local':
      return l10n.t('local file, not uploaded yet');
    case 'missing':
      return finding.mayBeOnServer
        ? l10n.t('not found here, may be in the input folder of a ComfyUI server')
        : l10n.t('file not found');
    case 'outsideWorkspace':
      return l10n.t('outside the workspace');
    case 'expired':
      return hasFile(finding) ? l10n.t('expired') : l10n.t('expired, and its file is missing');
    case 'endsBefore':
      return hasFile(finding)
        ? l10n.t('expires in {0}', formatDuration(finding.endsAt - now))
        : l10n.t('expires in {0}, and its file is missing', formatDuration(finding.endsAt - now));
    case 'goneAtProvider': {
      const label = finding.record ? connections.of(finding.record).label : labelOf(finding.provider);
      return l10n.t('{0} no longer has it', label);
    }
    case 'otherAccount': {
      const label = finding.record ? connections.of(finding.record).label : labelsOf(finding.providers);
      const isSameProvider = provider !== undefined && finding.providers.includes(provider);
      return isSameProvider
        ? l10n.t('uploaded with a different key, or to a different server, than {0} uses now', label)
        : l10n.t('a reference of {0}, not of {1}', label, provider ? labelOf(provider) : labelsOf([]));
    }
    case 'wrongForm':
      return couldBeFile(finding.input)
        ? l10n.t('no reference of {0} works here', labelsOf(finding.providers))
        : l10n.t("this kind of {0} reference doesn't work here", labelsOf(finding.providers));
    case 'overLimit':
      return limitText(finding.limit, { label: labelOf(finding.provider), name: finding.input.value });
    case 'credentialLink':
      return l10n.t('this link opens the file for anyone who gets the workflow');
    case 'unknown':
      return l10n.t("not in the upload history, so it can't be checked");
  }
}

/** What keeps a workflow from running, counted: `2 files to upload, 1 missing`. Empty where nothing does. */
function summaryParts({ findings }: Readiness): readonly ShownText[] {
  const blocking = Map.groupBy(
    findings.filter(({ isBlocking }) => isBlocking),
    ({ problem }) => problem,
  );
  const count = (problem: Finding['problem']): number =>
    // A file or reference that is needed in several places is sent once.
    new Set(blocking.get(problem)?.map(({ input }) => input.value)).size;
  const missing = count('missing') + count('outsideWorkspace');
  const other = count('otherAccount');
  const [local, expired, ending, gone] = [
    count('local'),
    count('expired'),
    count('endsBefore'),
    count('goneAtProvider'),
  ];
  const unusable = count('wrongForm') + count('overLimit');
  return [
    ...(local > 0
      ? [local === 1 ? l10n.t('1 file to upload') : l10n.t('{0} files to upload', formatNumber(local))]
      : []),
    ...(missing > 0 ? [l10n.t('{0} missing', formatNumber(missing))] : []),
    ...(expired > 0 ? [l10n.t('{0} expired', formatNumber(expired))] : []),
    ...(ending > 0
      ? [ending === 1 ? l10n.t('1 ends too soon') : l10n.t('{0} end too soon', formatNumber(ending))]
      : []),
    ...(gone > 0 ? [l10n.t('{0} gone at the provider', formatNumber(gone))] : []),
    ...(other > 0 ? [l10n.t('{0} of another account', formatNumber(other))] : []),
    ...(unusable > 0 ? [l10n.t("{0} that can't be used", formatNumber(unusable))] : []),
  ];
}

/** A line about a workflow as a whole: `Ready`, or what is missing. */
export function readinessText(readiness: Readiness): ShownText {
  return readiness.ready ? l10n.t('Ready') : formatList(summaryParts(readiness));
}

function hasFile({ mend, source }: Pick<Finding, 'mend'> & { readonly source: SourceState }): boolean {
  return mend !== undefined || source !== 'missing';
}

function labelOf(provider: ProviderId): ShownText {
  return shown(providerById(provider).label);
}

function labelsOf(providers: readonly ProviderId[]): ShownText {
  return formatList(providers.map(labelOf));
}
