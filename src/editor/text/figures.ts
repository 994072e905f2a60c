import { l10n } from 'vscode';
import type { PixelSize } from '../../core/asset/asset.ts';
import { countdown } from '../../core/history/lifetime.ts';

const units = ['KB', 'MB', 'GB', 'TB'];

/** A size in decimal units as file managers show it: `812 bytes`, `4.2 KB`, `31 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) {
    return l10n.t('{0} bytes', bytes);
  }
  let value = bytes;
  let unit = '';
  for (const next of units) {
    value /= 1000;
    unit = next;
    if (value < 999.5) {
      break;
    }
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A length of time in at most two units: `12 d 4 h`, `3 h 12 m`, `8 m`. Changes exactly when `nextChange` says so. */
export function formatDuration(milliseconds: number): string {
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

export function formatPixels(size: PixelSize): string {
  return l10n.t('{0} × {1} px', size.width, size.height);
}
