import { Range, Selection, TextEditorRevealType, workspace } from 'vscode';
import type { Finding } from '../../core/check/finding.ts';
import { UploadError } from '../../core/errors.ts';
import { providerById } from '../../core/providers/registry.ts';
import { cancellable } from '../cancellable.ts';
import { window } from '../display/window.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { explainFailure } from '../text/failures.ts';
import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { type CheckTargets, checkTargets, readTargets } from './checkTargets.ts';
import { type CheckedDocument, checkText } from './documentCheck.ts';
import { makeReady } from './makeReady.ts';
import { ProviderQuestions } from './providerQuestions.ts';
import { askHowLong } from './readyUntil.ts';
import { type CheckNote, chooseResult } from './resultList.ts';

/** What a check is about, while it is repeated. */
interface CheckSubject {
  readonly services: Services;
  readonly documents: WorkflowDocuments;
  readonly targets: CheckTargets;
}

interface CheckResult {
  readonly documents: readonly CheckedDocument[];
  readonly note: CheckNote | undefined;
}

/**
 * "Check Workflow": shows whether workflows are ready to run, lists what is missing, and fixes what it can.
 * Providers are asked as well, where that is free.
 * @param targets what was clicked, and what is selected, if it was called from a menu
 */
export async function checkWorkflow(
  services: Services,
  documents: WorkflowDocuments,
  [clicked, selected]: readonly unknown[],
): Promise<void> {
  const targets = await checkTargets(services, clicked, selected);
  if (!targets) {
    return;
  }
  await checkTargetsFor({ services, documents, targets }, services.settings.expiryWarning);
}

/** @param howLong the references have to work, in milliseconds, until the person says otherwise */
async function checkTargetsFor(subject: CheckSubject, howLong: number): Promise<void> {
  const { services, documents, targets } = subject;
  for (let duration = howLong; ; ) {
    const until = Date.now() + duration;
    const { documents: checked, note } = await check(services, targets, until);
    if (checked.every(({ readiness }) => readiness.findings.length === 0)) {
      reportReady(subject, { checked, note, duration });
      return;
    }
    const records = checked.flatMap(({ inputs }) =>
      inputs.flatMap(({ target }) => (target.type === 'reference' ? [target.record.provider] : [])),
    );
    const connections = await services.recordConnections.load(records);
    const choice = await chooseResult(checked, { connections, duration, note });
    switch (choice?.type) {
      case undefined:
        return;
      case 'go':
        return goTo(choice.document, choice.finding);
      case 'howLong':
        duration = (await askHowLong(duration)) ?? duration;
        break;
      case 'makeReady': {
        const { signal } = new AbortController();
        if (!(await makeReady(services, checked, { documents, until, signal }))) {
          return;
        }
      }
    }
  }
}

/** @throws CancelledError */
function check(services: Services, targets: CheckTargets, until: number): Promise<CheckResult> {
  const [only] = targets.files;
  const isOne = targets.files.length === 1 && targets.folders.length === 0;
  const title = isOne && only ? l10n.t('Checking {0}', shown(nameOf(only))) : l10n.t('Checking workflows');
  let report: (done: number) => void = () => undefined;
  return cancellable({
    title,
    onShown: (bar) => {
      report = (done) => bar.report({ message: formatNumber(done) });
    },
    run: async (signal) => {
      const checked: CheckedDocument[] = [];
      const questions = workspace.isTrusted ? new ProviderQuestions(services, signal) : undefined;
      await readTargets(targets, {
        signal,
        onRead: async (workflow) => {
          checked.push(await checkText(services, workflow, { until, questions, signal }));
          report(checked.length);
        },
      });
      checked.sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
      return { documents: checked, note: noteOn(checked, questions) };
    },
  });
}

/** What providers couldn't be asked, and why not. */
function noteOn(checked: readonly CheckedDocument[], questions: ProviderQuestions | undefined): CheckNote | undefined {
  const unasked = checked.reduce((sum, each) => sum + each.unasked, 0);
  if (unasked === 0) {
    return undefined;
  }
  const reasons = (questions?.failures ?? []).map(({ label, error }) =>
    UploadError.is(error) ? explainFailure(error, label, { namesFile: false }).message : shown(String(error)),
  );
  const sentence =
    unasked === 1
      ? l10n.t("The provider couldn't be asked whether it still has 1 reference.")
      : l10n.t("The provider couldn't be asked whether it still has {0} references.", formatNumber(unasked));
  return { sentence, reason: joined(reasons, ' ') };
}

interface ReadyResult {
  readonly checked: readonly CheckedDocument[];
  readonly note: CheckNote | undefined;
  /** Milliseconds from now. */
  readonly duration: number;
}

/** Says that all is well, and offers to check for a longer time if any reference ends at all. */
function reportReady(subject: CheckSubject, { checked, note, duration }: ReadyResult): void {
  const { services } = subject;
  const text = joined([readyText(checked), ...(note ? [note.sentence, note.reason] : [])], ' ');
  const canEnd = checked.some(({ inputs }) =>
    inputs.some(({ target }) => target.type === 'reference' && target.reference.expiresAt !== undefined),
  );
  const longer = l10n.t('Check for Longer...');
  const shownMessage = window.showInformationMessage(text, ...(canEnd ? [longer] : [])).then(async (chosen) => {
    const howLong = chosen === longer ? await askHowLong(duration) : undefined;
    if (howLong !== undefined) {
      await checkTargetsFor(subject, howLong);
    }
  });
  // Not awaited: the command is over, and the message may be shown for minutes.
  inBackground(
    services.log,
    Promise.resolve(shownMessage).catch((error: unknown) => showFailure(services, error)),
  );
}

function readyText(checked: readonly CheckedDocument[]): ShownText {
  const [first, ...others] = checked;
  if (first === undefined) {
    return l10n.t('No workflows were found.');
  }
  if (others.length > 0) {
    return l10n.t('All {0} workflows are ready.', formatNumber(checked.length));
  }
  const name = shown(nameOf(first.uri), nameLength);
  return first.provider === undefined
    ? l10n.t('{0} is ready.', name)
    : l10n.t('{0} is ready for {1}.', name, shown(providerById(first.provider).label));
}

async function goTo({ uri, text }: CheckedDocument, { input }: Finding): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const editor = await window.showTextDocument(document);
  // The document may have been edited since, so that the input is elsewhere.
  const isSame = document.getText() === text;
  const range = isSame
    ? new Range(document.positionAt(input.offset + 1), document.positionAt(input.offset + input.length - 1))
    : new Range(0, 0, 0, 0);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
