import type { Dispatcher } from 'undici';
import api from 'undici/lib/api/index.js';
import buildConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';

/**
 * The parts of undici in use. Its index must not be imported except for types: where no global dispatcher is set, it
 * installs its own, and the `fetch` of every other extension in the window would go through our copy.
 */
export { buildConnector, Client };

/** Sends one request over a connection. */
export function sendOver(client: Client, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
  return api.request.call(client, options);
}

/** Asks a proxy for a tunnel with CONNECT. */
export function connectThrough(
  client: Client,
  options: Omit<Dispatcher.ConnectOptions, 'origin'>,
): Promise<Dispatcher.ConnectData> {
  return api.connect.call(client, options);
}
