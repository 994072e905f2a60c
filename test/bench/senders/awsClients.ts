import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { CreateSender } from './sender.ts';

/** AWS's client with one PUT of a stream, in the way its documents show. */
export const awsPut: CreateSender = async (origin) => {
  const client = clientFor(origin);
  return {
    send: async (path) => {
      const { size: ContentLength } = await stat(path);
      await client.send(new PutObjectCommand({ ...nextObject(), Body: createReadStream(path), ContentLength }));
    },
    close: async () => client.destroy(),
  };
};

/** The helper AWS recommends for large files: parts of 5 MB, four at a time. */
export const awsUpload: CreateSender = async (origin) => {
  const client = clientFor(origin);
  return {
    send: async (path) => {
      await new Upload({ client, params: { ...nextObject(), Body: createReadStream(path) } }).done();
    },
    close: async () => client.destroy(),
  };
};

function clientFor(endpoint: string): S3Client {
  const credentials = { accessKeyId: 'AKIABENCHMARK', secretAccessKey: 'secret-of-the-benchmark' };
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 });
}

function nextObject(): { readonly Bucket: string; readonly Key: string; readonly ContentType: string } {
  return { Bucket: 'media', Key: `${crypto.randomUUID()}.png`, ContentType: 'image/png' };
}
