import type { Disposable } from 'vscode';
import type { Countdown } from '../countdown.ts';
import type { ShownTreeView } from '../display/window.ts';
import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import type { Attention } from './attention.ts';

interface BadgeOptions {
  /** Called again whenever something may have changed, so that others can read the result as often as they like. */
  readonly findAttention: () => Attention;
  readonly view: Pick<ShownTreeView<unknown>, 'badge'>;
  readonly countdown: Countdown;
  /** Called when time alone has changed what needs attention. */
  onChange(): void;
}

/** The number on the icon of the view. It changes with the history and, a few times a day, with the clock. */
export class Badge implements Disposable {
  readonly #options: BadgeOptions;
  readonly #registration: Disposable & { changed(): void };
  #attention: Attention;

  constructor(options: BadgeOptions) {
    this.#options = options;
    this.#attention = options.findAttention();
    this.#show();
    this.#registration = options.countdown.add({
      nextChange: () => this.#attention.nextChange,
      refresh: () => {
        const before = idsOf(this.#attention);
        this.#count();
        if (idsOf(this.#attention) !== before) {
          options.onChange();
        }
      },
    });
  }

  /** What it counts. */
  get attention(): Attention {
    return this.#attention;
  }

  /** To be called when the history, a setting or what workflows use has changed. */
  refresh(): void {
    this.#count();
    this.#registration.changed();
  }

  #count(): void {
    this.#attention = this.#options.findAttention();
    this.#show();
  }

  #show(): void {
    const { view } = this.#options;
    const { expiring, expired } = this.#attention;
    const tooltip = formatList([
      ...(expired > 0 ? [l10n.t('{0} expired', formatNumber(expired))] : []),
      ...(expiring > 0 ? [l10n.t('{0} expiring', formatNumber(expiring))] : []),
    ]);
    const badge = expiring + expired > 0 ? { value: expiring + expired, tooltip } : undefined;
    if (badge?.tooltip !== view.badge?.tooltip) {
      view.badge = badge;
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function idsOf({ records }: Attention): string {
  return records.map(({ id }) => id).join();
}
