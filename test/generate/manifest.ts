import type { Provider } from '../../src/core/providers/provider.ts';
import type { ProviderSetting } from '../../src/core/providers/providerSetting.ts';
import { maxConnectionName } from '../../src/core/uploads/accounts/connection.ts';
import { acceptedExtensions } from '../../src/core/uploads/plan/limits.ts';

/** The parts of package.json that are looked at here; everything else is passed through. */
export interface Manifest {
  readonly keywords: readonly string[];
  readonly contributes: {
    readonly commands: readonly CommandItem[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: readonly SettingCategory[];
    readonly languageModelTools: readonly ToolItem[];
  };
}
interface ToolItem {
  readonly inputSchema: { readonly properties: Readonly<Record<string, SettingItem>> };
}
interface CommandItem {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}
interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}
interface SettingCategory {
  readonly title: string;
  readonly properties: Readonly<Record<string, SettingItem>>;
}
type SettingItem = Readonly<Record<string, unknown>>;

const uploadTo = 'workflowAssets.uploadTo';
/** Also offered for every file that some provider takes. */
const findUsages = 'workflowAssets.findUsages';
const defaultProvider = 'workflowAssets.defaultProvider';

/** The manifest with everything in it that names a provider replaced by what the providers say today. */
export function withProviders(manifest: Manifest, providers: readonly Provider[]): Manifest {
  const { commands, menus, configuration, languageModelTools } = manifest.contributes;
  const isOfProvider = (command: string | undefined): boolean => command?.startsWith(`${uploadTo}.`) ?? false;
  const always = providers.filter(({ defaultEndpoint }) => defaultEndpoint !== undefined);
  const uploadCommands = providers.map(({ id, label }) => ({
    command: `${uploadTo}.${id}`,
    title: label,
    category: '%command.uploadTo.category%',
  }));
  return {
    ...manifest,
    keywords: [...new Set([...manifest.keywords, ...providers.map(({ label }) => label.toLowerCase())])],
    contributes: {
      ...manifest.contributes,
      commands: replaced(commands, ({ command }) => isOfProvider(command), uploadCommands),
      menus: Object.fromEntries(
        Object.entries(menus).map(([menu, items]) => [
          menu,
          menu === uploadTo
            ? replaced(items, ({ command }) => isOfProvider(command), menuItems(providers))
            : items.map((item) =>
                item.submenu === uploadTo || item.command === findUsages ? forMediaOf(always, item) : item,
              ),
        ]),
      ),
      configuration: withProviderSettings(configuration, providers),
      languageModelTools: languageModelTools.map((tool) => withProviderInput(tool, providers)),
    },
  };
}

/** Names the providers that a language model can choose from. */
function withProviderInput(tool: ToolItem, providers: readonly Provider[]): ToolItem {
  const { provider, ...others } = tool.inputSchema.properties;
  const ofProvider = provider && { provider: { ...provider, enum: providers.map(({ id }) => id) } };
  return { ...tool, inputSchema: { ...tool.inputSchema, properties: { ...others, ...ofProvider } } };
}

/** The list with all items that match replaced by others, in the place of the first; unchanged where none matches. */
function replaced<T>(items: readonly T[], matches: (item: T) => boolean, others: readonly T[]): readonly T[] {
  const at = items.findIndex(matches);
  return at === -1 ? items : [...items.slice(0, at), ...others, ...items.slice(at).filter((item) => !matches(item))];
}

function menuItems(providers: readonly Provider[]): readonly (MenuItem & { readonly group: string })[] {
  return providers.map((provider, index) => ({
    command: `${uploadTo}.${provider.id}`,
    when: ifConnected(provider, `explorerResourceIsFolder || ${isMediaOf([provider])}`),
    group: `1_providers@${index + 1}`,
  }));
}

/**
 * Where a provider has no connection of its own, the menu shows it only once one was added. VS Code has the value of a setting
 * ready for this, as JSON, before the extension is activated.
 */
function ifConnected({ id, defaultEndpoint }: Provider, condition: string): string {
  return defaultEndpoint === undefined
    ? `config.workflowAssets.connections =~ /"provider":"${id}"/ && (${condition})`
    : condition;
}

/** A hand-written entry, shown for the files that at least one provider takes. */
function forMediaOf(providers: readonly Provider[], item: MenuItem): MenuItem {
  return { ...item, when: item.when?.replace(/resourceExtname =~ \/\S+\/i/, () => isMediaOf(providers)) };
}

