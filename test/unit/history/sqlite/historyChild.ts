/**
 * Another window: opens the history in a folder, does one thing, and reports on stdout what it has done.
 * node historyChild.ts write <folder> <first> <count> | read <folder> <expected> | add <folder>
 * | open (a folder a line on stdin)
 */
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { sampleRecord, testOptions } from '../sampleRecords.ts';

const [what, folder = '', ...numbers] = process.argv.slice(2);
const [first = 0, second = 0] = numbers.map(Number);
const options = testOptions();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes that had to wait for another process are in a file of this one until they have been made. */
async function everythingIsSaved(): Promise<void> {
  while (readdirSync(folder).some((name) => name.startsWith(`unsaved-uploads-${process.pid}-`))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

switch (what) {
  case 'write': {
    const history = await openHistory(folder, options);
    for (let number = first; number < first + second; number++) {
      history.add(sampleRecord(number));
      say(`done ${number}`);
      // Lets timers run, as an extension host does.
      if (number % 20 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await everythingIsSaved();
    say(`problem ${JSON.stringify(history.problem ?? null)}`);
    history.close();
    break;
  }
  case 'read': {
    const history = await openHistory(folder, options);
    // It queries only when it is notified.
    const keepAlive = setInterval(() => undefined, 60_000);
    history.onDidChange(() => {
      const seen = history.count();
      say(`seen ${seen}`);
      if (seen >= first) {
        clearInterval(keepAlive);
        history.close();
      }
    });
    say('listening');
    break;
  }
  case 'add': {
    const history = await openHistory(folder, options);
    say(`before ${history.count()}`);
    history.add(sampleRecord(999_999));
    say(`after ${history.count()}`);
    say(`problem ${JSON.stringify(history.problem ?? null)}`);
    say(`warnings ${options.log.lines.length}`);
    history.close();
    break;
  }
  case 'open':
    createInterface({ input: process.stdin }).on('line', async (line) => {
      const history = await openHistory(line, options);
      say(`${line} ${history.problem?.reason ?? 'is open'}`);
      history.close();
    });
    say('listening');
    break;
  default:
    throw new Error(`Nothing is called ${String(what)}`);
}
