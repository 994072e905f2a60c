import { commands } from 'vscode';
import type { OwnConnections } from '../../connections/ownConnections.ts';
import { window } from '../../display/window.ts';
import { focusCommandId } from '../../ids/viewIds.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import type { UploadFlow } from '../uploadFlow.ts';
import type { UnfinishedUpload } from './notedUpload.ts';
import { interruptedText, labelOfUnfinished } from './unfinishedText.ts';
import type { UnfinishedUploads } from './unfinishedUploads.ts';

/**
 * How long to wait until uploads of another extension host are looked at again, in milliseconds. That of a closed window
 * may live on and send for some minutes, and that of another window for as long as its uploads take.
 */
const firstWait = 1_000;
const maxWait = 30_000;

/** Says once what didn't arrive because its window was closed, reloaded or killed. */
export async function reportInterrupted(services: Services, flow: () => Promise<UploadFlow>): Promise<void> {
  const { disposables, log, connections } = services;
  const { unfinished } = await services.uploads();
  let timer: NodeJS.Timeout | undefined;
  const check = (wait: number): void => {
    const interrupted = unfinished.findInterrupted();
    if (interrupted.length > 0) {
      inBackground(log, report({ unfinished, connections, flow }, interrupted));
    }
    if (unfinished.areOthersSending) {
      timer = setTimeout(() => check(Math.min(2 * wait, maxWait)), wait).unref();
    }
  };
  disposables.add({ dispose: () => clearTimeout(timer) });
  if (!disposables.isDisposed) {
    check(firstWait);
  }
}

interface ReportContext {
  readonly unfinished: UnfinishedUploads;
  readonly connections: OwnConnections;
  flow(): Promise<UploadFlow>;
}

async function report(
  { unfinished, connections, flow }: ReportContext,
  interrupted: readonly UnfinishedUpload[],
): Promise<void> {
  const message = interruptedText(interrupted, (upload) => labelOfUnfinished(connections, upload));
  const uploadAgain = l10n.t('Upload Again');
  const show = l10n.t('Show in Uploads');
  const dismiss = l10n.t('Dismiss');
  switch (await window.showWarningMessage(message, uploadAgain, show, dismiss)) {
    case uploadAgain:
      await (await flow()).retry(interrupted);
      break;
    case show:
      await commands.executeCommand(focusCommandId('uploads'));
      break;
    case dismiss:
      unfinished.dismiss(interrupted);
      break;
  }
}
