/**
 * A window of its own for tests: opens the history in a folder and does one thing, telling on stdout what is done.
 * node historyChild.ts write <folder> <first> <count> | read <folder> <expected> | add <folder>
 */
import process from 'node:process';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import { sampleRecord, surroundings } from './sampleRecords.ts';

const [what, folder = '', ...numbers] = process.argv.slice(2);
const [first = 0, second = 0] = numbers.map(Number);
const around = surroundings();
const history = openHistory(folder, around);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

switch (what) {
  case 'write':
    for (let number = first; number < first + second; number++) {
      history.add(sampleRecord(number));
      say(`done ${number}`);
      // Other work gets its turn, as it does in an extension host.
      if (number % 20 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    say(`problem ${JSON.stringify(history.problem ?? null)}`);
    history.close();
    break;
  case 'read': {
    // Only told of changes: nothing is asked between them.
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
  case 'add':
    say(`before ${history.count()}`);
    history.add(sampleRecord(999_999));
    say(`after ${history.count()}`);
    say(`problem ${JSON.stringify(history.problem ?? null)}`);
    say(`warnings ${around.log.lines.length}`);
    history.close();
    break;
  default:
    throw new Error(`Nothing is called ${String(what)}`);
}
