/** The one module of hash-wasm that `blake3.ts` imports; hash-wasm declares types for its index only, which holds every hash. */

declare module 'hash-wasm/dist/blake3.umd.min.js' {
  import type { createBLAKE3 } from 'hash-wasm';

  const hashWasm: { readonly createBLAKE3: typeof createBLAKE3 };
  // biome-ignore lint/style/noDefaultExport: what a CommonJS module exports is imported as its default.
  export default hashWasm;
}
