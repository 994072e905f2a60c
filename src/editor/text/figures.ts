import { env } from 'vscode';
import type { PixelSize } from '../../core/asset/asset.ts';
import { countdown } from '../../core/history/lifetime.ts';
import { gibibyte, mebibyte } from '../../core/units.ts';
import { l10n } from './l10n.ts';
import { type ShownText, shown } from './shown.ts';

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number with the separators of VS Code's language: `12,345`. */
export function formatNumber(value: number): ShownText {
  return shown(new Intl.NumberFormat(env.language).format(value));
}

/** A size in decimal units, as file managers show it: `812 bytes`, `4.2 kB`, `31 MB`. */
export function formatBytes(bytes: number): ShownText {
  if (bytes < 1000) {
    return exactBytes(bytes);
  }
  let value = bytes;
  let unit: (typeof units)[number] = 'kilobyte';
  for (unit of units) {
    value /= 1000;
    if (value < 999.5) {
      break;
    }
  }
  return formatUnit(value, unit, value < 9.95 ? 1 : 0);
}

/** A size that isn't rounded: `199,980,001 bytes`. */
export function exactBytes(bytes: number): ShownText {
  return formatUnit(bytes, 'byte', 0);
}

/**
 * A size limit in the words of whoever set it. Providers write "30 MB" and may mean 30 · 2^20 bytes: that is still shown
 * as `30 MB` and not as `31 MB`, which nobody would find in their documentation.
 */
export function formatLimit(bytes: number): ShownText {
  if (bytes > 0 && bytes % gibibyte === 0) {
    return formatUnit(bytes / gibibyte, 'gigabyte', 0);
  }
  return bytes > 0 && bytes % mebibyte === 0 ? formatUnit(bytes / mebibyte, 'megabyte', 0) : formatBytes(bytes);
}

function formatUnit(value: number, unit: (typeof units)[number] | 'byte', maximumFractionDigits: number): ShownText {
  // Only the long form of "byte" has a plural.
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  const format = new Intl.NumberFormat(env.language, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
  return shown(format.format(value));
}

/** A length of time in at most two units: `12 d 4 h`, `3 h 12 m`, `8 m`. Changes exactly when `nextChange` says so. */
export function formatDuration(milliseconds: number): ShownText {
  const left = countdown(milliseconds);
  switch (left.unit) {
    case 'days':
      return left.hours > 0 ? l10n.t('{0} d {1} h', left.days, left.hours) : l10n.t('{0} d', left.days);
    case 'hours':
      return left.minutes > 0 ? l10n.t('{0} h {1} m', left.hours, left.minutes) : l10n.t('{0} h', left.hours);
    case 'minutes':
      return l10n.t('{0} m', left.minutes);
    case 'underAMinute':
    case 'over':
      return l10n.t('under a minute');
  }
}

export function formatPixels({ width, height }: PixelSize): ShownText {
  return l10n.t('{0} × {1} px', width, height);
}
