import { createHash, randomUUID } from 'node:crypto';
import type { Asset } from '../../asset/asset.ts';
import { CancelledError, UploadError } from '../../errors.ts';
import type { ProviderSession } from '../provider.ts';
import type { Reference, UploadedReferences } from '../reference.ts';
import { keyOfLink, linkTo } from './links.ts';
import { keyOfContent, prefixSegments } from './objectKey.ts';
import type { S3Options } from './s3Options.ts';
import { type ObjectState, StoredObjects } from './storedObjects.ts';

/** Stores a file under its hash, unless it is there already, and links to it. */
export async function storeFile(asset: Asset, session: ProviderSession, sha256: string): Promise<UploadedReferences> {
  const objects = new StoredObjects(session);
  const key = keyOfContent(objects.options.prefix, sha256, asset.mediaType);
  const found = await objects.find(key);
  const now = session.clock.now();
  if (found !== undefined && found.size === asset.size && staysLongEnough(found, objects.options, now)) {
    return linkTo(key, { objects, session, storedAt: found.lastModified ?? now });
  }
  const body = {
    contentType: asset.mediaType,
    contentLength: asset.size,
    bytes: () => asset.read({ reusesMemory: true }),
  };
  await objects.put(key, { body, sha256 });
  return linkTo(key, { objects, session, storedAt: session.clock.now() });
}

/**
 * Whether an object that is already there will be there for as long as a presigned link works, or at least for half of its own
 * lifetime. Writing the object again restarts that lifetime.
 */
function staysLongEnough({ lastModified }: ObjectState, options: S3Options, now: number): boolean {
  const { objectLifetime, publicBaseUrl, linkLifetime } = options;
  if (objectLifetime === undefined) {
    return true;
  }
  const left = lastModified === undefined ? 0 : lastModified + objectLifetime - now;
  return left >= Math.min(objectLifetime / 2, publicBaseUrl === undefined ? linkLifetime : Number.POSITIVE_INFINITY);
}

/** Whether the object that a link leads to is still there. @throws UploadError; also `rejected` for a link to another bucket */
export async function isStored(
  reference: Pick<Reference, 'form' | 'value'>,
  session: ProviderSession,
): Promise<boolean> {
  const objects = new StoredObjects(session);
  return objects.has(keyOfLink(reference, objects));
}

/** @throws UploadError; also `rejected` for a link to another bucket */
export async function deleteObject(reference: Reference, session: ProviderSession): Promise<void> {
  const objects = new StoredObjects(session);
  await objects.delete(keyOfLink(reference, objects));
}

/**
 * Writes, reads and deletes a small object, which is all that uploads need: nothing lists the bucket.
 * @throws UploadError whose `operation` says which of them failed
 */
export async function testStorage(session: ProviderSession): Promise<void> {
  const objects = new StoredObjects(session);
  const text = `Workflow Assets tests this connection: ${randomUUID()}`;
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = [...prefixSegments(objects.options.prefix), `connection-test-${sha256.slice(0, 16)}.txt`];
  const body = {
    contentType: 'text/plain',
    contentLength: bytes.length,
    async *bytes() {
      yield bytes;
    },
  };
  await objects.put(key, { body, sha256 });
  try {
    if ((await objects.read(key)) !== text) {
      throw new UploadError('unexpectedReply', "The storage didn't return what was written", { operation: 'read' });
    }
  } catch (error) {
    if (!CancelledError.is(error)) {
      // Only the first failure is reported.
      await objects.delete(key).catch(() => {});
    }
    throw error;
  }
  await objects.delete(key);
}
