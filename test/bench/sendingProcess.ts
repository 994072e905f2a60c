import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type SenderName, senders } from './senders/senders.ts';

/** What one upload took. */
export interface Sent {
  readonly milliseconds: number;
  /** Peak growth of the process's memory (RSS) in bytes. */
  readonly memory: number;
  /** Longest time the event loop was held up, in milliseconds. */
  readonly stall: number;
  readonly cpuSeconds: number;
}

/** Uploads one file after a small one, which has paid for loading and compiling, and prints what it took. */
const [name = 'comfy', origin = '', smallFile = '', file = ''] = process.argv.slice(2);
const sender = await (await senders[name as SenderName]())(origin);
await sender.send(smallFile);
await new Promise((resolve) => setTimeout(resolve, 50));
(globalThis as { gc?: () => void }).gc?.();

const delay = monitorEventLoopDelay({ resolution: 1 });
const memoryBefore = resetPeak();
const cpuBefore = process.cpuUsage();
delay.enable();
const start = performance.now();
await sender.send(file);
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
const memory = Math.max(0, peak() - memoryBefore);
// A stall is written down when the loop goes round again.
await new Promise((resolve) => setTimeout(resolve, 10));
delay.disable();
await sender.close?.();
const sent: Sent = { milliseconds, memory, stall: delay.max / 1e6, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(JSON.stringify(sent));

/** Lets the highest memory of the process count anew, where the system can do that. @returns bytes in use now */
function resetPeak(): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere the peak of loading counts too, and growth below it stays unseen.
  }
  return process.memoryUsage.rss();
}

function peak(): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
