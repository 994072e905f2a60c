import { commands, Range, Selection, type TextDocument, TextEditorRevealType, ThemeIcon } from 'vscode';
import { parsedDocument } from '../../../core/workflow/json/parsedDocument.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import type { AnalysedInput } from '../../documents/analysis.ts';
import { analysedFor, documentOf } from '../../documents/commandDocument.ts';
import { offersIn } from '../../documents/editable.ts';
import { inputAt, inputOf, inputRequest } from '../../documents/inputAt.ts';
import type { WorkflowDocuments } from '../../documents/workflowDocuments.ts';
import { commandId } from '../../ids/commandIds.ts';
import type { Offer } from '../../lightbulb/codeActions.ts';
import { formatOffers, localFileOffers } from '../../lightbulb/localFileOffers.ts';
import type { NamedFile } from '../../lightbulb/uploadAndReplace.ts';
import type { Services } from '../../services/services.ts';
import { formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { nameOf } from '../../text/names.ts';
import { nameLength, type ShownText, shown } from '../../text/shown.ts';
import { referenceOffers } from '../quickFixes.ts';
import { type MediaItem, mediaItems, needsAttention } from './mediaItems.ts';

/** A document whose media are listed. */
interface Listed {
  readonly services: Services;
  readonly documents: WorkflowDocuments;
  readonly document: TextDocument;
}

type Choice = { readonly item: MediaItem; readonly isGoing: boolean };

interface ActionItem extends ShownQuickPickItem {
  run(): unknown;
}

/**
 * "Show Media in This Workflow": all inputs with their state, and what can be done about each. It also leads to those that
 * VS Code doesn't draw, in lines longer than 10,000 characters.
 */
export async function showMedia(services: Services, documents: WorkflowDocuments, argument: unknown): Promise<void> {
  const document = await documentOf(services.log, argument);
  if (!document) {
    return;
  }
  const choice = await chooseInput({ services, documents, document });
  if (!choice) {
    return;
  }
  const { analysed } = choice.item;
  if (choice.isGoing) {
    await goTo({ services, documents, document }, analysed);
  } else {
    await chooseAction({ services, documents, document }, choice.item);
  }
}

async function chooseInput({ services, documents, document }: Listed): Promise<Choice | undefined> {
  const analysis = await analysedFor(documents, document);
  const time = { now: Date.now(), expiryWarning: services.settings.expiryWarning };
  const goButton = { iconPath: new ThemeIcon('go-to-file'), tooltip: l10n.t('Show in the document') };
  const used = analysis.inputs.flatMap(({ target }) => (target.type === 'reference' ? [target.record.provider] : []));
  const connections = await services.recordConnections.load(used);
  const items = mediaItems(analysis, parsedDocument(document.getText()), { time, connections, buttons: [goButton] });
  const name = shown(nameOf(document.uri), nameLength);
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('{0} has no media inputs.', name));
    return undefined;
  }
  const pick = window.createQuickPick<MediaItem>();
  pick.items = items;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.title = titleOf(name, items.filter(({ analysed }) => needsAttention(analysed, time)).length);
  pick.placeholder = l10n.t('Choose an input to see what can be done, or type a state, file or node');
  const here = window.activeTextEditor;
  const current = here?.document === document && inputAt(analysis, document.offsetAt(here.selection.active));
  const there = items.filter(({ analysed }) => analysed === current);
  // Without one at the cursor, VS Code's own choice stays: the first line.
  if (there.length > 0) {
    pick.activeItems = there;
  }
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      resolve(item && { item, isGoing: false });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve({ item, isGoing: true });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function titleOf(name: ShownText, attention: number): ShownText {
  switch (attention) {
    case 0:
      return l10n.t('Media in {0}', name);
    case 1:
      return l10n.t('Media in {0}: 1 input needs attention', name);
    default:
      return l10n.t('Media in {0}: {1} inputs need attention', name, formatNumber(attention));
  }
}

async function chooseAction(listed: Listed, { analysed, label }: MediaItem): Promise<void> {
  const offers = offersIn(listed.document.uri, await offersFor(listed, analysed));
  const items: readonly ActionItem[] = [
    { label: l10n.t('Show in the document'), run: () => goTo(listed, analysed) },
    ...offers.map(({ title, command, argument, disabledReason }) => ({
      label: title,
      ...(disabledReason === undefined ? {} : { description: disabledReason }),
      run: () =>
        disabledReason === undefined
          ? commands.executeCommand(commandId(command), argument)
          : window.showInformationMessage(disabledReason),
    })),
  ];
  const placeHolder = l10n.t('What should be done?');
  const picked = await window.showQuickPick(items, { title: label, placeHolder });
  await picked?.run();
}

/** Of the same kind as in the lightbulb and the hover, the best first. */
async function offersFor({ services, document, documents }: Listed, listed: AnalysedInput): Promise<readonly Offer[]> {
  const analysis = await analysedFor(documents, document);
  const found = inputOf(analysis, inputRequest(document, listed.input));
  if (!found) {
    return [];
  }
  const { input, target } = found;
  const argument = inputRequest(document, input);
  const pickFile: Offer = { title: l10n.t('Pick another file...'), command: 'pickFile', argument };
  const reveal: Offer = { title: l10n.t('Reveal file'), command: 'revealSource', argument };
  switch (target.type) {
    case 'reference':
      return [
        ...referenceOffers(services, target, argument),
        pickFile,
        ...(target.source === 'missing' ? [] : [reveal]),
      ];
    case 'file': {
      const { line, character } = document.positionAt(input.offset + 1);
      const named: NamedFile = {
        replacement: { document: document.uri.toString(), line, character, value: input.value },
        file: target.resolved.file,
        fits: input.fits,
        dialect: analysis.scan.dialect,
      };
      return [...(await localFileOffers(services, named)), ...formatOffers(named), pickFile, reveal];
    }
    default:
      return [pickFile];
  }
}

async function goTo({ document, documents }: Listed, { input }: AnalysedInput): Promise<void> {
  const editor = await window.showTextDocument(document);
  const found = inputOf(await analysedFor(documents, document), inputRequest(document, input));
  if (found) {
    const { offset, length } = found.input;
    const range = new Range(document.positionAt(offset + 1), document.positionAt(offset + length - 1));
    editor.selection = new Selection(range.start, range.end);
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
