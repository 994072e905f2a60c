import type { Audience } from '../../core/providers/reference.ts';
import type { Recipient } from '../../core/uploads/permission/consent.ts';
import { formatDuration } from './figures.ts';
import { l10n } from './l10n.ts';
import { type ShownText, shown } from './shown.ts';

/** Where the file goes, how long it stays, and who can see it there. */
export function recipientFacts(recipient: Recipient): readonly ShownText[] {
  return [
    l10n.t('It goes to {0} ({1}).', shown(recipient.label), hostOf(recipient)),
    lifetimeSentence(recipient),
    audienceSentence(recipient.audience),
  ];
}

/** The computer it goes to, as people know it. */
export function hostOf({ endpoint }: Recipient): ShownText {
  return shown(new URL(endpoint).host);
}

function lifetimeSentence({ audience, lifetime }: Recipient): ShownText {
  if (audience === 'anyoneWithSignedLink' && lifetime.type === 'fixed') {
    return l10n.t(
      'It is kept there until it is deleted; its link works for {0}.',
      formatDuration(lifetime.milliseconds),
    );
  }
  switch (lifetime.type) {
    case 'kept':
      return l10n.t('It is kept there until it is deleted.');
    case 'fixed':
      return l10n.t('It is kept there for {0}.', formatDuration(lifetime.milliseconds));
    case 'sliding':
      return l10n.t('It is kept there for {0} after its last use.', formatDuration(lifetime.milliseconds));
    case 'stated':
      return l10n.t('How long it is kept there is only known once it has been uploaded.');
    case 'undocumented':
      return l10n.t("How long it is kept there isn't documented.");
  }
}

function audienceSentence(audience: Audience): ShownText {
  switch (audience) {
    case 'account':
      return l10n.t('Only your account can open it.');
    case 'anyoneWithLink':
      return l10n.t('Anyone who has the link can open it.');
    case 'anyoneWithSignedLink':
      return l10n.t(
        'Its link is signed: anyone who has the link, or a document that contains it, can open the file until the link ends.',
      );
    case 'anyoneReachingServer':
      return l10n.t('Anyone who can connect to this server can open it.');
    case 'undocumented':
      return l10n.t("The provider doesn't document who else can open it.");
  }
}
