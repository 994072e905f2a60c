import { hour } from '../units.ts';

/** A setting that only one provider has. */
export type ProviderSetting = ChoiceSetting | DurationSetting;

interface NamedSetting {
  /** Its name without the prefix: `api` stands for `workflowAssets.runningHub.api`. */
  readonly name: string;
  /** English Markdown, shown in the settings editor. `npm run generate` copies it into package.nls.json. */
  readonly description: string;
}

/** A choice between a few values. */
export interface ChoiceSetting<Choice extends string = string> extends NamedSetting {
  /** Each value with what it means, in English Markdown. The first is the default. */
  readonly choices: Readonly<Record<Choice, string>>;
}

/** A number of hours or days, such as `12h` or `3d`; empty by default, for whatever the provider does by itself. */
export interface DurationSetting extends NamedSetting {
  /** English: how to write it, shown for a text that isn't a duration. */
  readonly format: string;
  readonly minHours: number;
  readonly maxHours: number;
}

/** What a person chose in the settings of one provider, by their names; defaults may be left out. */
export type ProviderOptions = Readonly<Record<string, string>>;

/** The value in force: the one chosen where it is one of the choices, else the default. */
export function chosen<Choice extends string>(setting: ChoiceSetting<Choice>, options: ProviderOptions): Choice {
  const choices = Object.keys(setting.choices) as [Choice, ...Choice[]];
  return choices.find((choice) => choice === options[setting.name]) ?? choices[0];
}

/** Milliseconds, within the bounds; `undefined` for the provider's own duration, and for a text that isn't one. */
export function durationOf(
  { name, minHours, maxHours }: DurationSetting,
  options: ProviderOptions,
): number | undefined {
  const [, amount, unit] = /^([1-9]\d{0,5})([hd])$/.exec(options[name]?.trim() ?? '') ?? [];
  if (amount === undefined) {
    return undefined;
  }
  const hours = Number(amount) * (unit === 'd' ? 24 : 1);
  return Math.min(Math.max(hours, minHours), maxHours) * hour;
}

/** A setting as it was written, in the form in which it goes into the options. */
export function settingInForce(setting: ProviderSetting, written: string): string {
  return 'choices' in setting ? chosen(setting, { [setting.name]: written }) : written.trim();
}
