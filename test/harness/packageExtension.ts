import { npm } from './npm.ts';
import { root } from './paths.ts';

/** Builds the extension and packages it as it is published, into workflow-assets.vsix. */
export async function packageExtension(): Promise<void> {
  console.log('Packaging the extension.');
  await npm(root, 'run', '--silent', 'package');
}

/** Builds the extension into dist/, for suites that load it from its folder. */
export async function buildExtension(): Promise<void> {
  await npm(root, 'run', '--silent', 'build');
}
