import './fakeVscode.ts';
import assert from 'node:assert/strict';
import { uploadErrorCodes } from '../../../src/core/errorCodes.ts';
import { UploadError } from '../../../src/core/errors.ts';
import { type Ending, Outcome } from '../../../src/core/outcome.ts';
import { noProgress } from '../../../src/core/uploads/inFlight/progress.ts';
import { day, hour, runwayRecord, startOfTests } from '../history/sampleRecords.ts';

const { explainFailedUpload, explainFailure } = await import('../../../src/editor/text/failures.ts');
const { explainSharedFailure } = await import('../../../src/editor/text/sharedFailures.ts');
const { formatList, formatNames } = await import('../../../src/editor/text/names.ts');
const { shown } = await import('../../../src/editor/text/shown.ts');
const { firstSentences } = await import('../../../src/editor/outcome/operationText.ts');
const { outcomeText } = await import('../../../src/editor/outcome/outcomeText.ts');
const { interruptedText, reasonText } = await import('../../../src/editor/upload/unfinished/unfinishedText.ts');
const { groupItem, runningItem, unfinishedItem } = await import('../../../src/editor/uploadsView/rows/uploadItems.ts');
const { recordItem } = await import('../../../src/editor/uploadsView/rows/recordItem.ts');
const { recordTooltip } = await import('../../../src/editor/uploadsView/rows/recordTooltip.ts');

/** What somebody else can call a file, write into a JSON document or answer to a request. */
const hostileTexts = {
  'a Markdown link': '[Show what went wrong](https://evil.example).png',
  'a link that runs a command': '[Show](command:workbench.action.quit).png',
  'a link with a title': '[Show](command:workbench.action.quit "Title").png',
  'characters that turn the order around': '\u202Egnp.exe \u2066a\u2069',
  'line breaks': 'a.png\r\nRetry\u2028Cancel\u0085x',
  'characters nobody sees': 'a\u200B\u00ADb\u2060\uFEFF.png',
  'an icon': '$(flame) $(loading~spin).png',
  'a placeholder': '{0} {1} {name}.png',
  'ten thousand characters': `${'x'.repeat(10_000)}.png`,
  'half a character': '\uD83D\uDE00'.slice(0, 1),
  'control characters': '\u0000\u001B[31mred\u0007.png',
} as const;

/** As VS Code finds links in notifications, progress titles and input boxes. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** As VS Code finds icons in lists and the status bar. */
const icon = /(?<!\\)\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Ours: it breaks links and icons. */
const wordJoiners = /\u2060/g;

function isHarmless(texts: readonly (string | undefined)[], maxCharacters = 2_000): void {
  assert.ok(texts.length > 0);
  for (const text of texts) {
    assert.ok(text !== undefined);
    assert.doesNotMatch(text, link);
    assert.doesNotMatch(text, icon);
    assert.doesNotMatch(text.replace(wordJoiners, ''), unseen);
    assert.ok(text.length < maxCharacters, `${text.length} characters: ${text.slice(0, 200)}`);
  }
}

