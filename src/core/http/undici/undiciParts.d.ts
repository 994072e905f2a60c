/** The modules of undici that `undici.ts` imports one by one; undici declares types for its index only. */

declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  // biome-ignore lint/style/noDefaultExport: what a CommonJS module exports is imported as its default.
  export default Client;
}

declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  // biome-ignore lint/style/noDefaultExport: as above
  export default buildConnector;
}

declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici';

  /** The index makes these functions methods of every dispatcher. */
  const api: {
    request(this: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
    connect(this: Dispatcher, options: Omit<Dispatcher.ConnectOptions, 'origin'>): Promise<Dispatcher.ConnectData>;
  };
  // biome-ignore lint/style/noDefaultExport: as above
  export default api;
}
