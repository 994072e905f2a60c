import type { ProviderId } from './providerId.ts';

/**
 * Forms of API keys that nothing else has. RunningHub's and Runware's are plain letters and digits, which tell nothing.
 * Apart from the providers, because documents are searched for keys where no provider is loaded.
 */
const ownForms: readonly { readonly form: RegExp; readonly providers: readonly ProviderId[] }[] = [
  { form: /^key_[0-9a-f]{128}$/, providers: ['runway'] },
  { form: /^comfyui-[0-9a-f]{64}$/, providers: ['comfyCloud', 'comfyApi'] },
];

/** Providers whose keys look like this one; none where its form tells nothing. */
export function providersOfKey(key: string): readonly ProviderId[] {
  return ownForms.find(({ form }) => form.test(key))?.providers ?? [];
}
