import { l10n, type Uri, window, workspace } from 'vscode';
import type { Engine } from '../core/engine.ts';
import type { ProxySettings } from '../core/http/proxy/proxySettings.ts';
import type { Features } from '../features.ts';
import type { EditorLog } from './log.ts';
import type { Settings } from './settings.ts';

/**
 * Loads the second bundle on first use and builds the engine once. A failed load is not remembered, so that the next
 * gesture tries again.
 *
 * @param onOpened called once, when the history is there
 */
export function createEngineLoader(
  firstUse: () => Promise<Features>,
  storage: Uri,
  settings: Settings,
  log: EditorLog,
  subscriptions: { dispose(): unknown }[],
  onOpened: () => void,
): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;

  async function load(): Promise<Engine> {
    const { createEngine } = await firstUse();
    const created = createEngine({
      storageFolder: storage.fsPath,
      log,
      proxySettings,
      maxConcurrentUploads: () => settings.maxConcurrentUploads,
    });
    subscriptions.push({ dispose: () => created.close() });
    created.history.applyRetention(settings.historyRetention, Date.now());
    sayHistoryProblem(created, log);
    // Not before this has returned: whoever hears of it asks for the engine.
    setImmediate(onOpened);
    subscriptions.push({ dispose: created.history.onDidChange(() => sayHistoryProblem(created, log)) });
    return created;
  }

  return () => {
    engine ??= load().catch((error: unknown) => {
      engine = undefined;
      throw error;
    });
    return engine;
  };
}

const said = new Set<string>();

/** Once per kind of problem: the history goes on either way, but nobody should wonder where their uploads went. */
function sayHistoryProblem({ history }: Engine, log: EditorLog): void {
  const { problem } = history;
  if (!problem || said.has(problem.reason)) {
    return;
  }
  said.add(problem.reason);
  log.warn(`Upload history: ${problem.reason}${problem.keptAs ? `, kept as ${problem.keptAs}` : ''}`);
  const showLog = l10n.t('Show Log');
  const text = [
    historyProblemText(problem.reason),
    ...(problem.keptAs ? [l10n.t('The original was kept as {0}.', problem.keptAs)] : []),
    ...(problem.inMemoryOnly ? [l10n.t('Uploads made now are remembered only until this window closes.')] : []),
  ].join(' ');
  void window.showWarningMessage(text, showLog).then((chosen) => chosen === showLog && log.show());
}

function historyProblemText(reason: NonNullable<Engine['history']['problem']>['reason']): string {
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

/** A bundled HTTP client does not inherit VS Code's own network settings, so they are read for it, at each connection. */
function proxySettings(): ProxySettings {
  const http = workspace.getConfiguration('http');
  const own = <T>(name: string): T | undefined => {
    const values = http.inspect<T>(name);
    // A workspace must not choose the way our requests take: a proxy sees where they go.
    return values?.globalValue ?? values?.defaultValue;
  };
  return {
    proxy: own<string>('proxy') ?? '',
    noProxy: own<string[]>('noProxy') ?? [],
    strictSSL: own<boolean>('proxyStrictSSL') ?? true,
    authorization: own<string>('proxyAuthorization') ?? undefined,
    support: own<ProxySettings['support']>('proxySupport') ?? 'override',
    systemCertificates: own<boolean>('systemCertificates') ?? true,
    extraCertificates: [],
    environment: process.env,
  };
}
