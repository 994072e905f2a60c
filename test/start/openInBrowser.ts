import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Opens an address in the default browser; prints a hint where there is none, as on a server without a screen. */
export async function openInBrowser(address: string): Promise<void> {
  const [command, ...args] = opener(address);
  if (command === undefined || !(await starts(command, args))) {
    console.log(`No browser could be opened: open the address above yourself.\n`);
  }
}

function opener(address: string): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['open', address];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', address];
    default: {
      const hasScreen = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.env.WSL_DISTRO_NAME);
      return hasScreen ? ['xdg-open', address] : [];
    }
  }
}

async function starts(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.unref();
  try {
    await once(child, 'spawn');
    // xdg-open exits at once with a code where it finds no browser; otherwise it exits with 0 or keeps running.
    const code = await Promise.race([
      once(child, 'exit').then(([exitCode]) => exitCode as number | null),
      new Promise<0>((resolve) => setTimeout(resolve, 1_500, 0)),
    ]);
    return code === 0;
  } catch {
    return false;
  }
}
