/** `npm run test:vscode -- [--vscode <version>] [--grep <pattern>] [part of a file name …]` */
import { sentence } from './counts.ts';
import { runCommand, testOptions } from './options.ts';
import { endOnSignals } from './processes.ts';
import { runSuites } from './suites.ts';

endOnSignals();
await runCommand(async () => {
  const counts = await runSuites(testOptions(process.argv.slice(2)));
  console.log(sentence(counts));
  return counts.failed === 0 ? 0 : 1;
});
