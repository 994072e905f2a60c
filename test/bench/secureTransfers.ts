import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCurl, sendWithCurl } from './curl.ts';
import { atLeast, atMost, type Figure } from './figures.ts';
import { inTurn, sendInChild } from './inTurn.ts';
import { writeSample } from './sampleFile.ts';
import { startReceiver } from './startReceiver.ts';

const megabyte = 1e6;
/** The size the budgets are stated for. */
const budgetSize = 200;

/**
 * Uploads over TLS, as every provider but a local ComfyUI gets them: by node:https, which VS Code's settings apply to, beside
 * curl. Outside VS Code, so without a proxy in between.
 * @param options.sizes in MB (10^6 bytes)
 */
export async function measureSecureTransfers(options: {
  readonly folder: string;
  /** Of each upload; the median counts. */
  readonly runs: number;
  readonly sizes: readonly number[];
}): Promise<readonly Figure[]> {
  const { folder, runs, sizes } = options;
  if (!(await hasCurl())) {
    return [];
  }
  const receiver = await startReceiver({ isSecure: true });
  const small = await writeSample(join(folder, 'small.png'), 50_000);
  const figures: Figure[] = [];
  for (const size of sizes) {
    const file = await writeSample(join(folder, `secure-${size}.png`), size * megabyte);
    const medians = await inTurn(['comfyTransferNode', 'curl'] as const, runs, (name) =>
      name === 'curl' ? sendWithCurl(receiver.origin, file) : sendInChild(name, receiver.origin, small, file),
    );
    await rm(file);
    const [ours, curl] = [medians.get('comfyTransferNode'), medians.get('curl')];
    if (ours !== undefined && curl !== undefined) {
      const group = `Upload of ${size} MB over TLS`;
      const isBudgeted = size === budgetSize;
      const figure = (what: string, value: number, unit: string): Figure => ({ group, what, value, unit });
      figures.push(
        figure('throughput, ours over node:https', (size * 1000) / ours.milliseconds, 'MB/s'),
        figure('throughput, curl -F', (size * 1000) / curl.milliseconds, 'MB/s'),
        {
          ...figure('ours over node:https / curl -F', curl.milliseconds / ours.milliseconds, '×'),
          ...(isBudgeted && { budget: atLeast(0.95) }),
        },
        { ...figure('memory, ours', ours.memory / megabyte, 'MB'), budget: atMost(16) },
        { ...figure('stall, ours', ours.stall, 'ms'), budget: atMost(16) },
      );
    }
  }
  receiver.stop();
  return figures;
}
