import type { CreateSender } from './sender.ts';

/** Each loads only its own modules, so that the process of one does not carry the memory of another. */
export const senders = {
  comfy: async () => (await import('./ours.ts')).wholeUpload('comfyServer'),
  comfyTransfer: async () => (await import('./ours.ts')).transferAlone('comfyServer', 'undici'),
  comfyTransferNode: async () => (await import('./ours.ts')).transferAlone('comfyServer', 'node'),
  runway: async () => (await import('./ours.ts')).wholeUpload('runway'),
  runware: async () => (await import('./ours.ts')).wholeUpload('runware'),
  comfyApi: async () => (await import('./ours.ts')).wholeUpload('comfyApi'),
  comfyApiKnown: async () => (await import('./ours.ts')).wholeUpload('comfyApi', { isKnown: true }),
  comfySdk: async () => (await import('./comfySdk.ts')).comfySdk,
  s3: async () => (await import('./ours.ts')).wholeUpload('s3'),
  awsPut: async () => (await import('./awsClients.ts')).awsPut,
  awsUpload: async () => (await import('./awsClients.ts')).awsUpload,
  fetchWithForm: async () => (await import('./others.ts')).fetchWithForm,
  runwaySdk: async () => (await import('./others.ts')).runwaySdk,
  runwareScheme: async () => (await import('./others.ts')).runwareScheme,
  hashOnly: async () => (await import('./others.ts')).hashOnly,
} satisfies Record<string, () => Promise<CreateSender>>;

export type SenderName = keyof typeof senders;
