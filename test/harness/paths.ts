import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Downloads for the tests: VS Code servers, a browser. Ignored by git, safe to delete at any time. */
export const cacheFolder = join(root, '.vscode-test');

/** Output of test runs: bundles, screenshots, logs of failures. */
export const outFolder = join(root, 'out');

export const vsixFile = join(root, 'workflow-assets.vsix');

export const extensionId = 'workflow-assets.workflow-assets';

/** What `npm start` opens a copy of; suites and UI tests see the same files. */
export const sampleWorkspace = join(root, 'test', 'start', 'workspace');