function isMediaOf(providers: readonly Provider[]): string {
  const extensions = new Set(providers.flatMap((provider) => [...acceptedExtensions(provider)]));
  return `resourceExtname =~ /^\\.(${[...extensions].join('|')})$/i`;
}

/** Endpoints, and what else only one provider has, follow the default provider in its category. */
function withProviderSettings(
  categories: readonly SettingCategory[],
  providers: readonly Provider[],
): readonly SettingCategory[] {
  let order = 0;
  return categories.map((category) => {
    const choice = category.properties[defaultProvider];
    const properties =
      choice === undefined
        ? category.properties
        : {
            [defaultProvider]: {
              ...choice,
              enum: ['', ...providers.map(({ id }) => id)],
              enumItemLabels: ['%setting.defaultProvider.ask%', ...providers.map(({ label }) => label)],
            },
            ...Object.fromEntries(providers.flatMap(settingsOf)),
            'workflowAssets.connections': connectionsSetting(providers),
          };
    // Counted through all categories: with equal numbers VS Code sorts by name.
    const entries = Object.entries(properties).map(([name, item]) => [name, { ...item, order: order++ }] as const);
    return { ...category, properties: Object.fromEntries(entries) };
  });
}

/** Further connections beside the default one that each provider has in its endpoint setting. */
function connectionsSetting(providers: readonly Provider[]): SettingItem {
  const text = (name: string): SettingItem => ({
    type: 'string',
    markdownDescription: `%setting.connections.${name}%`,
  });
  return {
    type: 'array',
    default: [],
    items: {
      type: 'object',
      required: ['name', 'provider', 'endpoint'],
      additionalProperties: false,
      properties: {
        name: { ...text('name'), minLength: 1, maxLength: maxConnectionName },
        provider: { ...text('provider'), enum: providers.map(({ id }) => id) },
        endpoint: text('endpoint'),
        options: {
          type: 'object',
          markdownDescription: '%setting.connections.options%',
          additionalProperties: { type: 'string' },
          properties: connectionOptions(providers),
        },
        id: text('id'),
      },
    },
    // As an endpoint: a cloned repository mustn't say where a key is sent.
    scope: 'machine',
    tags: ['usesOnlineServices'],
    markdownDescription: '%setting.connections%',
  };
}

/** What the connections of some providers have of their own; the other providers ignore it. */
function connectionOptions(providers: readonly Provider[]): Readonly<Record<string, SettingItem>> {
  const options = providers.flatMap(({ id, connectionOptions = [] }) =>
    connectionOptions.map((each) => ({ id, ...each })),
  );
  return Object.fromEntries(
    options.map(({ id, name, choices }) => {
      const key = `%setting.${id}.connection.${name}`;
      const values = Object.keys(choices ?? {});
      const ofChoices =
        choices === undefined
          ? {}
          : { enum: values, markdownEnumDescriptions: values.map((value) => `${key}.${value}%`) };
      return [name, { type: 'string', ...ofChoices, markdownDescription: `${key}%` }];
    }),
  );
}

function settingsOf(provider: Provider): readonly (readonly [string, SettingItem])[] {
  const { id, defaultEndpoint, settings = [] } = provider;
  const endpoint = {
    type: 'string',
    default: defaultEndpoint,
    // With any other scope a cloned repository could say where a key is sent.
    scope: 'machine',
    tags: ['usesOnlineServices'],
    markdownDescription: `%setting.${id}.endpoint%`,
  };
  return [
    ...(defaultEndpoint === undefined ? [] : [[`workflowAssets.${id}.endpoint`, endpoint] as const]),
    ...settings.map((setting): readonly [string, SettingItem] => [
      `workflowAssets.${id}.${setting.name}`,
      {
        type: 'string',
        ...valuesOf(`%setting.${id}.${setting.name}`, setting),
        // Which way a file goes, and how long it stays there, is for the person to say as well.
        scope: 'machine',
        markdownDescription: `%setting.${id}.${setting.name}%`,
      },
    ]),
  ];
}

/** What `durationOf` reads, in the form that the settings editor takes. */
const durationPattern = '^(?:[1-9][0-9]{0,5}[hd])?$';

/** @param text how the key of the setting's texts begins */
function valuesOf(text: string, setting: ProviderSetting): SettingItem {
  if (!('choices' in setting)) {
    return { default: '', pattern: durationPattern, patternErrorMessage: `${text}.format%` };
  }
  const values = Object.keys(setting.choices);
  return { default: values[0], enum: values, markdownEnumDescriptions: values.map((value) => `${text}.${value}%`) };
}
