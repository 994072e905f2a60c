import '../unit/editor/fakeVscode.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Memento, TreeView, Uri } from 'vscode';
import { nextChange } from '../../src/core/history/lifetime.ts';
import { openHistory } from '../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../src/core/history/records/record.ts';
import type { Uploader } from '../../src/core/uploads/uploader.ts';
import type { CountdownViewer } from '../../src/editor/countdown.ts';
import type { Settings } from '../../src/editor/services/settings.ts';
import type { UploadNode } from '../../src/editor/uploadsView/rows/uploadNodes.ts';
import { defaultConnection } from '../unit/editor/connections/connectionsOf.ts';
import { oneConnectionEach } from '../unit/editor/connections/onlyConnection.ts';
import { clockAt, hour, recordingLog, runwayRecord } from '../unit/history/sampleRecords.ts';
import { atMost, type Figure, percentile } from './figures.ts';

const uploads = 5_000;
const documents = 3;
const referencesPerDocument = 200;
/** Files the Explorer shows at once. */
const visibleFiles = 60;
const minute = 60_000;
const warning = 6 * hour;
const start = Date.now();

/** What the clock, the history and a scrolled Explorer cost while everything that shows countdowns is open. */
export async function measureCountdown(folder: string, rounds: number): Promise<readonly Figure[]> {
  const bench = await openEverything(folder);
  const ticks = await bench.measure(rounds, () => bench.tick());
  const changes = await bench.measure(rounds, (round) => bench.changeHistory(round));
  const scrolls = await bench.measure(rounds, (round) => bench.scroll(round));
  await bench.close();
  const group = `Countdowns: ${uploads} uploads, ${documents} documents with ${referencesPerDocument} references each`;
  return [
    ...figuresOf(group, 'one tick', ticks),
    ...figuresOf(group, 'one change of the history', changes),
    ...figuresOf(group, 'the Explorer scrolled by a page', scrolls),
  ];
}

interface Measured {
  readonly times: readonly number[];
  /** Most questions for the next change in one round: one for each of the viewers that had to be asked. */
  readonly maxAsked: number;
  /** Most settings that were read in one round. */
  readonly maxSettings: number;
}

function figuresOf(group: string, what: string, { times, maxAsked, maxSettings }: Measured): readonly Figure[] {
  const note = `at most ${maxAsked} viewers asked and ${maxSettings} settings read each time`;
  return [
    { group, what: `${what}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { group, what: `${what}, p95`, value: percentile(times, 0.95), unit: 'ms', budget: atMost(16), note },
  ];
}

/** Ends at all times of a day, so that every minute changes something. */
function upload(number: number): UploadRecord {
  const record = runwayRecord(number, { fileUri: fileUri(number), uploadedAt: start - number });
  const expiresAt = start + (number % (24 * 60)) * minute + number;
  return { ...record, reference: { ...record.reference, expiresAt } };
}

function fileUri(number: number): string {
  return `file:///bench/picture_${number}.png`;
}

async function openEverything(folder: string) {
  const { EventEmitter, Uri: UriClass } = await import('vscode');
  const { createCountdown } = await import('../../src/editor/countdown.ts');
  const { attentionOf } = await import('../../src/editor/uploadsView/attention.ts');
  const { Badge } = await import('../../src/editor/uploadsView/badge.ts');
  const { ExplorerDecorations } = await import('../../src/editor/uploadsView/explorerDecorations.ts');
  const { ViewState } = await import('../../src/editor/uploadsView/options/viewState.ts');
  const { UploadRows } = await import('../../src/editor/uploadsView/rows/uploadRows.ts');

  let now = start;
  const counts = { asked: 0, settings: 0 };
  const settings = {
    get expiryWarning() {
      counts.settings++;
      return warning;
    },
    get fileDecorations() {
      counts.settings++;
      return true;
    },
  } as Settings;
  const log = recordingLog();
  const storage = join(folder, 'countdown');
  mkdirSync(storage);
  const history = await openHistory(storage, { log, clock: clockAt(start) });
  await history.restore(Array.from({ length: uploads }, (_, number) => upload(number)));

  const timer = createCountdown(() => now);
  const countdown = {
    ...timer,
    add: (viewer: CountdownViewer) =>
      timer.add({
        nextChange: (moment) => {
          counts.asked++;
          return viewer.nextChange(moment);
        },
        refresh: (moment) => viewer.refresh(moment),
      }),
  };
  const view = { visible: true } as TreeView<UploadNode>;
  const used = Array.from({ length: referencesPerDocument }, (_, index) => upload(index).id);
  const badge = new Badge({
    findAttention: () => attentionOf(history, { now, warning: settings.expiryWarning, used }),
    view,
    countdown,
    onChange: () => rows.refresh(),
  });
  const decorations = new ExplorerDecorations({
    history,
    settings,
    recordConnections: oneConnectionEach,
    watch: { onDidChange: new EventEmitter<Uri>().event },
    countdown,
  });
  const memory = { get: () => ({ groupBy: 'none' }), update: async () => undefined } as unknown as Memento;
  const rows = new UploadRows({
    history,
    uploader: { running: () => [] } as unknown as Uploader,
    settings,
    connections: { of: ({ id }) => [defaultConnection(id)] },
    recordConnections: oneConnectionEach,
    state: new ViewState(memory, log),
    view,
    changed: new EventEmitter<UploadNode | undefined>(),
    log,
    usage: async () => new Map(),
    unfinished: { list: () => [] },
    attention: () => badge.attention,
    onLoaded: () => undefined,
  });
  const rowCountdown = countdown.add({
    nextChange: (moment) => rows.nextChange(moment),
    refresh: (moment) => rows.redrawDue(moment),
  });
  for (let document = 0; document < documents; document++) {
    const references = Array.from({ length: referencesPerDocument }, (_, index) => upload(index).reference);
    countdown.add({
      nextChange: (moment) =>
        references.reduce((first, each) => Math.min(first, nextChange(each, moment, warning) ?? first), Infinity),
      refresh: () => undefined,
    });
  }

  async function showFiles(first: number): Promise<void> {
    await Promise.all(
      Array.from({ length: visibleFiles }, (_, index) =>
        decorations.provideFileDecoration(UriClass.parse(fileUri((first + index) % uploads))),
      ),
    );
  }

  for (const row of await rows.getChildren()) {
    await rows.getTreeItem(row);
  }
  await showFiles(0);
  await turn();

  return {
    async tick() {
      now += minute;
      timer.check();
    },
    async changeHistory(round: number) {
      history.markUsed(`record-${String(round).padStart(6, '0')}`, now);
      badge.refresh();
      decorations.refresh();
      rows.refresh();
      rowCountdown.changed();
      await showFiles(0);
    },
    scroll: (round: number) => showFiles((round + 1) * visibleFiles),
    async measure(rounds: number, run: (round: number) => Promise<void>): Promise<Measured> {
      const times: number[] = [];
      let maxAsked = 0;
      let maxSettings = 0;
      for (let round = 0; round < rounds; round++) {
        Object.assign(counts, { asked: 0, settings: 0 });
        const begin = performance.now();
        await run(round);
        await turn();
        times.push(performance.now() - begin);
        maxAsked = Math.max(maxAsked, counts.asked);
        maxSettings = Math.max(maxSettings, counts.settings);
      }
      return { times, maxAsked, maxSettings };
    },
    async close() {
      for (const each of [badge, decorations, rowCountdown, timer]) {
        each.dispose();
      }
      await history.close();
    },
  };
}
