/**
 * A window of version 0.1.0: the recorded code of that version over a storage folder.
 * node oldWindow.ts <storage folder>
 * Obeys lines on stdin, and reports on stdout what it did:
 * `add <record>`; `get <id>`; `list`; `send <file>` (a file as `LeasedFile`, with its content hash as text), which holds a lease
 * until `finish <record>`; `close`.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../src/core/clock.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { LeasedFile } from '../../../src/core/uploads/leases/transferLeases.ts';

interface OldHistory {
  readonly problem: unknown;
  add(record: UploadRecord): void;
  get(id: string): UploadRecord | undefined;
  count(): number;
  query(query: { readonly limit: number }): readonly UploadRecord[];
  onDidChange(listener: () => void): void;
  close(): void;
}
interface OldLeases {
  holding(file: LeasedFile, send: () => Promise<string>, signal: AbortSignal): Promise<string | OldLease>;
  close(): void;
}
interface OldLease {
  readonly over: (signal: AbortSignal) => Promise<void>;
}
interface OldCore {
  openHistory(folder: string, options: object): OldHistory;
  readonly TransferClaims: new (options: object) => OldLeases;
}

const core = createRequire(import.meta.url)('../../fixtures/profile-0.1.0/core-0.1.0.cjs') as OldCore;
const [folder = ''] = process.argv.slice(2);
const never = new AbortController().signal;
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const history = core.openHistory(folder, { log, clock: systemClock });
const leases = new core.TransferClaims({ folder, history, clock: systemClock, log });
let finish: (record: UploadRecord) => void = silent;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function send(text: string): Promise<void> {
  const { contentHash, ...file } = JSON.parse(text) as Omit<LeasedFile, 'contentHash'> & { contentHash: string };
  const outcome = await leases.holding(
    { ...file, contentHash: async () => contentHash },
    async () => {
      say('sending');
      const record = await new Promise<UploadRecord>((resolve) => {
        finish = resolve;
      });
      history.add(record);
      return record.id;
    },
    never,
  );
  if (typeof outcome !== 'string') {
    say('waits');
    await outcome.over(never);
  }
  say(`over, with ${history.count()} records`);
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const [command, rest] = [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)];
  switch (command) {
    case 'add':
      history.add(JSON.parse(rest) as UploadRecord);
      say('added');
      break;
    case 'get':
      say(`record ${JSON.stringify(history.get(rest) ?? null)}`);
      break;
    case 'list':
      say(`lists ${history.query({ limit: 1_000 }).length}`);
      break;
    case 'send':
      void send(rest);
      break;
    case 'finish':
      finish(JSON.parse(rest) as UploadRecord);
      break;
    case 'close':
      input.close();
  }
});
input.on('close', () => {
  leases.close();
  history.close();
  process.exit();
});
history.onDidChange(() => say(`sees ${history.count()}`));
say(`open, problem ${JSON.stringify(history.problem ?? null)}, ${history.count()} records`);
