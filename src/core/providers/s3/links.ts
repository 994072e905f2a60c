import { UploadError } from '../../errors.ts';
import type { ProviderSession } from '../provider.ts';
import type { Lifetime, Reference, UploadedReferences } from '../reference.ts';
import { referenceFrom } from '../replies/replyFields.ts';
import { encodedPath } from './objectKey.ts';
import { maxLinkLength, type S3Options } from './s3Options.ts';
import type { StoredObjects } from './storedObjects.ts';

/** How long a link will work, as far as the connection's options tell. */
export function linkLifetime({ publicBaseUrl, linkLifetime, objectLifetime }: S3Options): Lifetime {
  const milliseconds = publicBaseUrl === undefined ? linkLifetime : objectLifetime;
  return milliseconds === undefined ? { type: 'undocumented' } : { type: 'fixed', milliseconds };
}

/**
 * A link to a stored object, of the kind the connection asks for. Signing sends nothing, so an expired link is renewed by
 * signing another.
 * @param storedAt when the object was written, in milliseconds since the epoch
 */
export async function linkTo(
  key: readonly string[],
  { objects, session, storedAt }: { objects: StoredObjects; session: ProviderSession; storedAt: number },
): Promise<UploadedReferences> {
  const { options } = objects;
  const { publicBaseUrl } = options;
  const lifetime = linkLifetime(options);
  if (publicBaseUrl !== undefined) {
    const value = `${publicBaseUrl}/${encodedPath(key)}`;
    return { reference: referenceFrom({ form: 'publicUrl', value, lifetime }, storedAt), alternatives: [] };
  }
  // Signatures know whole seconds only.
  const signedAt = Math.floor(session.clock.now() / 1000) * 1000;
  const value = await objects.presigned(key, signedAt);
  if (value.length > maxLinkLength) {
    session.warn(`The link has ${value.length} characters, and some services take no more than ${maxLinkLength}`);
  }
  const reference = referenceFrom({ form: 'presignedUrl', value, lifetime }, signedAt);
  return { reference: { ...reference, expiresAt: firstEnd(reference, options, storedAt) }, alternatives: [] };
}

/** When a presigned link stops working: at its own end, or once a lifecycle rule has deleted what it leads to. */
function firstEnd({ expiresAt }: Reference, { objectLifetime }: S3Options, storedAt: number): number | undefined {
  return expiresAt === undefined || objectLifetime === undefined
    ? expiresAt
    : Math.min(expiresAt, storedAt + objectLifetime);
}

/**
 * The key of the object that a link leads to.
 * @throws UploadError `rejected` for a link to another bucket: deleting what it names here would hit another object
 */
export function keyOfLink(
  { form, value }: Pick<Reference, 'form' | 'value'>,
  objects: StoredObjects,
): readonly string[] {
  const { publicBaseUrl } = objects.options;
  const base = form === 'publicUrl' ? publicBaseUrl : objects.urlOf([]).href.replace(/\/$/, '');
  const link = URL.canParse(value) ? new URL(value) : undefined;
  const path = link === undefined ? '' : link.origin + link.pathname;
  if (base === undefined || !path.startsWith(`${base}/`)) {
    throw new UploadError('rejected', "The link doesn't lead to this connection's bucket");
  }
  const encoded = path.slice(base.length + 1).split('/');
  // A record may be imported, and name any object. Only what this extension has stored is deleted.
  if (!/^[0-9a-f]{64}\.[a-z0-9]{1,5}$/.test(encoded.at(-1) ?? '') || !isDecodable(path)) {
    throw new UploadError('rejected', "The link doesn't lead to an upload");
  }
  return encoded.map(decodeURIComponent);
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** Whether a link is of the kind the options ask for: a link that works longer than it should isn't. */
export function isOfKind({ form, value, lifetime }: Reference, options: S3Options): boolean {
  const { publicBaseUrl, linkLifetime } = options;
  if (publicBaseUrl !== undefined) {
    return form === 'publicUrl' && value.startsWith(`${publicBaseUrl}/`);
  }
  return form === 'presignedUrl' && lifetime.type === 'fixed' && lifetime.milliseconds === linkLifetime;
}
