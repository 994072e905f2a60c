import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mp4 } from '../unit/uploads/mediaSamples.ts';
import { atLeast, atMost, type Figure } from './figures.ts';
import { inTurn, sendInChild } from './inTurn.ts';
import { writeSample } from './sampleFile.ts';
import type { SenderName } from './senders/senders.ts';
import type { Sent } from './sendingProcess.ts';
import { startReceiver } from './startReceiver.ts';

export interface AssetOptions {
  /** Of each upload; the median counts. */
  readonly runs: number;
  /** Sizes in MB (10^6 bytes). */
  readonly sizes: readonly number[];
  readonly folder: string;
}

/** One of two clients, with content that the receiver knows or doesn't. */
interface Case {
  readonly sender: SenderName;
  readonly isKnown: boolean;
}

const megabyte = 1e6;
/** The size the budgets are stated for: 200 MB as nearly as a form of 200,000,000 bytes allows. */
const budgetSize = 199;

const cases: readonly Case[] = [false, true].flatMap((isKnown) => [
  { sender: isKnown ? 'comfyApiKnown' : 'comfyApi', isKnown },
  { sender: 'comfySdk', isKnown },
]);

/** First and repeated uploads to Comfy API v2, ours and those of its official SDK in turn, each in a process of its own. */
export async function measureAssets({ runs, sizes, folder }: AssetOptions): Promise<readonly Figure[]> {
  const receiver = await startReceiver();
  const small = await writeSample(join(folder, 'small.mp4'), 50_000, mp4(64));
  const figures: Figure[] = [];
  for (const size of sizes) {
    // A PNG may have at most 50 MiB.
    const file = await writeSample(join(folder, `${size}.mp4`), size * megabyte, mp4(64));
    const medians = await inTurn(cases, runs, ({ sender, isKnown }) =>
      sendInChild(sender, isKnown ? `${receiver.origin}/known` : receiver.origin, small, file),
    );
    for (const isKnown of [false, true]) {
      const ofCase = new Map([...medians].filter(([each]) => each.isKnown === isKnown));
      figures.push(
        ...figuresOf(`${isKnown ? 'Repeated' : 'First'} upload of ${size} MB to Comfy API v2`, ofCase, size),
      );
    }
    await rm(file);
  }
  receiver.stop();
  return figures;
}

function figuresOf(group: string, medians: ReadonlyMap<Case, Sent>, size: number): readonly Figure[] {
  const isBudgeted = size >= budgetSize;
  const [ours, sdk] = [...medians.values()];
  const ratio = (sdk?.milliseconds ?? Number.NaN) / (ours?.milliseconds ?? Number.NaN);
  const label = ({ sender }: Case): string => (sender === 'comfySdk' ? '@comfyorg/sdk' : 'ours');
  const each = (what: string, unit: string, of: (sent: Sent) => number, most?: number): readonly Figure[] =>
    [...medians].map(([one, sent]) => ({
      group,
      what: `${what}, ${label(one)}`,
      value: of(sent),
      unit,
      ...(isBudgeted && most !== undefined && one.sender !== 'comfySdk' && { budget: atMost(most) }),
    }));
  return [
    ...each('throughput', 'MB/s', ({ milliseconds }) => (size * 1000) / milliseconds),
    { group, what: 'ours / @comfyorg/sdk', value: ratio, unit: '×', ...(isBudgeted && { budget: atLeast(1.2) }) },
    ...each('memory', 'MB', ({ memory }) => memory / megabyte, 16),
    ...each('stall', 'ms', ({ stall }) => stall, 16),
    ...each('processor', 's', ({ cpuSeconds }) => cpuSeconds),
  ];
}
