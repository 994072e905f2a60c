import type { ConnectionOption } from '../../core/providers/connectionOption.ts';
import { formatDuration } from './figures.ts';
import { l10n } from './l10n.ts';
import { type ShownText, shown } from './shown.ts';

/** Characters of a description: more would fill the window. */
const maxDescription = 500;

/** How a question for an option of a connection reads. */
interface OptionText {
  readonly name: ShownText;
  /** What it is for. */
  readonly purpose: ShownText;
  /** How to write it. */
  readonly format: ShownText;
}

/** An option in the display language, where that is known; else as its provider describes it. */
export function optionQuestion({ name, description, format }: ConnectionOption): OptionText {
  return known(name) ?? { name: shown(name), purpose: plain(description), format: plain(format) };
}

function known(name: string): OptionText | undefined {
  switch (name) {
    case 'region':
      return {
        name: l10n.t('Region'),
        purpose: l10n.t("The bucket's region, which is part of every signature."),
        format: l10n.t('Enter the region as your service names it, such as eu-central-1.'),
      };
    case 'bucket':
      return {
        name: l10n.t('Bucket'),
        purpose: l10n.t('The bucket that files go to. It must exist.'),
        format: l10n.t("Enter only the bucket's name: 3 to 63 letters, digits, dots, hyphens and underscores."),
      };
    case 'prefix':
      return {
        name: l10n.t('Prefix'),
        purpose: l10n.t('What the keys of objects start with, like a folder; / for the top of the bucket.'),
        format: l10n.t('Enter it like a folder, without . or .., such as workflow-assets/inputs.'),
      };
    case 'links':
      return {
        name: l10n.t('Links'),
        purpose: l10n.t('What kind of link an upload gives.'),
        format: l10n.t('Choose presigned or public.'),
      };
    case 'linkLifetime':
      return {
        name: l10n.t('Link Lifetime'),
        purpose: l10n.t('How long a presigned link works, in seconds.'),
        format: l10n.t('Enter a number of seconds from 60 to 604800 (7 days).'),
      };
    case 'publicBaseUrl':
      return {
        name: l10n.t('Public Address'),
        purpose: l10n.t('The address below which the objects of the bucket are public, such as that of a CDN.'),
        format: l10n.t('Enter a web address without a query or fragment, such as https://cdn.example.com.'),
      };
    case 'expiresAfterDays':
      return {
        name: l10n.t('Days Until Deletion'),
        purpose: l10n.t(
          'After how many days a lifecycle rule of the bucket deletes objects. Leave it empty where there is no such rule.',
        ),
        format: l10n.t('Enter a whole number of days.'),
      };
    case 'style':
      return {
        name: l10n.t('Style'),
        purpose: l10n.t('How requests name the bucket.'),
        format: l10n.t('Choose path or virtualHost.'),
      };
    default:
      return undefined;
  }
}

/** What one of an option's values is called, and what it means. */
export function choiceText(
  { name, choices = {} }: ConnectionOption,
  value: string,
): {
  readonly label: ShownText;
  readonly detail: ShownText;
} {
  switch (`${name} ${value}`) {
    case 'links presigned':
      return {
        label: l10n.t('Presigned links'),
        detail: l10n.t('They work for a limited time. Whoever has one can download the file until then.'),
      };
    case 'links public':
      return {
        label: l10n.t('Public links'),
        detail: l10n.t('They work while the object is public, also at providers that check a link first.'),
      };
    case 'style path':
      return { label: l10n.t('In the path'), detail: shown('https://host/bucket/key') };
    case 'style virtualHost':
      return { label: l10n.t('In front of the host'), detail: shown('https://bucket.host/key') };
    default:
      return { label: shown(value), detail: plain(choices[value] ?? '') };
  }
}

/** An option as a fact about a connection. */
export function optionFact(
  option: ConnectionOption,
  value: string,
): { readonly label: ShownText; readonly value: ShownText } {
  const label = optionQuestion(option).name;
  if (option.name === 'linkLifetime') {
    return { label, value: formatDuration(Number(value) * 1000) };
  }
  return { label, value: option.choices === undefined ? shown(value) : choiceText(option, value).label };
}

/** What a name in the endpoint of a service stands for. */
export function endpointPartQuestion(name: string): Pick<OptionText, 'name' | 'purpose'> {
  return name === 'accountId'
    ? { name: l10n.t('Account ID'), purpose: l10n.t("Your account's ID, which is part of the service's address.") }
    : { name: shown(name), purpose: l10n.t("A part of the service's address.") };
}

/** English Markdown without its code marks, which a box would show. */
function plain(markdown: string): ShownText {
  return shown(markdown.replaceAll('`', ''), maxDescription);
}
