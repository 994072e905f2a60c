// Written by `npm run generate` from the registry.

/** The providers by the names under which settings, commands and the history know them, in the order they are offered. */
export const providerIds = ['runningHub', 'runware', 'runway', 'comfyApi', 'comfyCloud', 'comfyServer', 's3'] as const;
export type ProviderId = (typeof providerIds)[number];

/** The forms in which providers hand out references; a reference in the history names one of them. */
export const referenceForms = [
  'fileName',
  'downloadUrl',
  'mediaUuid',
  'mediaUrl',
  'runwayUri',
  'assetId',
  'inputName',
  'presignedUrl',
  'publicUrl',
] as const;
export type ReferenceForm = (typeof referenceForms)[number];
