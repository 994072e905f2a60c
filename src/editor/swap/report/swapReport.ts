import { commands, type Uri, workspace } from 'vscode';
import type { Place } from '../../../core/uploads/plan/uploadPlan.ts';
import { commandId } from '../../ids/commandIds.ts';
import { focusCommandId } from '../../ids/viewIds.ts';
import type { MessageButton } from '../../outcome/messageButtons.ts';
import { showOutcome } from '../../outcome/showOutcome.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import type { ShownText } from '../../text/shown.ts';
import type { PlacesOutcome } from './placesOutcome.ts';
import { fileNameAt, leftOutText } from './placesText.ts';

/** What a message about a swap needs to know. */
export interface SwapReport {
  readonly outcome: PlacesOutcome;
  readonly provider: ShownText;
  readonly documents: readonly Uri[];
  /** How many documents were changed and are not saved. */
  readonly unsaved: number;
  tryAgain(places: readonly Place[]): Promise<void>;
  /** What else can be done about the failures. */
  readonly remedies?: readonly MessageButton[];
}

/** Shows how a swap ended. Resolves once the message has gone. */
export async function reportSwap(
  services: Services,
  { outcome, provider, documents, unsaved, tryAgain, remedies = [] }: SwapReport,
): Promise<void> {
  const [document, ...others] = documents;
  await showOutcome(services, {
    operation: 'swap',
    outcome,
    provider,
    nameOf: fileNameAt,
    leftOutText: (reason, places) => leftOutText(reason, places, provider),
    tryAgain,
    remedies,
    // What failed stays there until it is dismissed.
    ...(outcome.failures.length > 0 ? { show: async () => commands.executeCommand(focusCommandId('uploads')) } : {}),
    buttons: [
      // A single document is shown to the person. Several may not even be visible.
      ...(unsaved > 1 ? [{ label: l10n.t('Save All'), run: () => workspace.saveAll() }] : []),
      ...(document && others.length === 0 && outcome.count('leftOut') > 0 ? [showMediaButton(document)] : []),
    ],
  });
}

/** Leads to the inputs of a workflow, where those that still name local files can be dealt with. */
export function showMediaButton(document: Uri): MessageButton {
  return { label: l10n.t('Show Media'), run: () => commands.executeCommand(commandId('showMedia'), document) };
}
