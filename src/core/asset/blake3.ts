import hashWasm from 'hash-wasm/dist/blake3.umd.min.js';

export interface Blake3 {
  update(bytes: Uint8Array): unknown;
  /** Lower-case hexadecimal. */
  digest(): string;
}

/** Starts a BLAKE3 hash. Node has none; this one is WebAssembly, so import this file only where it is needed. */
export async function createBlake3(): Promise<Blake3> {
  const hash = await hashWasm.createBLAKE3();
  return hash.init();
}
