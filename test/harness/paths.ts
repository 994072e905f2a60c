import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What was downloaded for tests: VS Code servers, a browser. Ignored by git, safe to delete at any time. */
export const cacheFolder = join(root, '.vscode-test');

/** What a test run makes: bundles, screenshots, logs of what failed. */
export const outFolder = join(root, 'out');

export const vsixFile = join(root, 'workflow-assets.vsix');

export const extensionId = 'workflow-assets.workflow-assets';

/** What `npm start` opens a copy of; suites and UI tests see the same files. */
export const sampleWorkspace = join(root, 'test', 'start', 'workspace');
