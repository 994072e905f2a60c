/** Can be called, constructed, extended and asked for any property; every answer is the same again. */
export function anything(): unknown {
  class Anything {}
  const proxy: unknown = new Proxy(Anything, {
    get: (target, name) => {
      if (name === 'prototype') {
        return target.prototype;
      }
      if (name === Symbol.toPrimitive) {
        return () => '';
      }
      // An empty list, and no promise: that one would never settle.
      return name === Symbol.iterator ? () => [].values() : name === 'then' ? undefined : proxy;
    },
    apply: () => proxy,
    construct: () => Object.create(proxy as object),
  });
  return proxy;
}
