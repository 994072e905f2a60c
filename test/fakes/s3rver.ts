import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A storage in a process of its own: s3rver doesn't run in the Node.js of every VS Code. */
export class S3rver {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(
    { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
    buckets: readonly string[],
  ): Promise<S3rver> {
    const root = projectFolder(import.meta.dirname);
    const child = fork(join(root, 'test/fakes/s3rverProcess.ts'), [accessKeyId, secretAccessKey, ...buckets], {
      execPath: nodeOf(root),
      execArgv: ['--no-deprecation'],
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ port }] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`s3rver has ended with ${code}`))),
    ]);
    // Neither its end nor that of a test run waits for the other.
    child.unref();
    child.channel?.unref();
    return new S3rver(child, port);
  }

  /** Removes all objects. */
  reset(): Promise<void> {
    return this.#ask({ reset: true });
  }

  remove(bucket: string, key: string): Promise<void> {
    return this.#ask({ remove: [bucket, key] });
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.disconnect();
    await ended;
  }

  async #ask(message: object): Promise<void> {
    this.#child.channel?.ref();
    const answer = once(this.#child, 'message');
    this.#child.send(message);
    await answer;
    this.#child.channel?.unref();
  }
}

/** Suites run from a bundle elsewhere in the project. */
function projectFolder(folder: string): string {
  return existsSync(join(folder, 'node_modules/@20minutes/s3rver')) ? folder : projectFolder(dirname(folder));
}

function nodeOf(root: string): string {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const isElectron = 'electron' in process.versions;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return major >= 24 && !isElectron ? process.execPath : join(root, 'node_modules/node/bin', name);
}
