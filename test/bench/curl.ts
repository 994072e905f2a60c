import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Sent } from './sendingProcess.ts';

export function hasCurl(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('curl', ['--version'], (error) => resolve(error === null));
  });
}

/**
 * `curl -F` with the form that ComfyUI takes. Its own clock is read, which begins after its start and ends with the
 * answer. Processor time is that of the whole process, its event loop nobody's.
 */
export async function sendWithCurl(origin: string, file: string): Promise<Sent> {
  // `time` is part of the shell: whoever is measured here must not be measured by whoever is compared with it.
  const script = `TIMEFORMAT='%U %S'; time curl --insecure --silent --show-error --fail --output /dev/null \
    --write-out '%{time_total} ' -F "image=@$1;type=image/png" -F type=input "$2/upload/image"`;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = execFile('bash', ['-c', script, 'bash', file, origin], (error, stdout, stderr) => {
      clearInterval(watching);
      const [user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
      if (error !== null || Number.isNaN(user)) {
        reject(new Error(`curl after ${performance.now() - start} ms: ${stderr}`));
        return;
      }
      resolve({ milliseconds: Number(stdout) * 1000, memory: highest, stall: 0, cpuSeconds: user + system });
    });
    let highest = 0;
    const watching = setInterval(() => {
      highest = Math.max(highest, memoryOfChild(child.pid));
    }, 2);
  });
}

/** Peak memory of the one process that a shell has started, in bytes; 0 where the system does not say. */
function memoryOfChild(shell: number | undefined): number {
  try {
    const [child] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').split(' ');
    const status = child === undefined || child === '' ? '' : readFileSync(`/proc/${child}/status`, 'utf8');
    return /^Name:\s*curl$/m.test(status) ? Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024 : 0;
  } catch {
    return 0;
  }
}
