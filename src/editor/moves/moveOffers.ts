import { CancellationTokenSource, type FileRenameEvent, ProgressLocation, Uri } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { Moves } from '../../core/workflow/moves/moves.ts';
import { window } from '../display/window.ts';
import { inBackground, stackOf } from '../promises.ts';
import { isNearOrOpen } from '../services/nearFiles.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { applyMoves } from './applyMoves.ts';
import { followOriginals } from './followOriginals.ts';
import { followRecords } from './followRecords.ts';
import { checkMovedWorkflow, findMovedWorkflows, type MovedWorkflow } from './movedWorkflows.ts';
import { type ChosenPath, previewMoves } from './movesPreview.ts';
import { pathCount, questionText } from './movesText.ts';

/** A question that hasn't been answered yet. Files may be moved on, or back, before it is. */
interface Offer {
  moves: Moves;
  /** What was found. The workflows are where they are now, the rest may be outdated. */
  workflows: readonly MovedWorkflow[];
  /** Whether anything was moved since. */
  isMovedOn: boolean;
}

interface Search {
  readonly moves: Moves;
  readonly source: CancellationTokenSource;
}

/** Offers to update the paths of workflows after files were renamed or moved. */
export class MoveOffers {
  readonly #services: Services;
  readonly #offers = new Set<Offer>();
  #search: Search | undefined;
  /** Ends when what we remember has followed all moves so far. */
  #followed: Promise<unknown> = Promise.resolve();

  constructor(services: Services) {
    this.#services = services;
    services.disposables.add({ dispose: () => this.#search?.source.cancel() });
  }

  /**
   * Searches the workspace for paths that no longer lead to their files, and asks what to do about them.
   * Renames that happen during a search are searched for together with those before.
   */
  async moved(files: FileRenameEvent['files']): Promise<void> {
    const moves = movesOf(files);
    const isWanted = this.#services.settings.updatePathsOnRename !== 'never';
    for (const offer of this.#offers) {
      offer.moves = offer.moves.andThen(moves);
      offer.workflows = offer.workflows.map((each) => ({ ...each, uri: uriAfter(each.uri, moves) }));
      offer.isMovedOn = true;
    }
    const running = this.#search;
    running?.source.cancel();
    const search: Search = {
      moves: running ? running.moves.andThen(moves) : moves,
      source: new CancellationTokenSource(),
    };
    this.#search = search;
    try {
      // One after the other: each reads what the one before has written. What was moved on before that one got to it isn't
      // where it looked, so both moves are followed as one, too.
      const follow = async (): Promise<void> => {
        for (const each of new Set([search.moves, moves])) {
          await this.#follow(each);
        }
      };
      this.#followed = this.#followed.then(follow, follow);
      await this.#followed;
      const found = isWanted ? await this.#find(search) : [];
      if (pathCount(found) > 0) {
        inBackground(this.#services.log, this.#offer({ moves: search.moves, workflows: found, isMovedOn: false }));
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        throw error;
      }
    } finally {
      search.source.dispose();
      if (this.#search === search) {
        this.#search = undefined;
      }
    }
  }

  /** The extension's own records follow, whatever the answer is. */
  async #follow(moves: Moves): Promise<void> {
    const { log, historyOpened } = this.#services;
    // A history that this window hasn't needed so far isn't opened for this.
    const history = await Promise.race([historyOpened, Promise.resolve(undefined)]);
    for (const follow of [followOriginals(this.#services, moves), history && followRecords(history, moves)]) {
      // The question about paths is asked even if this fails.
      await follow?.catch((error: unknown) => log.error(stackOf(error)));
    }
  }

  async #find({ moves, source }: Search): Promise<readonly MovedWorkflow[]> {
    if (moves.all.length === 0) {
      return [];
    }
    // In the status bar, and only once it takes longer than a moment: nobody has asked for it.
    const title = l10n.t('Looking for paths of moved files');
    return window.withProgress({ location: ProgressLocation.Window, title }, () =>
      findMovedWorkflows(this.#services, moves, source.token),
    );
  }

  async #offer(offer: Offer): Promise<void> {
    if (this.#services.settings.updatePathsOnRename === 'always') {
      await applyMoves(this.#services, offer.workflows);
      return;
    }
    const [update, preview] = [l10n.t('Update'), l10n.t('Preview...')];
    this.#offers.add(offer);
    try {
      const question = questionText(offer.workflows, offer.moves);
      const answer = await window.showInformationMessage(question, update, preview, l10n.t('Not Now'));
      const chosen = answer === preview ? await previewMoves(await this.#current(offer)) : undefined;
      if (answer === update || chosen !== undefined) {
        await applyMoves(this.#services, onlyChosen(await this.#current(offer), chosen));
      }
    } finally {
      this.#offers.delete(offer);
    }
  }

  /** What is to be updated now: the question may have been open for an hour. */
  async #current({ moves, workflows, isMovedOn }: Offer): Promise<readonly MovedWorkflow[]> {
    const current: MovedWorkflow[] = [];
    for (const each of workflows) {
      // Reading a large file takes seconds, and its strings are looked for again when it is rewritten.
      const isKnown = each.text === undefined && !isMovedOn;
      const workflow = isKnown ? each : await checkMovedWorkflow(this.#services, each.uri, moves);
      if (workflow) {
        current.push(workflow);
      }
    }
    return current;
  }
}

/** Only what is on this machine, or in a folder that is open: on another one nothing is looked up unasked. */
function movesOf(files: FileRenameEvent['files']): Moves {
  const here = files.filter(({ oldUri, newUri }) =>
    [oldUri, newUri].every((uri) => uri.scheme === 'file' && isNearOrOpen(uri)),
  );
  return new Moves(here.map(({ oldUri, newUri }) => ({ from: oldUri.fsPath, to: newUri.fsPath })));
}

function uriAfter(uri: Uri, moves: Moves): Uri {
  const path = uri.scheme === 'file' ? moves.after(uri.fsPath) : undefined;
  return path === undefined ? uri : Uri.file(path);
}

function onlyChosen(
  workflows: readonly MovedWorkflow[],
  chosen: readonly ChosenPath[] | undefined,
): readonly MovedWorkflow[] {
  if (chosen === undefined) {
    return workflows;
  }
  const keys = new Set(chosen.map(({ workflow, value }) => JSON.stringify([workflow, value])));
  return workflows
    .map((each) => ({
      ...each,
      inputs: each.inputs.filter(({ input }) => keys.has(JSON.stringify([each.uri.toString(), input.value]))),
    }))
    .filter(({ inputs }) => inputs.length > 0);
}
