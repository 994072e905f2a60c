/** A setting that only one provider has: a choice between a few values. */
export interface ProviderSetting<Choice extends string = string> {
  /** Its name without the prefix: `api` stands for `workflowAssets.runningHub.api`. */
  readonly name: string;
  /** English Markdown, shown in the settings editor. `npm run generate` copies it into package.nls.json. */
  readonly description: string;
  /** Each value with what it means, in English Markdown. The first is the default. */
  readonly choices: Readonly<Record<Choice, string>>;
}

/** What a person chose in the settings of one provider, by their names; defaults may be left out. */
export type ProviderOptions = Readonly<Record<string, string>>;

/** The value in force: the one chosen where it is one of the choices, else the default. */
export function chosen<Choice extends string>(setting: ProviderSetting<Choice>, options: ProviderOptions): Choice {
  const choices = Object.keys(setting.choices) as [Choice, ...Choice[]];
  return choices.find((choice) => choice === options[setting.name]) ?? choices[0];
}
