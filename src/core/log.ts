/** The core's log. Messages are English and contain no secrets and no URL queries. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