describe('What people read', () => {
  for (const [what, hostile] of Object.entries(hostileTexts)) {
    describe(`with ${what} in it`, () => {
      const details = {
        mediaType: hostile,
        host: hostile,
        proxy: hostile,
        providerMessage: hostile,
        serverOption: hostile,
        size: 1,
        limit: 1,
      };
      const errors = uploadErrorCodes.flatMap((code) => [
        new UploadError(code, hostile, { ...details, fileName: hostile, provider: 'runway' }),
        new UploadError(code, hostile, details),
      ]);
      const record = {
        ...runwayRecord(1, { fileName: hostile, mediaType: hostile }),
        origin: `https://${hostile}`,
        account: hostile,
      };
      const recordOf = (left: number) => ({
        ...record,
        reference: { ...record.reference, value: `runway://${hostile}`, expiresAt: startOfTests + left },
      });

      it('is harmless in every sentence about a failure', () => {
        isHarmless(errors.map((error) => explainFailure(error, hostile).message));
        isHarmless(errors.map((error) => explainFailedUpload(error, hostile).message));
        const names = [hostile, hostile, 'b.png', 'c.png', 'd.png'];
        isHarmless(
          errors.flatMap((error) =>
            [true, false].map((isAboutAll) =>
              explainSharedFailure(error, { providerLabel: hostile, names, isAboutAll }),
            ),
          ),
        );
      });

      it('is harmless in what is said about an outcome', () => {
        const endings: readonly Ending[] = [
          { status: 'done', result: undefined },
          { status: 'cancelled' },
          ...errors.slice(0, 5).map((error): Ending => ({ status: 'failed', error })),
          { status: 'failed', error: new Error(hostile) },
        ];
        const outcomes = [endings, ...endings.map((ending) => [ending])].map(
          (each) => new Outcome(each.map((ending) => ({ item: hostile, ending }))),
        );
        const operations = Object.keys(firstSentences) as readonly (keyof typeof firstSentences)[];
        const reports = operations.flatMap((operation) =>
          outcomes.map((outcome) =>
            outcomeText({ operation, outcome, provider: shown(hostile), nameOf: (item: string) => item }),
          ),
        );
        isHarmless(reports.flatMap((report) => (report === undefined ? [] : [report.message])));
      });

      it('is harmless in rows, and in what a screen reader says for them', () => {
        const context = {
          connection: { label: shown(hostile), inUse: shown(hostile), state: 'other' } as const,
          now: startOfTests,
          expiringWithin: 6 * hour,
          isRenewed: false,
          canDelete: false,
          isBelowConnection: false,
        };
        const noted = { fileName: hostile, fileUri: 'file:///a.png', provider: 'runway', state: 'failed' } as const;
        const failure = { code: 'rejected', details } as const;
        const items = [
          ...(['unchanged', 'changed', 'missing'] as const).flatMap((source) =>
            [-1, hour, day].map((left) => recordItem(recordOf(left), { ...context, source })),
          ),
          runningItem({
            ...{ id: '1', name: hostile, fileUri: 'file:///a.png', provider: 'runway' },
            ...{ connection: { id: 'runway', label: hostile }, progress: noProgress, cancel() {} },
          }),
          unfinishedItem(
            { ...noted, id: '1', startedAt: startOfTests, failure } as unknown as Parameters<typeof unfinishedItem>[0],
            hostile,
          ),
          groupItem({ label: shown(hostile), description: shown(hostile), isFolded: false } as Parameters<
            typeof groupItem
          >[0]),
        ];
        isHarmless(items.map(({ label }) => label));
        isHarmless(items.flatMap(({ description }) => (description ? [String(description)] : [])));
        isHarmless(items.map(({ accessibilityInformation }) => accessibilityInformation?.label));
        isHarmless(
          [
            recordTooltip(recordOf(hour), { ...context, source: 'unchanged' })
              .value.replace(/\n\n|&nbsp;/g, ' ')
              .replace(/\n/g, ' '),
          ],
          6_000,
        );
      });

      it('is harmless where an upload is reported that never arrived', () => {
        const upload = { id: '1', fileName: hostile, fileUri: 'file:///a', provider: 'runway', startedAt: 0 } as const;
        const uploads = [
          { ...upload, state: 'interrupted' },
          { ...upload, state: 'failed', failure: { code: 'rejected', details } },
        ];
        const typed = uploads as unknown as Parameters<typeof interruptedText>[0];
        const labelOf = () => hostile;
        isHarmless([
          ...typed.map((each) => reasonText(each, hostile)),
          interruptedText(typed, labelOf),
          interruptedText(typed.slice(0, 1), labelOf),
        ]);
      });

      it('is harmless in lists', () => {
        isHarmless([formatNames([hostile, hostile, hostile, hostile]), formatList([shown(hostile), shown('b')])]);
      });
    });
  }
});
