/** `npm run test:ui -- [--vscode <version>] [--grep <pattern>] [part of a file name …]` */
import { secondTrySentence, sentence } from './counts.ts';
import { runCommand, testOptions } from './options.ts';
import { endOnSignals } from './processes.ts';
import { runUi } from './ui.ts';

endOnSignals();
await runCommand(async () => {
  const counts = await runUi(testOptions(process.argv.slice(2)));
  const unsteady = secondTrySentence(counts);
  if (unsteady !== undefined) {
    console.log(unsteady);
  }
  console.log(sentence(counts));
  return counts.failed === 0 ? 0 : 1;
});
