/** The providers by the names that settings, commands and the history know them by. */
export const providerIds = ['runningHub', 'runware', 'runway', 'comfyCloud', 'comfyServer'] as const;
export type ProviderId = (typeof providerIds)[number];
