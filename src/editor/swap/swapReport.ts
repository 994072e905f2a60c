import { Uri, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { SkippedInput } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { explainFailure } from '../text/failures.ts';
import { l10n } from '../text/l10n.ts';
import { formatList, nameOf } from '../text/names.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import type { FailedUpload, ObtainedReferences } from './obtainReferences.ts';

/** Names and reasons shown in one notification; the log has all of them. */
const maxShown = 3;

/** What a message about a swap needs to know. */
export interface SwapReport {
  readonly providers: ShownText;
  readonly obtained: ObtainedReferences;
  /** Places that hold a reference now. */
  readonly holding: number;
  readonly skipped: readonly SkippedInput[];
  readonly refused: readonly Uri[];
  /** How many documents were changed and are not saved. */
  readonly unsaved: number;
}

/** Shows how a swap ended. @param retry tries again what failed, and only that */
export async function reportSwap(services: Services, report: SwapReport, retry: () => Promise<void>): Promise<void> {
  const { obtained, skipped, refused } = report;
  const problems = [
    ...failureTexts(services, obtained.failed),
    ...(skipped.length > 0
      ? [l10n.t('Changed during the upload, so left alone: {0}.', listed(skipped.map((each) => each.expectedValue)))]
      : []),
    ...(refused.length > 0
      ? [l10n.t("Can't be edited: {0}. The references are in the Uploads view.", listed(refused.map(nameOf)))]
      : []),
    ...unfitTexts(obtained, report.providers),
  ];
  const message = joined([replacedText(report), ...problems], ' ');
  // A single document is shown to the person. Several may not even be visible.
  const save = report.unsaved > 1 ? [{ label: l10n.t('Save All'), run: saveAll }] : [];
  if (problems.length === 0) {
    const chosen = await window.showInformationMessage(message, ...save.map(({ label }) => label));
    await save.find(({ label }) => label === chosen)?.run();
    return;
  }
  await warn(services, message, [...(obtained.failed.length > 0 ? [retryButton(retry)] : []), ...save]);
}

async function saveAll(): Promise<void> {
  await workspace.saveAll();
}

/** A button of a message and what it does. */
interface Button {
  readonly label: ShownText;
  run(): Promise<void>;
}

export function retryButton(run: () => Promise<void>): Button {
  return { label: l10n.t('Retry Failed'), run };
}

/** Shows a warning and returns at once. Whatever its buttons throw is shown too. */
export function showWarning(services: Services, message: ShownText, buttons: readonly Button[] = []): void {
  const warned = warn(services, message, buttons).catch((error: unknown) => showFailure(services, error));
  inBackground(services.log, warned);
}

/** Shows a warning with these buttons and one for the log. */
async function warn(services: Services, message: ShownText, others: readonly Button[]): Promise<void> {
  const buttons = [...others, { label: l10n.t('Show Log'), run: async () => services.log.show() }];
  const chosen = await window.showWarningMessage(message, ...buttons.map(({ label }) => label));
  await buttons.find(({ label }) => label === chosen)?.run();
}

/** Why uploads failed: the first few reasons for a message. Logs all of them. */
export function failureTexts(services: Services, failed: readonly FailedUpload[]): readonly ShownText[] {
  const reasons = failed.map(({ account, upload, error }) => {
    const name = nameOf(Uri.parse(upload.uri));
    services.log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return UploadError.is(error)
      ? explainFailure(error, account.provider.label).message
      : l10n.t('An unexpected problem occurred with {0}.', shown(name));
  });
  const different = [...new Set(reasons)];
  const more = different.length - maxShown;
  return [...different.slice(0, maxShown), ...(more > 0 ? [l10n.t('And {0} more.', more)] : [])];
}

export function unfitTexts({ unfit }: ObtainedReferences, providers: ShownText): readonly ShownText[] {
  return unfit.length === 0
    ? []
    : [
        l10n.t(
          'Uploaded, but {0} gave no reference that works there: {1}.',
          providers,
          listed(unfit.map(({ input }) => input.value)),
        ),
      ];
}

function replacedText({ obtained, holding, providers }: SwapReport): ShownText {
  if (holding === 0) {
    return l10n.t('Nothing was replaced.');
  }
  const reused = obtained.results.filter((result) => result.reused).length;
  const uploaded = obtained.results.length - reused;
  const parts = formatList([
    ...(uploaded > 0 ? [l10n.t('{0} uploaded', uploaded)] : []),
    ...(reused > 0 ? [l10n.t('{0} reused', reused)] : []),
  ]);
  return holding === 1
    ? l10n.t('1 input now holds a reference of {0} ({1}).', providers, parts)
    : l10n.t('{0} inputs now hold references of {1} ({2}).', holding, providers, parts);
}

/** The first few names, and how many more there are. */
function listed(names: readonly string[]): ShownText {
  const different = [...new Set(names)];
  const more = different.length - maxShown;
  const text = formatList(different.slice(0, maxShown).map((name) => shown(name)));
  return more > 0 ? l10n.t('{0} and {1} more', text, more) : text;
}
