/** Sizes in bytes and times in milliseconds. */
export const megabyte = 1_000_000;
export const mebibyte = 1_048_576;
export const gigabyte = 1000 * megabyte;
export const gibibyte = 1024 * mebibyte;
export const hour = 3_600_000;
export const day = 24 * hour;
