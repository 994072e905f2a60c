/** Where the core writes what a person may want to read later. English, no secrets, no URL queries. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
