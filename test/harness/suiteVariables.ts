/** Environment variables from the harness for the suites in the extension host. */

/** Ports for the fake servers to listen on, as JSON by provider; the endpoint settings point to them. */
export const fakePortsVariable = 'WORKFLOW_ASSETS_FAKE_PORTS';

/** Port on 127.0.0.1 that receives the output of the suites. */
export const reportPortVariable = 'WORKFLOW_ASSETS_REPORT_PORT';

/** Mocha's --grep. */
export const grepVariable = 'WORKFLOW_ASSETS_GREP';

/** `true` where the report goes to a terminal. */
export const colorsVariable = 'WORKFLOW_ASSETS_COLORS';
