import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startFakeProvider } from '../fakes/startFakeProvider.ts';
import { hasCurl, sendWithCurl } from './curl.ts';
import { atLeast, atMost, type Figure } from './figures.ts';
import { inTurn, sendInChild } from './inTurn.ts';
import { writeSample } from './sampleFile.ts';
import type { SenderName } from './senders/senders.ts';
import type { Sent } from './sendingProcess.ts';
import { startReceiver } from './startReceiver.ts';

type Name = Exclude<SenderName, `comfyApi${string}` | 'comfySdk'> | 'curl';
type Medians = ReadonlyMap<Name, Sent>;

export interface TransferOptions {
  /** Of each upload; the median counts. */
  readonly runs: number;
  /** Sizes in MB (10^6 bytes). */
  readonly sizes: readonly number[];
  /** For a size only those are measured at that stream what they send: others would need several times its memory. */
  readonly largest: number | undefined;
  readonly folder: string;
}

const megabyte = 1e6;
/** The size the budgets are stated for. */
const budgetSize = 200;

const labels: Readonly<Record<Name, string>> = {
  comfy: 'ours, ComfyUI form',
  comfyTransfer: 'ours, ComfyUI form, without hash and record',
  comfyTransferNode: 'the same over node:http',
  curl: 'curl -F',
  fetchWithForm: 'fetch + FormData + readFile',
  hashOnly: 'SHA-256 of the file by itself',
  runway: 'ours, Runway',
  runwaySdk: '@runwayml/sdk',
  runware: 'ours, Runware',
  s3: 'ours, S3',
  awsPut: '@aws-sdk/client-s3, one PUT',
  awsUpload: '@aws-sdk/lib-storage, in parts',
  runwareScheme: 'readFile + base64 + JSON.stringify + fetch',
};
const own: readonly Name[] = ['comfy', 'comfyTransfer', 'comfyTransferNode', 'runway', 'runware', 's3'];

/** Uploads of files of several sizes, ours and others' in turn, each in a process of its own. */
export async function measureTransfers({ runs, sizes, largest, folder }: TransferOptions): Promise<readonly Figure[]> {
  const withCurl = await hasCurl();
  const receiver = await startReceiver();
  const small = await writeSample(join(folder, 'small.png'), 50_000);
  const figures: Figure[] = [];
  for (const size of [...sizes, ...(largest === undefined ? [] : [largest])]) {
    const file = await writeSample(join(folder, `${size}.png`), size * megabyte);
    const names = (
      size === largest
        ? ['comfy', 'comfyTransfer', 'comfyTransferNode', 'curl', 's3', 'awsPut', 'awsUpload']
        : Object.keys(labels)
    ) as Name[];
    const medians = await inTurn(
      names.filter((name) => name !== 'curl' || withCurl),
      size === largest ? Math.min(runs, 3) : runs,
      (name) =>
        name === 'curl' ? sendWithCurl(receiver.origin, file) : sendInChild(name, receiver.origin, small, file),
    );
    figures.push(...figuresOf(size, medians));
    if (size === budgetSize) {
      figures.push(await receiverFigure(medians, small, file));
    }
    await rm(file);
  }
  receiver.stop();
  return figures;
}

function figuresOf(size: number, medians: Medians): readonly Figure[] {
  const group = size >= 1000 ? `Upload of ${size / 1000} GB` : `Upload of ${size} MB`;
  const isBudgeted = size >= budgetSize;
  const time = (...names: readonly Name[]): number =>
    names.reduce((sum, name) => sum + (medians.get(name)?.milliseconds ?? Number.NaN), 0);
  const ratio = (what: string, value: number, least?: number): readonly Figure[] =>
    Number.isNaN(value)
      ? []
      : [{ group, what, value, unit: '×', ...(isBudgeted && least !== undefined && { budget: atLeast(least) }) }];
  return [
    ...[...medians].map(([name, { milliseconds }]): Figure => {
      return { group, what: `throughput, ${labels[name]}`, value: (size * 1000) / milliseconds, unit: 'MB/s' };
    }),
    ...ratio('ours without hash and record / curl -F: the same work', time('curl') / time('comfyTransfer'), 0.95),
    ...ratio('ours over node:http, without hash and record / curl -F', time('curl') / time('comfyTransferNode'), 0.95),
    ...ratio('ours over node:http / ours over undici', time('comfyTransfer') / time('comfyTransferNode')),
    ...ratio('ours / curl -F: ours hashes and records too', time('curl') / time('comfy')),
    ...ratio('ours / curl -F and SHA-256 one after the other', time('curl', 'hashOnly') / time('comfy'), 1.2),
    ...ratio('ours / fetch + FormData + readFile', time('fetchWithForm') / time('comfy')),
    ...ratio('ours / @runwayml/sdk', time('runwaySdk') / time('runway'), 3),
    ...ratio('ours / readFile + base64 + JSON.stringify + fetch', time('runwareScheme') / time('runware'), 3),
    ...ratio('ours / @aws-sdk/client-s3', time('awsPut') / time('s3')),
    ...ratio('ours / @aws-sdk/lib-storage', time('awsUpload') / time('s3')),
    ...perSender('memory', group, medians, ({ memory }) => memory / megabyte, 'MB', 16),
    ...perSender('stall', group, medians, ({ stall }) => stall, 'ms', 16),
    ...perSender('processor', group, medians, ({ cpuSeconds }) => cpuSeconds, 's'),
  ];
}

function perSender(
  what: string,
  group: string,
  medians: Medians,
  of: (sent: Sent) => number,
  unit: string,
  most?: number,
): readonly Figure[] {
  return [...medians]
    .filter(([name]) => name !== 'hashOnly' && (what !== 'stall' || name !== 'curl'))
    .map(([name, sent]) => ({
      group,
      what: `${what}, ${labels[name]}`,
      value: of(sent),
      unit,
      ...(most !== undefined && own.includes(name) && { budget: atMost(most) }),
    }));
}

/** How much of the time would be the receiver's, were it a fake server, which takes forms apart and hashes files. */
async function receiverFigure(medians: Medians, small: string, file: string): Promise<Figure> {
  const { url, close } = await startFakeProvider('comfyServer', { maxUploadBytes: 2 ** 40 });
  const sent = await sendInChild('comfyTransfer', url, small, file);
  await close();
  return {
    group: `Upload of ${budgetSize} MB`,
    what: 'time with a receiver that parses and hashes / with the one used here',
    value: sent.milliseconds / (medians.get('comfyTransfer')?.milliseconds ?? Number.NaN),
    unit: '×',
    note: 'why the receiver only counts: it would decide the result, and every client would look alike',
  };
}
