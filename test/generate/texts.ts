import type { Provider } from '../../src/core/providers/provider.ts';

interface TextOptions {
  /** As in the name of the file: `zh-cn`; empty for English. */
  readonly language: string;
  readonly providers: readonly Provider[];
  /** The manifest the texts are for: a setting it doesn't mention needs no text. */
  readonly manifestText: string;
}

/** Sentences that name a provider, in one language. */
interface Sentences {
  /** The provider as it's called within a sentence. */
  name(provider: Provider): string;
  list(names: readonly string[]): string;
  /** Of the extension, where extensions are listed. */
  description(providers: string): string;
  endpoint(name: string, provider: Provider): string;
}

const english: Sentences = {
  name: ({ label, texts }) => texts.name ?? label,
  list: (names) => new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names),
  description: (providers) =>
    `Upload images, video, audio and ZIPs to ${providers}, and swap local paths in workflow JSON for references that run.`,
  endpoint: (name, { texts, allowsPlainHttp }) =>
    [
      `Address of ${name}.`,
      ...(texts.endpoint === undefined ? [] : [texts.endpoint]),
      'Leave it empty for the default.',
      allowsPlainHttp === 'localNetwork'
        ? 'Must be `https`; plain `http` is allowed for this machine and, after a question, in the local network.'
        : 'Must be `https`; plain `http` is allowed for this machine only.',
      "A workspace can't change it.",
      'A key is stored for the address it was entered for and is never sent to another one.',
    ].join(' '),
};

/** Providers whose label isn't a name but a description, which a translation has to translate. */
const chineseLabels: Readonly<Record<string, string>> = { s3: 'S3 兼容存储' };

const chinese: Sentences = {
  name: ({ id, label, texts }) => (texts.name === undefined ? label : `你自己的 ${chineseLabels[id] ?? label}`),
  list: (names) => {
    const last = names.at(-1) ?? '';
    return `${names.slice(0, -1).join('、')} 或${/^\w/.test(last) ? ' ' : ''}${last}`;
  },
  description: (providers) =>
    `将图像、视频、音频和 ZIP 上传到 ${providers}，并将工作流 JSON 中的本地路径替换为可运行的引用。`,
  endpoint: (name, { allowsPlainHttp }) =>
    `${name} 的地址，留空则使用默认值。必须为 \`https\`；未加密的 \`http\` 仅可用于本机${allowsPlainHttp === 'localNetwork' ? '，并在询问后可用于本地网络' : ''}。工作区无法更改此设置。密钥只用于保存时所对应的地址，绝不会发送到其他地址。`,
};

/** For languages not listed here, the English sentences stand until somebody translates them. */
const languages: Readonly<Record<string, Sentences>> = { 'zh-cn': chinese };

/**
 * The texts of package.json with those that name providers. English ones are always written anew; a translation that is
 * there stays, since only a person can say whether it still fits.
 */
export function withProviderTexts(
  texts: Readonly<Record<string, string>>,
  { language, providers, manifestText }: TextOptions,
): Readonly<Record<string, string>> {
  const isEnglish = language === '';
  const sentences = languages[language] ?? english;
  const description = sentences.description(sentences.list(providers.map(sentences.name)));
  const ofSettings = Object.fromEntries(providers.flatMap((provider) => settingTexts(provider, sentences)));
  const all = isEnglish ? { ...texts, ...ofSettings } : { ...ofSettings, ...texts };
  const used = Object.entries({ ...all, description }).filter(
    ([key]) => !key.startsWith('setting.') || manifestText.includes(`"%${key}%"`),
  );
  return Object.fromEntries(sameOrder(texts, used));
}

function settingTexts(provider: Provider, sentences: Sentences): readonly (readonly [string, string])[] {
  const { id, settings = [], connectionOptions = [] } = provider;
  return [
    [`setting.${id}.endpoint`, sentences.endpoint(sentences.name(provider), provider)],
    ...connectionOptions.flatMap(({ name, description, choices = {} }): (readonly [string, string])[] => {
      const key = `setting.${id}.connection.${name}`;
      return [
        [key, description],
        ...Object.entries(choices).map(([value, text]) => [`${key}.${value}`, text] as const),
      ];
    }),
    ...settings.flatMap((setting): (readonly [string, string])[] => {
      const values = 'choices' in setting ? setting.choices : { format: setting.format };
      const key = `setting.${id}.${setting.name}`;
      const ofValues = Object.entries(values).map(([value, text]) => [`${key}.${value}`, text] as const);
      return [[key, setting.description], ...ofValues];
    }),
  ];
}

/** Texts that were there keep their place, so that a difference shows what changed; new ones follow. */
function sameOrder(
  before: Readonly<Record<string, string>>,
  entries: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const places = new Map(Object.keys(before).map((key, index) => [key, index]));
  const placeOf = ([key]: readonly [string, string]): number => places.get(key) ?? places.size;
  return [...entries].sort((a, b) => placeOf(a) - placeOf(b));
}
