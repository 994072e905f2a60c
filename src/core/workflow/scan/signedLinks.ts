import type { MediaInput } from '../mediaInput.ts';

/** Query parameters that hold the signature of a link at the usual storages, or a token in its stead. */
const signatures =
  /[?&](?:x-amz-signature|x-goog-signature|x-oss-signature|q-signature|signature|sig|token|access_token|auth_key)=./i;

/** The inputs whose value is a link that lets anybody who has it download the file. */
export function signedLinks(inputs: readonly MediaInput[]): readonly MediaInput[] {
  return inputs.filter(({ state, value }) => state === 'url' && signatures.test(value));
}
