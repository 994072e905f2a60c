import { DiagnosticSeverity, ThemeColor, ThemeIcon } from 'vscode';
import { type AssetState, type Severity, severityOf } from '../../core/history/assetState.ts';
import { l10n } from './l10n.ts';
import type { ShownText } from './shown.ts';

/** The word for a state; none for what needs no word. */
export function stateText(state: AssetState): ShownText | undefined {
  switch (state) {
    case 'valid':
      return undefined;
    case 'expiring':
      return l10n.t('expires soon');
    case 'expired':
      return l10n.t('expired');
    case 'changed':
      return l10n.t('changed');
    case 'missing':
      return l10n.t('missing');
    case 'renewed':
      return l10n.t('renewed');
    case 'unknown':
      return l10n.t('unknown');
  }
}

const icons: Readonly<Record<Exclude<AssetState, 'valid'>, string>> = {
  expiring: 'watch',
  expired: 'warning',
  changed: 'diff-modified',
  missing: 'circle-slash',
  renewed: 'pass',
  unknown: 'question',
};

/** The icon of a state; none for what is valid, whose place is free for a thumbnail or the icon of its media kind. */
export function stateIcon(state: AssetState): ThemeIcon | undefined {
  return state === 'valid' ? undefined : new ThemeIcon(icons[state], stateColor(state));
}

const colors: Readonly<Record<Severity, string>> = {
  none: 'descriptionForeground',
  information: 'problemsInfoIcon.foreground',
  warning: 'problemsWarningIcon.foreground',
};

/** The theme's colour for how much attention a state asks for. */
export function stateColor(state: AssetState): ThemeColor {
  return new ThemeColor(colors[severityOf(state)]);
}

/** The same scale in the Problems view; nothing is reported there about what needs no attention. */
export function stateSeverity(state: AssetState): DiagnosticSeverity | undefined {
  switch (severityOf(state)) {
    case 'none':
      return undefined;
    case 'information':
      return DiagnosticSeverity.Information;
    case 'warning':
      return DiagnosticSeverity.Warning;
  }
}
