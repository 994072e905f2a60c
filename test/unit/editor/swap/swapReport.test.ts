import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri as DocumentUri } from 'vscode';
import { type Ending, Outcome } from '../../../../src/core/outcome.ts';
import type { Place } from '../../../../src/core/uploads/plan/uploadPlan.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';
import { recordingLog } from '../../history/sampleRecords.ts';
import { commands, Uri, window } from '../vscodeModule.ts';
import { cancelledUpload, documentUri, failedWith, placesNaming } from './samplePlaces.ts';

const { reportSwap } = await import('../../../../src/editor/swap/report/swapReport.ts');
const { reportResolved } = await import('../../../../src/editor/swap/resolved/resolvedReport.ts');

const done: Ending = { status: 'done', result: undefined };
const missing: Ending = { status: 'leftOut', reason: 'missing' };
const provider = 'ComfyUI' as ShownText;
const services = { log: { ...recordingLog(), show: () => undefined } } as unknown as Services;
const document = Uri.parse(documentUri) as unknown as DocumentUri;

function outcomeOf(...endings: readonly Ending[]): Outcome<Place> {
  const places = placesNaming(...endings.map((_ending, index) => `img/${index + 1}.png`));
  return new Outcome(places.map((item, index) => ({ item, ending: endings[index] ?? done })));
}

/** Everything that is shown, and the button that is pressed. */
class Screen {
  /** Each with the function that showed it. */
  readonly messages: string[] = [];
  readonly commands: string[] = [];
  buttons: readonly string[] = [];
  press: string | undefined;
  readonly #before = { window: { ...window }, commands: { ...commands } };

  constructor() {
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage']) {
      Object.assign(window, {
        [name]: async (message: string, ...labels: readonly string[]) => {
          this.messages.push(`${name}: ${message}`);
          this.buttons = labels;
          return labels.find((label) => label === this.press);
        },
      });
    }
    Object.assign(window, { setStatusBarMessage: (text: string) => this.messages.push(`status bar: ${text}`) });
    Object.assign(commands, {
      executeCommand: async (...args: readonly unknown[]) => this.commands.push(args.join(' ')),
    });
  }

  restore(): void {
    Object.assign(window, this.#before.window);
    Object.assign(commands, this.#before.commands);
  }
}

describe('The message about a swap', () => {
  let screen: Screen;
  let again: readonly Place[];

  beforeEach(() => {
    screen = new Screen();
    again = [];
  });
  afterEach(() => screen.restore());

  function report(outcome: Outcome<Place>, { unsaved = 1, documents = [document] } = {}): Promise<void> {
    const tryAgain = async (places: readonly Place[]): Promise<void> => {
      again = places;
    };
    return reportSwap(services, { outcome, provider, documents, unsaved, tryAgain });
  }

  it('goes on with what was cancelled, apart from what failed', async () => {
    screen.press = 'Replace the Other 2';
    const outcome = outcomeOf(done, failedWith('serverError'), cancelledUpload, { status: 'notTried' });
    await report(outcome);
    assert.match(screen.messages[0] ?? '', /^showWarningMessage: Cancelled: 1 of 4 paths was replaced\. /);
    assert.deepEqual(screen.buttons.slice(0, 2), ['Replace the Other 2', 'Retry']);
    assert.deepEqual(again, outcome.with('cancelled', 'notTried'));
  });

  it('leads to the row of what failed', async () => {
    screen.press = 'Show in Uploads';
    await report(outcomeOf(done, failedWith('rejected')));
    assert.deepEqual(screen.commands, ['workflowAssets.uploads.focus']);
  });

  it('leads to the inputs of the document where some still name files', async () => {
    screen.press = 'Show Media';
    await report(outcomeOf(done, missing));
    assert.deepEqual(screen.commands, [`workflowAssets.showMedia ${documentUri}`]);
  });

  it('saves several documents, which may not even be visible', async () => {
    await report(outcomeOf(done, done), { unsaved: 2, documents: [document, document] });
    assert.deepEqual(screen.buttons, ['Save All']);
    await report(outcomeOf(done, done));
    assert.deepEqual(screen.buttons, []);
  });
});

describe('The message about a workflow that was copied or opened', () => {
  let screen: Screen;

  beforeEach(() => {
    screen = new Screen();
  });
  afterEach(() => screen.restore());

  it('is in the status bar where every path got a reference', () => {
    reportResolved(services, {
      delivered: {},
      operation: 'copyWorkflow',
      outcome: outcomeOf(done),
      provider,
      source: document,
    });
    reportResolved(services, {
      delivered: {},
      operation: 'openWorkflow',
      outcome: outcomeOf(done, done),
      provider,
      source: document,
    });
    assert.deepEqual(screen.messages, [
      'status bar: $(check) Workflow copied with 1 ComfyUI reference.',
      'status bar: $(check) Workflow opened with 2 ComfyUI references.',
    ]);
  });

  it('says so too where it names no files', () => {
    reportResolved(services, {
      delivered: {},
      operation: 'copyWorkflow',
      outcome: outcomeOf(),
      provider,
      source: document,
    });
    assert.deepEqual(screen.messages, ['status bar: $(check) Workflow copied.']);
  });

  it('is a warning that leads to the inputs where some still name files', async () => {
    screen.press = 'Show Media';
    reportResolved(services, {
      delivered: {},
      operation: 'openWorkflow',
      outcome: outcomeOf(missing, done),
      provider,
      source: document,
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(screen.messages, [
      'showWarningMessage: Workflow opened with 1 ComfyUI reference. 1.png was not found and is unchanged.',
    ]);
    assert.deepEqual(screen.commands, [`workflowAssets.showMedia ${documentUri}`]);
  });
});
