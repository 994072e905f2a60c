import type { MediaKind } from '../asset/asset.ts';
import { kindOf, supportedMediaTypes } from '../asset/mediaTypes.ts';
import { UploadError } from '../errors.ts';
import { gibibyte, gigabyte } from '../units.ts';
import type { Provider } from './provider.ts';
import { readCredentials, s3KeyParts } from './s3/credentials.ts';
import { isOfKind, linkLifetime } from './s3/links.ts';
import { assumedS3Options, s3ConnectionOptions } from './s3/s3Options.ts';
import { s3Presets } from './s3/s3Presets.ts';

/** "You can upload objects in a single operation of up to 5 GB"; larger ones only in parts. */
const size = { maxBytes: 5 * gibibyte, warnAboveBytes: 5 * gigabyte };
const kinds: readonly MediaKind[] = ['image', 'video', 'audio', 'archive', 'model'];

/**
 * Any storage that speaks the protocol of Amazon S3. No workflow runs there: its links are for providers that download what
 * their own uploads don't take.
 */
export const s3: Provider = {
  id: 's3',
  label: 'S3-Compatible Storage',
  documentationUrl: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html',
  keyUrl: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  // Everybody's storage is another one.
  defaultEndpoint: undefined,
  // A MinIO or a NAS in the local network often speaks plain http only.
  allowsPlainHttp: 'localNetwork',
  // Signatures cover the path, which a reverse proxy with a prefix would change.
  refusesPath: true,
  connectionOptions: s3ConnectionOptions,
  presets: s3Presets,
  keyParts: s3KeyParts,
  // It stores whatever it is given; these are the types that go anywhere else.
  limits: kinds.map((kind) => ({
    kind,
    mediaTypes: supportedMediaTypes.filter((mediaType) => kindOf(mediaType) === kind),
    ...size,
  })),
  digest: 'sha256',
  references: [
    // Not where the provider asks for the file's headers first, as Runway does: the signature is for GET only.
    { form: 'presignedUrl', shape: 'url', isCredential: true, fits: { publicUrl: 3, runwareParameter: 4 } },
    { form: 'publicUrl', shape: 'url', fits: { publicUrl: 2, runwareParameter: 3, runwayProperty: 2 } },
  ],
  texts: {
    name: 'your own S3-compatible storage',
    reference: 'presigned or public link',
    size: 'up to 5 GB',
    lifetime:
      'presigned links up to 7 days, renewed without sending the file again; public links as long as the object is there',
    key: ', or the page of your own service',
  },
  lifetime: (_kind, options) => linkLifetime(assumedS3Options(options)),
  audience: (_kind, options) =>
    assumedS3Options(options).publicBaseUrl === undefined ? 'anyoneWithSignedLink' : 'anyoneWithLink',
  givesLinks(options) {
    const { publicBaseUrl: base } = assumedS3Options(options);
    return { form: base === undefined ? 'presignedUrl' : 'publicUrl', base };
  },
  requestSnippet: (_kind, url) => ({ url }),
  needsKey: () => true,

  /**
   * A link stops working with the access key that signed it. Temporary credentials come with a new access key each time, so
   * that their links aren't reused once they have ended. Without a key there is nothing to reuse, but uploads can be planned.
   */
  accountIdentity({ key, options }) {
    const { bucket, publicBaseUrl } = assumedS3Options(options);
    return JSON.stringify([bucket, publicBaseUrl ?? (key === '' ? '' : readCredentials(key).accessKeyId)]);
  },

  partOfServer: (options) => assumedS3Options(options).bucket,

  async upload(asset, session, digest) {
    if (digest === undefined) {
      throw new UploadError('hashMismatch', "The file's content hash isn't known");
    }
    const { storeFile } = await import('./s3/storageUpload.ts');
    return storeFile(asset, session, digest);
  },

  async checkConnection(session) {
    const { testStorage } = await import('./s3/storageUpload.ts');
    await testStorage(session);
    return { account: '' };
  },

  suits: ({ reference }, options) => isOfKind(reference, assumedS3Options(options)),

  async stillHolds(reference, session) {
    const { isStored } = await import('./s3/storageUpload.ts');
    return isStored(reference, session);
  },

  async delete(reference, session) {
    const { deleteObject } = await import('./s3/storageUpload.ts');
    await deleteObject(reference, session);
  },
};
