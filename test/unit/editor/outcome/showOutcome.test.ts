import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Ending } from '../../../../src/core/outcome.ts';
import type { MessageButton } from '../../../../src/editor/outcome/messageButtons.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';
import { recordingLog } from '../../history/sampleRecords.ts';
import { window } from '../vscodeModule.ts';
import { cancelled, done, failed, notTried, times, uploadOf } from './outcomeReports.ts';

const { showOutcome } = await import('../../../../src/editor/outcome/showOutcome.ts');

describe('The buttons of an outcome', () => {
  let again: readonly string[];
  let offered: readonly string[];
  let restore: () => void;

  /** Shows an outcome and presses a button. */
  async function press(button: string | undefined, ...endings: readonly Ending[]): Promise<readonly string[]> {
    const answer = async (_message: string, ...labels: readonly string[]) => {
      offered = labels;
      return labels.find((label) => label === button);
    };
    Object.assign(window, { showErrorMessage: answer, showWarningMessage: answer, showInformationMessage: answer });
    const services = { log: { ...recordingLog(), show: () => undefined } } as unknown as Services;
    const copy: MessageButton = { label: 'Copy Again' as ShownText, run: () => undefined };
    await showOutcome(services, {
      ...uploadOf(...endings),
      tryAgain: async (items) => {
        again = items;
      },
      buttons: [copy],
    });
    return offered;
  }

  beforeEach(() => {
    again = [];
    offered = [];
    const before = { ...window };
    restore = () => Object.assign(window, before);
  });
  afterEach(() => restore());

  it('go on with what was cancelled', async () => {
    const offers = await press('Upload the Other 2', done, cancelled, notTried);
    assert.deepEqual(offers, ['Upload the Other 2', 'Copy Again']);
    assert.deepEqual(again, ['2.png', '3.png']);
    assert.deepEqual(await press(undefined, done, notTried), ['Upload the Other File', 'Copy Again']);
  });

  it('retry only what may succeed this time', async () => {
    const gif = failed('typeUnsupported', { mediaType: 'image/gif' });
    assert.deepEqual(await press('Retry 1', done, gif, failed('serverError')), [
      'Retry 1',
      'Copy Again',
      'Help',
      'Show Log',
    ]);
    assert.deepEqual(again, ['3.png']);
    assert.deepEqual(await press('Retry', done, ...times(2, failed('serverError'))), [
      'Retry',
      'Copy Again',
      'Help',
      'Show Log',
    ]);
    assert.deepEqual(again, ['2.png', '3.png']);
  });

  it('offer no retry where it would fail again', async () => {
    for (const code of ['typeUnsupported', 'fileEmpty', 'fileTooLarge', 'fileMissing', 'rejected'] as const) {
      const offers = await press(undefined, done, ...times(2, failed(code)));
      assert.ok(!offers.some((label) => label.startsWith('Retry')), code);
    }
  });

  it('offer what can be done about a reason all failures share', async () => {
    assert.ok((await press(undefined, ...times(3, failed('keyRejected')))).includes('Set API Key'));
    assert.ok(!(await press(undefined, failed('keyRejected'), failed('fileEmpty'))).includes('Set API Key'));
  });

  it('are shown with no message where there is nothing to tell', async () => {
    assert.deepEqual(await press(undefined, cancelled, notTried), []);
  });
});
