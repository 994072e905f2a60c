/** What VS Code's stack doesn't apply to an extension's requests by itself, from the `http.*` settings and the environment. */
export interface NetworkSettings {
  /** `http.proxyStrictSSL`: whether certificates must be valid. */
  readonly strictSSL: boolean;
  /** `http.systemCertificates`: whether certificates of the operating system are trusted too. */
  readonly systemCertificates: boolean;
  /** `http.proxy`, `http.noProxy` and `http.proxySupport` as one text: when it changes, VS Code may choose another proxy. */
  readonly proxyRules?: string;
  /** `http.proxyAuthorization`: the whole value of the header `Proxy-Authorization`. */
  readonly proxyAuthorization?: string;
  /** `NODE_EXTRA_CA_CERTS` of the environment: path of a file with further authorities. */
  readonly extraCertificates?: string;
}
