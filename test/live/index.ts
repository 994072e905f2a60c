import { createHttpClient } from '../../src/core/http/createHttpClient.ts';
import { silentLog } from './checkProvider.ts';
import { reportOf } from './report.ts';
import { runLiveChecks } from './runLiveChecks.ts';

/**
 * Compares what is documented about the providers with what they do: one small upload each, for a maintainer with keys in the
 * environment (`RUNNINGHUB_API_KEY`, `RUNWARE_API_KEY`, `RUNWAYML_API_SECRET`, `COMFY_API_KEY`, `COMFYUI_URL`).
 * Outside VS Code, Node.js reads `HTTPS_PROXY` only where `NODE_USE_ENV_PROXY=1` is set too.
 */
const client = createHttpClient({
  settings: () => ({
    strictSSL: true,
    systemCertificates: true,
    extraCertificates: process.env.NODE_EXTRA_CA_CERTS,
  }),
  log: silentLog,
});
try {
  const outcomes = await runLiveChecks(process.env, client);
  console.log(reportOf(outcomes));
  const hasFailed = outcomes.some(({ type }) => type === 'failed');
  process.exitCode = hasFailed || outcomes.every(({ type }) => type === 'skipped') ? 1 : 0;
} finally {
  await client.close();
}
