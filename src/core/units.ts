/** Sizes in bytes and times in milliseconds. */
export const megabyte = 1_000_000;
export const mebibyte = 1_048_576;
export const hour = 3_600_000;
export const day = 24 * hour;
