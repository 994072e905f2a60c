import { systemClock } from '../../core/clock.ts';
import type { HistoryProblem, HistoryStore } from '../../core/history/historyStore.ts';
import { openHistory } from '../../core/history/openHistory.ts';
import { window } from '../display/window.ts';
import { inBackground } from '../promises.ts';
import { l10n } from '../text/l10n.ts';
import { joined, maxPathLength, type ShownText, shown } from '../text/shown.ts';
import type { ActivationServices } from './activationServices.ts';
import type { EditorLog } from './editorLog.ts';

/**
 * Opens the history of this person, which all windows share. Never rejects; what went wrong is shown once.
 * Closed at once if the window has closed meanwhile.
 */
export async function openUploadHistory(activation: ActivationServices): Promise<HistoryStore> {
  const { context, disposables, settings, log } = activation;
  const history = await openHistory(context.globalStorageUri.fsPath, { log, clock: systemClock });
  disposables.add({ dispose: () => history.close() });
  if (disposables.isDisposed) {
    return history;
  }
  const notify = problemNotifier(history, log);
  notify();
  disposables.add({ dispose: history.onDidChange(notify) });
  inBackground(log, history.applyRetention(settings.historyRetention, Date.now()));
  return history;
}

/** Shows each kind of problem once: the history works on in any case, but nobody should wonder where their uploads went. */
function problemNotifier(history: HistoryStore, log: EditorLog): () => void {
  const notified = new Set<HistoryProblem['reason']>();
  return () => {
    const { problem } = history;
    if (problem && !notified.has(problem.reason)) {
      notified.add(problem.reason);
      showProblem(problem, log);
    }
  };
}

function showProblem(problem: HistoryProblem, log: EditorLog): void {
  log.warn(`Upload history: ${problem.reason}${problem.keptAs ? `, kept as ${problem.keptAs}` : ''}`);
  const showLog = l10n.t('Show Log');
  const sentences = [
    problemText(problem.reason),
    ...(problem.keptAs ? [l10n.t('The original was kept as {0}.', shown(problem.keptAs, maxPathLength))] : []),
    ...(problem.inMemoryOnly ? [l10n.t('Uploads made now are remembered only until this window closes.')] : []),
  ];
  void window.showWarningMessage(joined(sentences, ' '), showLog).then((chosen) => chosen === showLog && log.show());
}

function problemText(reason: HistoryProblem['reason']): ShownText {
  switch (reason) {
    case 'corrupt':
      return l10n.t('The upload history was damaged.');
    case 'foreign':
      return l10n.t('The upload history file belongs to another application.');
    case 'newerVersion':
      return l10n.t('The upload history was written by a newer version of Workflow Assets.');
    case 'unwritable':
      return l10n.t('The upload history cannot be written. The disk may be full or read-only.');
    case 'unavailable':
      return l10n.t('The upload history is not available in this version of VS Code.');
  }
}
